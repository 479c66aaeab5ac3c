/** Milliseconds over which the rate is taken. */
const WINDOW_MS = 5000;

/** Says how far a download is: bytes, their rate over the last seconds, and the time that is left at this rate. */
export class DownloadProgress {
  private readonly seen: { readonly at: number; readonly done: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** "12.3 of 59.9 MB, 4.1 MB/s, 12 s left" */
  text(done: number, total: number): string {
    const at = this.now();
    this.seen.push({ at, done });
    while (this.seen.length > 2 && this.seen[1].at <= at - WINDOW_MS) this.seen.shift();
    const [first] = this.seen;
    const rate = at > first.at ? ((done - first.done) / (at - first.at)) * 1000 : 0;
    const unit = total >= 1e6 ? 1e6 : 1e3;
    const size = (bytes: number) => (bytes / unit).toFixed(1);
    return [
      `${size(done)} of ${size(total)} ${unit === 1e6 ? 'MB' : 'kB'}`,
      ...(rate > 0 ? [`${(rate / 1e6).toFixed(1)} MB/s`, `${Math.ceil((total - done) / rate)} s left`] : []),
    ].join(', ');
  }
}
