import type { WriteStream } from 'node:tty';
import type { IndexProgress } from '../engine';

const BAR = 24;
const PLAIN_MS = 5000;

/** How far something is: the indexing of files, or `what` else is gone through. */
type Shown = Pick<IndexProgress, 'done' | 'total' | 'rate' | 'secondsLeft'> &
  Partial<Pick<IndexProgress, 'walking' | 'failed'>> & { readonly what?: string };

/** Progress on a terminal as a bar that is drawn over and over, elsewhere as a plain line every few seconds. */
export class ProgressLine {
  private drawn = false;
  private lastPlain = performance.now();

  constructor(private readonly stream: WriteStream) {}

  show(progress: Shown): void {
    const { done, total, walking } = progress;
    this.tell(walking || total === 0 ? undefined : done / total, describe(progress));
  }

  /** @param share of the whole, 0 to 1; undefined where that cannot be told */
  tell(share: number | undefined, text: string): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\x1b[2K${bar(share)} ${text}`);
      this.drawn = true;
    } else if (performance.now() - this.lastPlain > PLAIN_MS) {
      this.lastPlain = performance.now();
      this.stream.write(`${text}\n`);
    }
  }

  clear(): void {
    if (this.drawn) this.stream.write('\r\x1b[2K');
    this.drawn = false;
  }
}

function bar(share: number | undefined): string {
  const filled = Math.round(BAR * (share ?? 0));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}

function describe({ done, total, walking, rate, secondsLeft, failed, what }: Shown): string {
  return [
    `${done} of ${total}${walking ? '+' : ''} ${what ?? 'files'}`,
    ...(rate === undefined ? [] : [`${rate.toFixed(0)} ${what === undefined ? 'cutouts/s' : 'a second'}`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(failed ? [`${failed} failed`] : []),
  ].join(', ');
}

/** Seconds as a person reads them. */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
