import { fitsInt32, isValue, type ExportColumn, type ExportTable } from './table';
import { xmlText } from './xml-text';

/**
 * A table as an IVOA VOTable 1.4 document (https://www.ivoa.net/documents/VOTable/20191021/), its data as TABLEDATA
 * (section 5.1). No value is an empty cell. Positions refer to an ICRS system. 1.4 has 1.3's namespace (appendix A).
 */
export function toVotable({ rows, columns, description }: ExportTable): string {
  const said = description === undefined ? [] : [`<DESCRIPTION>${xmlText(description)}</DESCRIPTION>`];
  const lines = Array.from(
    { length: rows },
    (_, row) => `<TR>${columns.map((column) => cell(column, row)).join('')}</TR>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    '<RESOURCE type="results">',
    ...(columns.some(isPosition) ? ['<COOSYS ID="icrs" system="ICRS"/>'] : []),
    `<TABLE nrows="${rows}">`,
    ...said,
    ...columns.map(field),
    '<DATA>',
    '<TABLEDATA>',
    ...lines,
    '</TABLEDATA>',
    '</DATA>',
    '</TABLE>',
    '</RESOURCE>',
    '</VOTABLE>',
    '',
  ].join('\n');
}

const isPosition = ({ ucd }: ExportColumn): boolean => ucd !== undefined && /^pos\.eq\.(ra|dec)\b/.test(ucd);

function field(column: ExportColumn): string {
  const attributes = [
    ['name', column.name],
    ...datatype(column),
    ['unit', column.unit],
    ['ucd', column.ucd],
    ['ref', isPosition(column) ? 'icrs' : undefined],
  ].flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${xmlText(value)}"`]));
  const said = column.description === undefined ? '' : `<DESCRIPTION>${xmlText(column.description)}</DESCRIPTION>`;
  return `<FIELD ${attributes.join(' ')}>${said}</FIELD>`;
}

/** Section 2.1: `char` is ASCII, everything else `unicodeChar`. */
function datatype(column: ExportColumn): [string, string][] {
  if (column.type !== 'text') {
    if (column.type === 'number') return [['datatype', 'double']];
    return [['datatype', fitsInt32(column.values) ? 'int' : 'long']];
  }
  const ascii = column.values.every((text) => text === null || isAscii(text));
  return [
    ['datatype', ascii ? 'char' : 'unicodeChar'],
    ['arraysize', '*'],
  ];
}

/** Without the controls, too, which become U+FFFD. */
function isAscii(text: string): boolean {
  return /^[\t\n\r\x20-\x7f]*$/.test(text);
}

function cell(column: ExportColumn, row: number): string {
  const value = column.values[row];
  if (!isValue(value)) return '<TD/>';
  if (typeof value === 'string') return `<TD>${xmlText(value)}</TD>`;
  // Section 5.1: the infinities' spelling.
  if (Math.abs(value) === Infinity) return `<TD>${value < 0 ? '-Inf' : '+Inf'}</TD>`;
  return `<TD>${value}</TD>`;
}
