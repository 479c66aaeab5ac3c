import { NOT_MEASURED, type Row } from '../../../src/collection';

/** A row as indexing makes it; `change` says what is special about it. */
export function row(path: string, change: Partial<Row> = {}): Row {
  return {
    path,
    hdu: 0,
    size: 5760,
    mtime: 1_700_000_000.25,
    sha256: 'ab'.repeat(32),
    width: 64,
    height: 64,
    bands: 1,
    ra: 12.5,
    dec: -3.25,
    pixelScale: NaN,
    measures: NOT_MEASURED,
    removed: false,
    ...change,
  };
}
