import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import { DeviceError, type Accelerator, type Agreement, type Encoder, type Throughput } from '../encoder';
import type { TrialAnswer, TrialQuestion } from './device-trial-main';

/** Compiling an encoder for a graphics processor takes seconds; one that works in software takes minutes. */
const START_MS = 30_000;
/** CUDA's libraries are two gigabytes, and may lie in a home folder across a network. */
const CUDA_START_MS = 90_000;
const MEASURE_MS = 15_000;
/** Nobody waits for a trial. */
const NICE = 10;

/** Tries a device, whatever its driver does: what `DeviceTrial` does, in a process that may hang, crash and be killed. */
export class DeviceTrialProcess {
  private readonly child: ChildProcess;
  private said = '';

  /**
   * @param file of the process's bundle
   * @param environment with the libraries that it needs; an engine has them already
   */
  constructor(
    file: string,
    private readonly device: Accelerator,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const env = { ...environment, ELECTRON_RUN_AS_NODE: '1' };
    this.child = fork(file, [], { serialization: 'advanced', silent: true, env, execArgv: [] });
    this.child.stderr?.on('data', (text: Buffer) => (this.said = `${this.said}${text.toString()}`.slice(-400)));
    try {
      if (this.child.pid !== undefined) os.setPriority(this.child.pid, NICE);
    } catch {
      // It has ended already, or the system does not let us: then it is as urgent as the rest.
    }
  }

  /** @throws DeviceError with what is wrong with the device, also where it takes too long or ends the process */
  async start(encoder: Encoder): Promise<Agreement> {
    const limit = this.device === 'cuda' ? CUDA_START_MS : START_MS;
    const answer = await this.ask({ ask: 'start', encoder, device: this.device }, limit);
    return 'agreement' in answer ? answer.agreement : this.refuse(answer);
  }

  /** After `start`. @throws DeviceError */
  async measure(): Promise<Throughput> {
    const answer = await this.ask({ ask: 'measure' }, MEASURE_MS);
    return 'throughput' in answer ? answer.throughput : this.refuse(answer);
  }

  /** Ends the process, in the middle of what it does. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(question: TrialQuestion, limit: number): Promise<TrialAnswer> {
    const { child, device } = this;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        outcome();
      };
      const fail = (reason: string) => settle(() => reject(new DeviceError(device, reason)));
      const onMessage = (answer: TrialAnswer) => settle(() => resolve(answer));
      const onExit = (code: number | null, signal: string | null) =>
        fail(`its trial ended with ${signal ?? `exit code ${code}`} (${this.said.trim()})`);
      const onError = (error: Error) => fail(error.message);
      const timer = setTimeout(() => fail(`its trial took longer than ${limit / 1000} s`), limit);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send(question, (error) => error && fail(error.message));
    });
  }

  private refuse(answer: TrialAnswer): never {
    throw new DeviceError(this.device, 'error' in answer ? answer.error.reason : 'its trial gave no answer');
  }
}
