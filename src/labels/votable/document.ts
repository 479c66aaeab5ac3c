import { SaxesParser } from 'saxes';
import { LabelError } from '../error';
import type { CellValue, LabelProblem } from '../table';
import { type Field, fieldOf } from './field';
import { charactersOf } from './text';
import { type CellReader, cellReader } from './written-cell';

/** Elements within one another; the standard's are a dozen, and RESOURCEs may hold RESOURCEs. */
const DEEPEST = 256;
/** Cells beyond which there must be as many characters: rows could be far shorter than the header says. */
const FREE_CELLS = 2 ** 20;

/** A STREAM of a table. */
export interface Stream {
  readonly kind: 'BINARY' | 'BINARY2' | 'FITS';
  readonly href: string | undefined;
  readonly encoding: string | undefined;
  /** Number of the HDU that is the table, in a FITS file. */
  readonly extension: number | undefined;
  readonly text: string;
  readonly line: number;
}

/** A TABLE of the document. */
export interface VoTable {
  readonly name: string | undefined;
  readonly fields: readonly Field[];
  /** How many rows it says that it has. */
  readonly declaredRows: number | undefined;
  /** Cells of TABLEDATA, column by column. */
  readonly columns: readonly CellValue[][];
  readonly rows: number;
  readonly stream: Stream | undefined;
  readonly notes: readonly LabelProblem[];
}

/** Content of a VOTable document. */
export interface VotableDocument {
  /** The first TABLE with rows, or else the first; undefined where there is none. */
  readonly table: VoTable | undefined;
  readonly tables: number;
  /**
   * Status that the service reports with its answer (DALI 1.1, section 4.4.1), `OK`, `ERROR` or `OVERFLOW`, and its
   * explanation.
   */
  readonly statuses: readonly { readonly value: string; readonly text: string }[];
  /** Systems of coordinates by their IDs. */
  readonly systems: ReadonlyMap<string, string>;
}

/**
 * Reads a document from its first character to its last. Nothing outside of it is asked for: entities are those of XML itself.
 * @throws LabelError where it is no well-formed XML or no VOTable, with the line
 */
export function readDocument(name: string, content: Uint8Array | string): VotableDocument {
  const reader = new DocumentReader(name, content.length);
  try {
    for (const part of charactersOf(content)) reader.write(part);
    return reader.close();
  } catch (error) {
    if (error instanceof LabelError) throw error;
    const { message } = error as Error;
    // What the text is not encoded in, and texts of more characters than there can be.
    throw new LabelError(name, `the VOTable cannot be read (${message}); save it again as UTF-8`, { cause: error });
  }
}

/** A TABLE that is being read. */
interface Reading {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly like: string | undefined;
  readonly declaredRows: number | undefined;
  fields: Field[];
  readers: CellReader[];
  columns: CellValue[][];
  rows: number;
  hasRows: boolean;
  stream: Stream | undefined;
  /** Whether its DATA have begun: no FIELD comes behind them. */
  hasData: boolean;
  /** By column: values that are none of its type. */
  readonly wrong: Map<number, { count: number; readonly text: string; readonly line: number }>;
  /** Rows that have more or fewer cells than there are FIELDs. */
  short: { count: number; line: number };
  long: { count: number; line: number };
}

class DocumentReader {
  private readonly parser = new SaxesParser({ xmlns: false });
  private readonly path: string[] = [];
  private readonly statuses: { value: string; text: string }[] = [];
  private readonly systems = new Map<string, string>();
  private readonly fieldsById = new Map<string, Field[]>();
  private tables = 0;
  private chosen: Reading | undefined;
  private table: Reading | undefined;
  private field: Field | undefined;
  private cell = 0;
  /** What the text of the element in hand is kept for. */
  private text: string | undefined;
  private stream: Omit<Stream, 'text'> | undefined;
  private extension: number | undefined;
  private hasEntities = false;

