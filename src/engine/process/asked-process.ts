import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';

/** What the end of its standard error may say of why a process has ended. */
const LAST_WORDS = 400;

/** A process that is asked one thing after the other, and that may hang, crash and be killed: for what runs native code. */
export class AskedProcess<Question extends object, Answer extends object> {
  private readonly child: ChildProcess;
  private said = '';

  /**
   * @param file of the process's bundle
   * @param what it is, for messages: "its trial"
   * @param nice how far it stands behind other processes, 0 to 19
   */
  constructor(
    file: string,
    private readonly what: string,
    nice = 0,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const env = { ...environment, ELECTRON_RUN_AS_NODE: '1' };
    this.child = fork(file, [], { serialization: 'advanced', silent: true, env, execArgv: [] });
    this.child.stderr?.on('data', (text: Buffer) => (this.said = `${this.said}${text.toString()}`.slice(-LAST_WORDS)));
    try {
      if (nice > 0 && this.child.pid !== undefined) os.setPriority(this.child.pid, nice);
    } catch {
      // It has ended already, or the system does not let us: then it is as urgent as the rest.
    }
  }

  /**
   * @param limit milliseconds that it may take; begun anew by every message for which `goesOn` holds
   * @throws Error with what has happened instead of an answer
   */
  ask(question: Question, limit: number, goesOn: (message: Answer) => boolean = () => false): Promise<Answer> {
    const { child, what } = this;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onClose).off('error', onError);
        outcome();
      };
      const fail = (reason: string) => settle(() => reject(new Error(reason)));
      const onMessage = (answer: Answer) => {
        if (goesOn(answer)) timer.refresh();
        else settle(() => resolve(answer));
      };
      // Not when it exits: what it has said last may come later.
      const onClose = (code: number | null, signal: string | null) =>
        fail(`${what} ended with ${signal ?? `exit code ${code}`} (${this.said.trim()})`);
      const onError = (error: Error) => fail(error.message);
      const timer = setTimeout(() => fail(`${what} took longer than ${limit / 1000} s`), limit);
      child.on('message', onMessage).on('close', onClose).on('error', onError);
      child.send(question, (error) => error && fail(error.message));
    });
  }

  /** Ends the process, in the middle of what it does. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}
