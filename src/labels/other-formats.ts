import { constants, gunzipSync } from 'node:zlib';
import { isGzip } from '../fits';
import { LabelError } from './error';
import { extensionOf } from './file-names';
import { rootOf } from './votable';

/** Compressed bytes that tell what a file holds. */
const START = 4096;

type Reason = (file: string) => string;

/** Formats that are no tables that are read, by their first bytes, each with how it is converted to one that is. */
const OTHERS: readonly (readonly [bytes: readonly number[], reason: Reason])[] = [
  [
    [0x89, 0x48, 0x44, 0x46],
    (file) =>
      'it is an HDF5 file, which is not read as a table; convert it with Python: ' +
      `pandas.read_hdf("${file}").to_csv("table.csv"), where pandas wrote it, ` +
      `or astropy.table.Table.read("${file}", format="hdf5", path="NAME").write("table.fits")`,
  ],
  [
    [0x50, 0x4b, 3, 4],
    (file) =>
      /\.npz$/i.test(file)
        ? `it is an archive of NumPy arrays; convert it with Python: pandas.DataFrame(dict(numpy.load("${file}"))).to_csv("table.csv", index=False)`
        : `it is a spreadsheet (xlsx, ods) or another zip archive; save its sheet as CSV, or convert it with Python: pandas.read_excel("${file}").to_csv("table.csv", index=False)`,
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    (file) =>
      `it is an old spreadsheet (xls); save its sheet as CSV, or convert it with Python: pandas.read_excel("${file}").to_csv("table.csv", index=False)`,
  ],
  [
    [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    (file) =>
      `it is a NumPy array; convert it with Python: pandas.DataFrame(numpy.load("${file}")).to_csv("table.csv", index=False), which needs names of columns: columns=["path", …]`,
  ],
  // Protocols 2 to 5; older ones are text.
  ...[2, 3, 4, 5].map((protocol): readonly [readonly number[], Reason] => [
    [0x80, protocol],
    (file) =>
      `it is a pickle of Python, which can run programs and is never opened; where you trust it, convert it with Python: pandas.read_pickle("${file}").to_csv("table.csv", index=False)`,
  ]),
  [
    [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    (file) =>
      `it is a Feather (Arrow) file; convert it with Python: pandas.read_feather("${file}").to_parquet("table.parquet")`,
  ],
  [
    [...'#ASDF'].map((char) => char.charCodeAt(0)),
    (file) =>
      `it is an ASDF file; convert its table with Python: asdf.open("${file}")["NAME"].write("table.fits"), where it is a table of astropy`,
  ],
  [[...'SQLite'].map((char) => char.charCodeAt(0)), () => 'it is a database of SQLite; export its table as CSV'],
];

/** @throws LabelError where the bytes are of a format that is not read, with how to convert it */
export function requireTable(name: string, content: Uint8Array): void {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const other = OTHERS.find(([bytes]) => bytes.every((byte, i) => content[i] === byte))?.[1];
  if (other) throw new LabelError(name, other(file));
  if (rootOf(content) !== 'VOTABLE') requireNoXml(name, content);
  const start = new TextDecoder('latin1').decode(content.subarray(0, START));
  if (/^\s*(?:%[^\n]*\n\s*)*\\(?:documentclass|begin\{)/.test(start)) {
    throw new LabelError(
      name,
      `it is LaTeX; convert its table with astropy: Table.read("${file}", format="latex").write("table.csv")`,
    );
  }
}

/** @throws LabelError where the content is XML or HTML, but no VOTable, or none though its name says that it is one */
export function requireNoXml(name: string, content: Uint8Array | string): void {
  const isCalledSo = /^(?:vot|votable|xml)$/.test(extensionOf(name));
  const root = rootOf(content);
  if (root === undefined) {
    // Compressed content is examined later.
    if (!isCalledSo || (typeof content !== 'string' && isGzip(content))) return;
    throw new LabelError(name, 'it is called as a VOTable is, and is no XML; save it again');
  }
  const start =
    typeof content === 'string' ? content.slice(0, 64) : new TextDecoder('latin1').decode(content.subarray(0, 64));
  const isHtml = /^html$/i.test(root);
  // A name of a column may stand in angles.
  if (!isCalledSo && !isHtml && !/^[^<]{0,3}\s*<(?:\?xml|!DOCTYPE|!--)/i.test(start)) return;
  const what = isHtml ? 'a page of HTML' : `XML, but no VOTable${root === '' ? '' : `: its first element is ${root}`}`;
  throw new LabelError(name, `it is ${what}; save its table as CSV or VOTable`);
}

/** The first bytes of what gzip has compressed; none where that cannot be told. */
export function gunzippedStart(content: Uint8Array): Uint8Array {
  try {
    return gunzipSync(content.subarray(0, START), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 1024 * START,
    });
  } catch {
    return new Uint8Array(0);
  }
}
