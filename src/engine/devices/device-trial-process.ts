import { DeviceError, type Accelerator, type Agreement, type Encoder, type Throughput } from '../../encoder';
import { AskedProcess } from '../process/asked-process';
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
  private readonly process: AskedProcess<TrialQuestion, TrialAnswer>;

  /**
   * @param file of the process's bundle
   * @param environment with the libraries that it needs; an engine has them already
   */
  constructor(
    file: string,
    private readonly device: Accelerator,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.process = new AskedProcess(file, 'its trial', NICE, environment);
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
    this.process.kill();
  }

  private async ask(question: TrialQuestion, limit: number): Promise<TrialAnswer> {
    try {
      return await this.process.ask(question, limit);
    } catch (cause) {
      throw new DeviceError(this.device, (cause as Error).message, { cause });
    }
  }

  private refuse(answer: TrialAnswer): never {
    throw new DeviceError(this.device, 'error' in answer ? answer.error.reason : 'its trial gave no answer');
  }
}
