import type { WriteStream } from 'node:tty';
import type { FinetuneProgress } from '../engine';
import { duration } from './progress-line';

const PLAIN_MS = 5000;

/** How far a fine-tuning run is: drawn over and over on a terminal, elsewhere a line every few seconds. */
export class FinetuneLine {
  private drawn = false;
  private lastPlain = performance.now();

  constructor(private readonly stream: WriteStream) {}

  show(progress: FinetuneProgress): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\x1b[2K${describe(progress)}`);
      this.drawn = true;
    } else if (performance.now() - this.lastPlain > PLAIN_MS) {
      this.lastPlain = performance.now();
      this.stream.write(`${describe(progress)}\n`);
    }
  }

  clear(): void {
    if (this.drawn) this.stream.write('\r\x1b[2K');
    this.drawn = false;
  }
}

function describe({ what, done, rate, secondsLeft, epoch, score }: FinetuneProgress): string {
  return [
    `${Math.round(100 * done)} %: ${what}`,
    ...(epoch ? [`epoch ${epoch.epoch}, ${score} ${epoch.validationScore.toFixed(3)}`] : []),
    ...(rate === undefined ? [] : [`${rate.toFixed(0)} galaxies/s`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join(', ');
}
