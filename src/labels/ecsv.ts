import { csvScanner, decodeField, type Dialect, fieldSpans } from './csv-row';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { RowText } from './row-text';
import { type CellValue, exactInteger, type Scalar } from './table';

/** A column as the header of an ECSV file declares it. */
interface Declared {
  readonly name: string;
  readonly datatype: string;
  readonly subtype: string | undefined;
}

/**
 * An ECSV file (Astropy Proposal for Enhancement 6, versions 0.9 and 1.0): a header in YAML behind `#`, a line of names,
 * and rows separated by blanks or commas. Cells have the type that the header declares: numbers, true and false, text;
 * arrays and objects of a subtype come as arrays and as JSON text. An empty value of anything but text is null.
 *
 * Of YAML so much is read as astropy writes of columns: lists of mappings in flow or block style, quoted or not.
 * @throws LabelError where the header declares no columns or others than the line of names, or a value is not of its type
 */
export function openEcsv(name: string, text: string): ReadTable {
  const header = /^\uFEFF?(?:#.*(?:\r\n?|\n|$))*/.exec(text)?.[0] ?? '';
  const yaml = header.split(/\r\n?|\n/).map((line) => line.replace(/^\uFEFF?# ?/, '')); // prettier-ignore
  const columns = declared(name, yaml);
  if (columns.length === 0) {
    throw new LabelError(name, 'the ECSV header declares no columns; write the table again with astropy', { line: 1 });
  }
  const delimiter = yaml.some((line) => /^delimiter:\s*["']?,["']?\s*$/.test(line)) ? ',' : ' ';
  const dialect: Dialect = { delimiter, padded: false };
  const failAt = (line: number, reason: string): never => {
    throw new LabelError(name, reason, { line });
  };
  const body = RowText.of(text, header.length, csvScanner(dialect), failAt);
  const fields = (row: number) => {
    const { block, at } = body.place(row);
    const spans = fieldSpans(block.text, block.starts[at], block.ends[at], dialect);
    return Array.from({ length: spans.length / 2 }, (_, i) => block.text.slice(spans[2 * i], spans[2 * i + 1]));
  };
  const lineOf = (row: number) => body.lineOf(body.span(row).from);
  const names = body.rows > 0 ? fields(0).map(decodeField) : [];
  if (names.join('\0') !== columns.map((column) => column.name).join('\0')) {
    const line = body.rows > 0 ? lineOf(0) : undefined;
    throw new LabelError(name, 'the line of names is not that which the ECSV header declares; make them agree', {
      line,
    });
  }
  const raw: string[][] = columns.map(() => []);
  for (let row = 1; row < body.rows; row++) {
    const values = fields(row);
    if (values.length !== columns.length) {
      failAt(lineOf(row), `the row has ${values.length} values, the header ${columns.length} columns; complete it`);
    }
    values.forEach((value, column) => raw[column].push(value));
  }
  return new ReadTable(name, 'ecsv', names, body.rows - 1, (column) =>
    raw[column].map((value, row) => {
      const cell = valueOf(decodeField(value), columns[column]);
      if (cell !== undefined) return cell;
      const { name: called, datatype } = columns[column];
      throw new LabelError(name, `"${value}" in column "${called}" is no ${datatype}; correct it`, {
        line: lineOf(row + 1),
        column: called,
      });
    }),
  );
}

/** The columns that the header declares. @throws LabelError where a text of it is none */
function declared(name: string, yaml: readonly string[]): Declared[] {
  try {
    return declaredIn(yaml);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const reason = 'the ECSV header has a text in quotes that is not closed, or not written as YAML has it';
    throw new LabelError(name, `${reason}; write the table again with astropy`, { line: 1, cause });
  }
}

/**
 * The columns that the lines of YAML declare under `datatype`.
 * @throws SyntaxError where a text in double quotes is none
 */
function declaredIn(lines: readonly string[]): Declared[] {
  const start = lines.findIndex((line) => /^datatype:/.test(line));
  if (start < 0) return [];
  const items: string[] = [];
  for (const line of lines.slice(start + 1)) {
    // The list ends where the next key of the header begins.
    if (/^\S/.test(line) && !line.startsWith('-')) break;
    if (line.startsWith('-') || (items.length === 0 && /^\s+-/.test(line))) items.push(line.replace(/^\s*-\s*/, ''));
    else if (items.length > 0) items[items.length - 1] += `\n${line}`;
  }
  return items.flatMap((item) => {
    const map = item.startsWith('{') ? flowMapping(item) : blockMapping(item);
    const [name, datatype] = [map.get('name'), map.get('datatype')];
    return name === undefined || datatype === undefined ? [] : { name, datatype, subtype: map.get('subtype') };
  });
}

/** `{name: a, unit: deg, datatype: float64}`; values that are mappings or lists themselves are passed over. */
function flowMapping(item: string): Map<string, string> {
  const map = new Map<string, string>();
  let depth = 0;
  let part = '';
  const take = () => {
    const [, key, value] = /^\s*([\w-]+)\s*:([\s\S]*)$/.exec(part) ?? [];
    if (key !== undefined) map.set(key, scalarOf(value.trim()));
    part = '';
  };
  for (let at = 0; at < item.length; at++) {
    const char = item[at];
    const quoted = char === '"' || char === "'" ? quotedAt(item, at) : undefined;
    if (quoted !== undefined && /[:{[,]\s*$/.test(`{${part}`)) {
      part += quoted;
      at += quoted.length - 1;
    } else if ((char === '}' || char === ']') && --depth === 0) break;
    else if (char === ',' && depth === 1) take();
    else if ((char === '{' || char === '[') && ++depth === 1) continue;
    else part += char;
  }
  take();
  return map;
}

/** `name: a` and, on lines of one indentation, `datatype: float64`. */
function blockMapping(item: string): Map<string, string> {
  const map = new Map<string, string>();
  let indent: number | undefined;
  for (const line of item.split('\n')) {
    const [, blanks, key, value] = /^(\s*)([\w-]+)\s*:(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    // The first key stands behind the dash; those of nested mappings stand further in than the second.
    if (map.size > 0) indent ??= blanks.length;
    if (map.size === 0 || blanks.length === indent) map.set(key, scalarOf(value.trim()));
  }
  return map;
}

function quotedAt(text: string, at: number): string | undefined {
  return (text[at] === '"' ? /^"(?:[^"\\]|\\[\s\S])*"/ : /^'(?:[^']|'')*'/).exec(text.slice(at))?.[0];
}

/** A scalar of YAML: plain, in single quotes where two are one, or in double ones with JSON's escapes. */
function scalarOf(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  // YAML folds a line break inside quotes into a blank.
  if (text.startsWith('"')) {
    const folded = text.replaceAll(/\\?\s*\n\s*/g, ' ').replace(/\\x([0-9a-f]{2})/gi, '\\u00$1');
    return JSON.parse(folded) as string;
  }
  return text.replace(/\s+/g, ' ');
}

/** A value of a column; undefined where it is not of the column's type. */
function valueOf(text: string, { datatype, subtype }: Declared): CellValue | undefined {
  if (subtype !== undefined && datatype === 'string') return structured(text);
  if (datatype === 'string') return text;
  if (text === '') return null;
  if (datatype === 'bool') return text === 'True' ? true : text === 'False' ? false : undefined;
  if (/^u?int/.test(datatype)) return /^[+-]?\d+$/.test(text) ? exactInteger(BigInt(text.replace('+', ''))) : undefined;
  if (/^float/.test(datatype)) {
    const number = Number(text.replace(/^([+-]?)inf(?:inity)?$/i, '$1Infinity'));
    return /^[+-]?nan$/i.test(text) ? null : Number.isNaN(number) ? undefined : number;
  }
  return text;
}

/** An array or an object, written as JSON. */
function structured(text: string): CellValue | undefined {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return text;
    return value.map((one: unknown) =>
      typeof one === 'object' && one !== null ? JSON.stringify(one) : (one as Scalar),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