  /** @param size characters or bytes of the document */
  constructor(
    private readonly name: string,
    private readonly size: number,
  ) {
    const { parser } = this;
    parser.on('error', (error) => this.fail(this.whyMalformed(error.message.replace(/^(?:\d+:)*\d*\s*/, ''))));
    parser.on('doctype', (doctype) => void (this.hasEntities = doctype.includes('<!ENTITY')));
    parser.on('opentag', ({ name: tag, attributes }) => this.open(localName(tag), attributes));
    parser.on('closetag', ({ name: tag }) => this.close_(localName(tag)));
    const text = (part: string) => {
      if (this.text !== undefined) this.text += part;
    };
    parser.on('text', text);
    parser.on('cdata', text);
  }

  write(part: string): void {
    this.parser.write(part);
  }

  close(): VotableDocument {
    this.parser.close();
    const { chosen, tables, statuses, systems } = this;
    return { table: chosen && tableOf(chosen), tables, statuses, systems };
  }

  private fail(reason: string): never {
    throw new LabelError(this.name, reason, { line: this.parser.line });
  }

  private whyMalformed(message: string): string {
    const why = message.replace(/\.$/, '');
    if (this.hasEntities && why.includes('entity')) {
      return `entities that a DOCTYPE defines are not read (${why}); save the VOTable with TOPCAT or astropy`;
    }
    return `the XML is not well-formed (${why}); the file may be cut off: get or save it again`;
  }

