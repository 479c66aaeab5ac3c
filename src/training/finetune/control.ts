/** What a run may be told from another thread: a shared integer that it looks at between its steps. */
const [GOING, PAUSED, STOPPED, CANCELLED] = [0, 1, 2, 3];

/** Thrown where a run has been cancelled. */
export class Cancelled extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('the run has been cancelled');
  }
}

/** One run's switch, on both sides of the wall between threads. */
export class Control {
  private readonly state: Int32Array;

  /** @param shared four bytes that both sides hold */
  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.state = new Int32Array(shared);
  }

  pause(): void {
    Atomics.compareExchange(this.state, 0, GOING, PAUSED);
  }

  continue(): void {
    Atomics.compareExchange(this.state, 0, PAUSED, GOING);
    Atomics.notify(this.state, 0);
  }

  /** Ends training and keeps the best; a run that has been cancelled stays so. */
  stop(): void {
    if (Atomics.load(this.state, 0) !== CANCELLED) Atomics.store(this.state, 0, STOPPED);
    Atomics.notify(this.state, 0);
  }

  cancel(): void {
    Atomics.store(this.state, 0, CANCELLED);
    Atomics.notify(this.state, 0);
  }

  get paused(): boolean {
    return Atomics.load(this.state, 0) === PAUSED;
  }

  get stopped(): boolean {
    return Atomics.load(this.state, 0) === STOPPED;
  }

  /** Waits while the run is paused. Blocks its thread: there is nothing else to do in it. @throws Cancelled */
  check(onPause?: () => void): void {
    if (this.paused) onPause?.();
    while (this.paused) Atomics.wait(this.state, 0, PAUSED, 1000);
    if (Atomics.load(this.state, 0) === CANCELLED) throw new Cancelled();
  }
}
