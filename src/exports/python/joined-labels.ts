import { pythonString } from './literals';

/** A label table whose columns `shown` is to have. */
export interface PythonLabels {
  /** Absolute path. */
  readonly file: string;
  readonly format: 'csv' | 'tsv' | 'jsonl' | 'parquet' | 'ecsv' | 'fits' | 'votable' | 'ascii';
  /** How its rows name cutouts: by paths relative to the collection's folder, by file names, or by names without extension. */
  readonly by: 'path' | 'name' | 'stem';
  /** The column that has these names. */
  readonly column: string;
}

const KEYS: Readonly<Record<PythonLabels['by'], string>> = {
  path: 'shown["path"]',
  name: 'shown["path"].map(os.path.basename)',
  // src/labels/file-names.ts has the same extensions.
  stem:
    'shown["path"].map(lambda path: re.sub(r"(?i)(\\.(fits?|fts|fz|png|jpe?g|tiff?|webp|npy))?(\\.(gz|bz2|z|fz))?$", "", ' +
    'os.path.basename(path), count=1))',
};

/** Python that reads a label table, and gives `shown` its columns; the first row of a name counts. */
export function joinedLabels({ file, format, by, column }: PythonLabels): string[] {
  const [name, key] = [pythonString(file), pythonString(column)];
  const fromAstropy = (format: string) =>
    `__import__("astropy.table").table.Table.read(${name}, format=${format}).to_pandas().astype({${key}: str})`;
  const read = {
    csv: `pd.read_csv(${name}, dtype={${key}: str})`,
    tsv: `pd.read_csv(${name}, sep="\\t", dtype={${key}: str})`,
    jsonl: `pd.read_json(${name}, lines=True, dtype={${key}: str})`,
    parquet: `pd.read_parquet(${name}).astype({${key}: str})`,
    ecsv: fromAstropy('"ascii.ecsv"'),
    fits: fromAstropy('"fits"'),
    votable: fromAstropy('"votable"'),
    // astropy detects which of the formats of aligned text the file has.
    ascii: fromAstropy('"ascii"'),
  }[format];
  return [
    `labels = ${read}.drop_duplicates(${key})`,
    `labels["named"] = labels[${key}].str.strip()`,
    `shown["named"] = ${KEYS[by]}`,
    'shown = shown.merge(labels, how="left", on="named", suffixes=("", "_label")).drop(columns="named")',
  ];
}