  private open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const { path } = this;
    const parent = path.at(-1);
    if (path.length >= DEEPEST) this.fail(`elements are nested more than ${DEEPEST} deep; this is no VOTable`);
    if (parent === undefined && tag !== 'VOTABLE') this.fail(`it is XML, but no VOTable: its first element is ${tag}`);
    path.push(tag);
    switch (tag) {
      case 'TD':
        if (!this.table) return;
        if (parent !== 'TR') this.fail('a cell (TD) stands outside of a row (TR); save the table again');
        if (attributes.encoding !== undefined)
          this.fail('a cell is encoded as base64, which is not read; save the table again');
        this.text = '';
        return;
      case 'TR':
        if (this.table && parent !== 'TABLEDATA')
          this.fail('a row (TR) stands outside of TABLEDATA; save the table again');
        this.cell = 0;
        return;
      case 'TABLE':
        this.openTable(attributes);
        return;
      case 'FIELD':
        if (parent === 'TABLE') this.addField(attributes);
        return;
      case 'VALUES':
        // A FIELD may have a second one, of its actual values.
        if (parent === 'FIELD' && this.field) this.field.nullText ??= attributes.null;
        return;
      case 'INFO':
        if (/^query_status$/i.test(attributes.name ?? '')) {
          this.statuses.push({ value: (attributes.value ?? '').trim().toUpperCase(), text: '' });
          this.text = '';
        }
        return;
      case 'COOSYS':
        if (attributes.ID !== undefined) this.systems.set(attributes.ID, attributes.system ?? '');
        return;
      case 'DATA':
        if (parent === 'TABLE') this.openData();
        return;
      case 'FITS':
        this.extension = attributes.extnum === undefined ? undefined : Number(attributes.extnum);
        return;
      case 'PARQUET':
        if (parent === 'DATA' && !this.chosen?.hasRows) {
          this.fail('its data are a Parquet file beside it; use that file instead');
        }
        return;
      case 'STREAM':
        if (this.table && (parent === 'BINARY' || parent === 'BINARY2' || parent === 'FITS')) {
          const { href, encoding } = attributes;
          const { line } = this.parser;
          this.stream = { kind: parent, href, encoding, extension: this.extension, line };
          // Do not keep the data of tables other than the chosen one.
          this.text = this.chosen === this.table ? '' : undefined;
        }
    }
  }

  private close_(tag: string): void {
    this.path.pop();
    const { table, text } = this;
    switch (tag) {
      case 'TD':
        if (table && text !== undefined) this.takeCell(table, text);
        this.text = undefined;
        return;
      case 'TR':
        if (table) this.endRow(table);
        return;
      case 'FIELD':
        this.field = undefined;
        return;
      case 'INFO':
        if (text !== undefined) this.statuses[this.statuses.length - 1].text = text.trim();
        this.text = undefined;
        return;
      case 'STREAM':
        if (table && this.stream) {
          table.stream = { ...this.stream, text: text ?? '' };
          table.hasRows = this.stream.href !== undefined || (text ?? '').trim() !== '';
        }
        this.text = undefined;
        this.stream = undefined;
        return;
      case 'TABLE':
        if (table) this.closeTable(table);
    }
  }

  private openTable({ name, ID: id, ref: like, nrows }: Readonly<Record<string, string | undefined>>): void {
    if (this.table) this.fail('a TABLE stands within another; save the table again');
    this.tables++;
    const declaredRows = nrows !== undefined && /^\s*\d+\s*$/.test(nrows) ? Number(nrows) : undefined;
    const none = () => ({ count: 0, line: 0 });
    this.table = {
      name, id, like, declaredRows, fields: [], readers: [], columns: [], rows: 0, hasRows: false, hasData: false, stream: undefined, wrong: new Map(),
      short: none(), long: none(),
    }; // prettier-ignore
  }

  private closeTable(table: Reading): void {
    if (table.id !== undefined) this.fieldsById.set(table.id, table.fields);
    if (!this.chosen) this.chosen = table;
    this.table = undefined;
  }

  private addField(attributes: Readonly<Record<string, string>>): void {
    const { table } = this;
    if (!table) return;
    if (table.hasData) this.fail('a FIELD stands behind the DATA of its TABLE; save the table again');
    this.field = fieldOf(attributes, table.fields.length);
    if (!this.field)
      this.fail(`"${attributes.arraysize}" is no size of an array; write it as the standard says, as in "3x*"`);
    table.fields.push(this.field);
  }

  /** The data of a table begin: it is the one that is read, unless one before it had rows. */
  private openData(): void {
    const { table } = this;
    if (!table) return;
    if (table.hasData) this.fail('a TABLE has two DATA; save the table again');
    table.hasData = true;
    // Section 4.1: a TABLE may refer to another one for its FIELDs.
    if (table.fields.length === 0 && table.like !== undefined) table.fields = this.fieldsById.get(table.like) ?? [];
    if (this.chosen?.hasRows) return;
    this.chosen = table;
    table.readers = table.fields.map(cellReader);
    table.columns = table.fields.map(() => []);
  }

  private takeCell(table: Reading, text: string): void {
    const column = this.cell++;
    if (table !== this.chosen || column >= table.columns.length) return;
    let value = table.readers[column](text);
    if (value === undefined) {
      const wrong = table.wrong.get(column);
      if (wrong) wrong.count++;
      else table.wrong.set(column, { count: 1, text: text.trim().slice(0, 40), line: this.parser.line });
      value = null;
    }
    const cells = table.columns[column];
    // Rows before may have been shorter.
    while (cells.length < table.rows) cells.push(null);
    cells.push(value);
  }

  private endRow(table: Reading): void {
    table.hasRows = true;
    table.rows++;
    if (table !== this.chosen) return;
    const odd =
      this.cell < table.fields.length ? table.short : this.cell > table.fields.length ? table.long : undefined;
    if (!odd) return;
    if (odd.count++ === 0) odd.line = this.parser.line;
    if (odd === table.short && table.rows * table.fields.length > Math.max(FREE_CELLS, this.size)) {
      this.fail(`the rows have far fewer cells than the ${table.fields.length} FIELDs; save the table again`);
    }
  }
}

function tableOf(reading: Reading): VoTable {
  const { name, fields, declaredRows, columns, rows, stream, wrong, short, long } = reading;
  for (const cells of columns) while (cells.length < rows) cells.push(null);
  const notes: LabelProblem[] = [...wrong].map(([column, { count, text, line }]) => {
    const { name: called, declared } = fields[column];
    const reason =
      count === 1
        ? `a value of column "${called}", "${text}", is no ${declared}, and counts as missing`
        : `${count} values of column "${called}" are no ${declared}, such as "${text}", and count as missing`;
    return { line, reason };
  });
  const rowsAre = (count: number) => (count === 1 ? 'a row has' : `${count} rows have`);
  if (short.count > 0) notes.push({ line: short.line, reason: `${rowsAre(short.count)} fewer cells than there are FIELDs: the last ones are missing` }); // prettier-ignore
  if (long.count > 0) notes.push({ line: long.line, reason: `${rowsAre(long.count)} more cells than there are FIELDs: the last ones are left out` }); // prettier-ignore
  return { name, fields, declaredRows, columns, rows, stream, notes };
}

/** A name without the prefix of its namespace. */
function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
