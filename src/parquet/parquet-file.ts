import { type AsyncBuffer, type ColumnData, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { CheckedPages } from './checked-pages';
import { columnsOfSchema, type TableColumn, tableColumnsOf } from './columns';
import { RepeatedTexts, requirePages } from './pages';
import { ThriftReader } from './thrift';

/** Behind the metadata: their length, and the magic number. */
const TAIL = 8;

/**
 * Reads the metadata of a Parquet file.
 * @throws Error where the bytes are no Parquet file, or its metadata are damaged
 */
export async function parquetMetadata(bytes: Uint8Array): Promise<FileMetaData> {
  if (bytes.length >= TAIL) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(bytes.length - TAIL, true);
    // The library says what is wrong with a length or a magic number.
    if (length <= bytes.length - TAIL && Buffer.from(bytes.subarray(-4)).equals(Buffer.from('PAR1')))
      new ThriftReader(bytes.subarray(0, bytes.length - TAIL), bytes.length - TAIL - length).struct();
  }
  // Looking for geographic columns the library goes back for ever where an element claims fewer than no parts.
  return parquetMetadataAsync(bufferOf(bytes), { geoparquet: false });
}

/**
 * A Parquet file whose numbers are those of its bytes: rows, values and runs are counted, and pages measured, before the library is given
 * any of it, which makes room for whatever a file claims.
 */
export class ParquetFile {
  private constructor(
    private readonly bytes: Uint8Array,
    private readonly metadata: FileMetaData,
    /** Names of the columns, in the file's order. */
    readonly names: readonly string[],
    readonly rows: number,
  ) {}

  /** @throws Error with the reason where it is damaged */
  static of(bytes: Uint8Array, metadata: FileMetaData): ParquetFile {
    const { names, leaves } = columnsOfSchema(metadata);
    const rows = Number(metadata.num_rows);
    const held = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (rows !== held || rows < 0) throw new Error(`it declares ${rows} rows, and its parts hold ${held}`);
    if (rows > 0 && leaves.length === 0) throw new Error(`it declares ${rows} rows of no columns`);
    let left = bytes.length;
    for (const { columns, num_rows } of metadata.row_groups) {
      if (num_rows < 0) throw new Error(`a part of ${num_rows} rows`);
      for (const [i, { meta_data: data }] of columns.entries()) {
        if (!data) continue; // the library refuses it
        const { path, repeated } = leaves[i];
        if (repeated > 0 ? data.num_values < num_rows : data.num_values !== num_rows)
          throw new Error(`${path.join('.')} has ${data.num_values} values in ${num_rows} rows`);
        const from = Number(data.dictionary_page_offset || data.data_page_offset);
        const length = Number(data.total_compressed_size);
        // Parts that lie in one another would be read as often as they are named.
        left -= length;
        if (from < 0 || length < 0 || from + length > bytes.length || left < 0)
          throw new Error(`${path.join('.')} does not lie in the file`);
      }
    }
    return new ParquetFile(bytes, metadata, names, rows);
  }

  /**
   * Reads columns, piece by piece and one after the other: of one alone is held what a column takes on the way.
   * @param columns all where it is left out
   * @throws Error with the reason where they are damaged
   */
  async read(onChunk: (chunk: ColumnData) => void, columns?: readonly string[]): Promise<void> {
    const wanted = columns && new Set(columns);
    const repeated = new RepeatedTexts();
    for (const column of tableColumnsOf(this.metadata)) {
      if (!wanted || wanted.has(column.name)) await this.readColumn(column, repeated, onChunk);
    }
  }

  private async readColumn(
    { leaves, metadata }: TableColumn,
    repeated: RepeatedTexts,
    onChunk: (chunk: ColumnData) => void,
  ): Promise<void> {
    const pages = new CheckedPages(this.bytes);
    for (const group of metadata.row_groups) {
      for (const [i, { meta_data: data }] of group.columns.entries()) {
        if (!data || group.num_rows === 0n) continue;
        const from = Number(data.dictionary_page_offset || data.data_page_offset);
        const stored = this.bytes.subarray(from, from + Number(data.total_compressed_size));
        requirePages(stored, leaves[i], data, repeated, (...page) => pages.decompress(...page));
      }
    }
    let failed: { readonly error: unknown } | undefined;
    await parquetRead({
      file: { byteLength: this.bytes.length, slice: (from, to) => pages.copy(from, to) },
      metadata,
      compressors: pages.compressors,
      onChunk: (chunk) => {
        // Nobody waits for what is thrown here: the process would end.
        try {
          if (!failed) onChunk(chunk);
        } catch (error) {
          failed = { error };
        }
      },
    });
    if (failed) throw failed.error;
  }
}

/** Metadata are read from a copy. */
function bufferOf(bytes: Uint8Array): AsyncBuffer {
  return { byteLength: bytes.length, slice: (from, to) => new Uint8Array(bytes.subarray(from, to)).buffer };
}
