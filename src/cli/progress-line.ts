import type { WriteStream } from 'node:tty';
import type { IndexProgress } from '../engine';

const BAR = 24;
const PLAIN_MS = 5000;

/** Progress on a terminal as a bar that is drawn over and over, elsewhere as a plain line every few seconds. */
export class ProgressLine {
  private drawn = false;
  private lastPlain = performance.now();

  constructor(private readonly stream: WriteStream) {}

  show(progress: IndexProgress): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\x1b[2K${bar(progress)} ${describe(progress)}`);
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

function bar({ done, total, walking }: IndexProgress): string {
  if (walking || total === 0) return `[${'.'.repeat(BAR)}]`;
  const filled = Math.round((BAR * done) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}

function describe({ done, total, walking, rate, secondsLeft, failed }: IndexProgress): string {
  return [
    `${done} of ${total}${walking ? '+' : ''} files`,
    ...(rate === undefined ? [] : [`${rate.toFixed(0)} cutouts/s`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(failed ? [`${failed} failed`] : []),
  ].join(', ');
}

function duration(seconds: number): string {
  const s = Math.ceil(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
