import { parquetWriteBuffer } from 'hyparquet-writer';
import { fitsInt32, isValue, type ExportColumn, type ExportTable } from './table';

/** A table as an Apache Parquet file: UTF-8 texts, doubles, integers of 32 bits or, where they need more, of 64. */
export function toParquet({ columns }: ExportTable): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: columns.map(columnData), createdBy: 'Morphoscope' }));
}

function columnData(column: ExportColumn) {
  const { name } = column;
  if (column.type === 'text') return { name, type: 'STRING' as const, data: [...column.values] };
  if (column.type === 'number') {
    return { name, type: 'DOUBLE' as const, data: column.values.map((value) => (isValue(value) ? value : null)) };
  }
  return fitsInt32(column.values)
    ? { name, type: 'INT32' as const, data: [...column.values] }
    : {
        name,
        type: 'INT64' as const,
        data: column.values.map((value) => (value === null ? null : BigInt(value))),
      };
}
