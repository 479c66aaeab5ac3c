/** A file that may hold galaxies, in a format that is not read. */
export interface UnreadFile {
  /** Relative to the folder. */
  readonly path: string;
  /** The format, as people call it. */
  readonly kind: string;
}

/** Formats in which galaxies are kept, by the extension of their files. */
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['HDF5', ['h5', 'hdf5', 'hdf']],
  ['NumPy', ['npy', 'npz']],
  ['Zarr', ['zarr']],
  ['TIFF', ['tif', 'tiff']],
  ['ASDF', ['asdf']],
  ['archive', ['tar', 'tgz', 'zip', 'tar.gz', 'tar.bz2', 'tar.xz', '7z', 'rar']],
  ['WebP', ['webp']],
  ['GIF', ['gif']],
  ['BMP', ['bmp']],
  ['JPEG 2000', ['jp2', 'j2k']],
  ['XISF', ['xisf']],
  ['FITS compressed by xz or zstd', ['fits.xz', 'fits.zst', 'fit.xz', 'fit.zst']],
];
const BY_EXTENSION = new Map(KINDS.flatMap(([kind, extensions]) => extensions.map((one) => [one, kind] as const)));

/** The format of a file that may hold galaxies and is not read; undefined of any other. */
export function unreadKind(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
  const [, two, one] = /(?:\.([^.]+))?\.([^.]+)$/.exec(name) ?? [];
  return BY_EXTENSION.get(`${two}.${one}`) ?? BY_EXTENSION.get(one);
}
