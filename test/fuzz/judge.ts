import type { Format, Mutant } from './format';
import { allowed, memoryOf } from './memory';

/** A read that takes longer, in milliseconds of a core, counts as a hang. */
const TOO_LONG = 2000;

/**
 * Reads a mutant, and says what was wrong with that: nothing where it was read, or refused as it should be.
 * @param measuring whether memory is measured, which takes a process that does nothing else
 */
export async function judge(
  format: Format,
  mutant: Mutant,
  { measuring }: { readonly measuring: boolean },
): Promise<{ readonly failures: string[]; readonly steps: number }> {
  const failures: string[] = [];
  let steps = 0;
  const from = process.cpuUsage();
  try {
    await format.read(mutant, async (what, read) => {
      steps++;
      if (!measuring) return void (await read());
      let held = 0;
      const bytes = await memoryOf(async () => (held = (await read()) ?? 0));
      if (bytes > allowed(mutant.bytes.length, held)) {
        const pixels = held > 0 ? ` that holds ${mib(held)}` : '';
        failures.push(`${what}: ${mib(bytes)} MiB for a file of ${mib(mutant.bytes.length)}${pixels}`);
      }
    });
  } catch (error) {
    failures.push(said(error));
  }
  const { user } = process.cpuUsage(from);
  if (user / 1000 > TOO_LONG) failures.push(`${(user / 1e6).toFixed(1)} s of a core`);
  return { failures, steps };
}

/** An error with its causes. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nbecause of ${said(error.cause)}`;
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
