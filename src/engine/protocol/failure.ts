/** What could not be read, and why. `hdu` is absent where it is the whole file. */
export interface Failure {
  readonly path: string;
  readonly hdu?: number;
  readonly reason: string;
}
