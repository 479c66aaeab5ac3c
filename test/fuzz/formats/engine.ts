import { ensureBuilt } from '../../built';
import type { Format, Mutant, Step } from '../format';
import { damagedMessage, messageOf, messages } from './engine-messages';
import { EngineUnderTest } from './engine-under-test';

let engine: EngineUnderTest | undefined;

/**
 * Messages to the engine's process. Its client is the extension itself, and checks what panels send; here it is seen that no
 * message ends the process, keeps it from answering, or makes it write where it was not told to.
 */
export const engineMessages: Format = {
  name: 'engine',
  count: 100_000,
  seeds: messages,
  damage: damagedMessage,
  read: async ({ bytes }: Mutant, step: Step) => {
    if (!engine) ensureBuilt();
    engine ??= new EngineUnderTest();
    await engine.ready();
    try {
      await step('send', () => engine!.send(messageOf(bytes)));
      await step('check', () => engine!.check());
    } catch (error) {
      // The next message finds one that has not seen this.
      await engine.stop();
      throw error;
    }
  },
  end: async () => engine?.stop(),
};
