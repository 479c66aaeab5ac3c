/** Lets one piece of work wait for the one before it: two keystrokes in a row are both done, in their order. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` once all that was given before has ended, however it ended. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work, work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
