import {
  angleOf,
  bind,
  bindBy,
  type Binding,
  type Candidate,
  type CellValue,
  isLongInteger,
  isMissing,
  isMissingNumber,
  hduPlace,
  isWritable,
  LabelError,
  type LabelTable,
  numberOf,
  textOf,
  TextTable,
  understand,
  understandAll,
  type Understood,
  WHOLE,
} from '../../labels';
import { type Column, compileFilter, type ValueType } from '../../expressions';
import { combinedCell } from './combined-cell';
import { sentinelsOf } from './sentinels';
import { GalaxyRows, type IndexedFile, type RowGalaxy } from './galaxy-rows';
import type {
  RowChoice,
  RowsOfOneGalaxy,
  TableBinding,
  TableCandidate,
  TableColumn,
  TableParams,
  TableState,
} from '../protocol';

/** Values that a client is told of a column, and problems of a file. */
const MOST_VALUES = 200;
const MOST_PROBLEMS = 20;
/** Columns that are sooner understood one by one. */
const FEW = 4;
/** Places of rows that a message lists. */
const LISTED_PLACES = 5;
/** Whole numbers of 16 digits and more as programs write them that take them for measures. */
const ROUNDED = /^\d(?:\.\d+)?e\+?(?:1[5-9]|[2-9]\d)$/i;
const ROUNDED_SAMPLE = 100;
const MOST_SENTINELS = 20;
/** Columns that say what a galaxy is, and may say different things in its rows. */
const LABEL_KINDS: ReadonlySet<Understood['kind']> = new Set(['class', 'binary', 'rating', 'tags']);
/** Galaxies that are compared, over all columns, to say in which of these their rows differ. */
const MOST_COMPARED = 2 ** 18;

/** A label file or catalogue and which of its rows is about which file of the collection. */
export class BoundTable {
  private understood: (Understood | undefined)[] = [];
  private binding?: Binding;
  private candidates: readonly Candidate[] = [];
  private files: readonly IndexedFile[] = [];
  private galaxies: GalaxyRows;
  private leftOut = 0;

  /** @param file its absolute path. */
  constructor(
    readonly file: string,
    private held: LabelTable,
    readonly by: TableParams['by'],
    readonly choice: RowChoice = {},
  ) {
    this.galaxies = new GalaxyRows(held, undefined, [], () => false);
  }

  get table(): LabelTable {
    return this.held;
  }

  /**
   * Takes the table as it is after a change. What is known of columns that it leaves alone stays known, and rows are matched
   * anew only where they may be about others now: an editor tells of every keystroke.
   * @throws ExpressionError where rows are chosen by an expression that the table has no columns for any more
   */
  take(table: LabelTable): void {
    const before = this.held;
    this.held = table;
    const changed =
      table instanceof TextTable && before instanceof TextTable ? table.columnsChangedSince(before) : undefined;
    this.understood = changed ? this.understood.map((kind, column) => (changed.has(column) ? undefined : kind)) : [];
    const chooses = this.choice.where !== undefined && changed !== undefined && changed.size > 0;
    if (!changed || chooses || this.binding?.columns.some((column) => changed.has(column))) this.bind(this.files);
  }

  /**
   * Finds out which rows are about which files, and about which HDUs of these where the table names them.
   * @throws ExpressionError where the rows that count are told by an expression that is none of this table
   */
  bind(files: readonly IndexedFile[]): void {
    this.files = files;
    if (this.by) {
      const { way, columns, radius } = this.by;
      this.binding = bindBy(this.table, files, way, columns, { radius });
      this.candidates = [this.binding];
    } else {
      const { best, candidates } = bind(this.table, files);
      this.binding = best;
      this.candidates = candidates;
    }
    const accepts = this.accepting();
    this.leftOut = 0;
    this.galaxies = new GalaxyRows(this.table, this.binding, files, (row) => {
      const accepted = accepts(row);
      if (!accepted) this.leftOut++;
      return accepted;
    });
  }

  private accepting(): (row: number) => boolean {
    const { where } = this.choice;
    if (!where?.trim()) return () => true;
    this.understandRest();
    const filter = compileFilter(where, this.columns);
    return (row) => filter.test((column) => this.value(row, column));
  }

  /** The table's columns, as expressions see them. */
  get columns(): Column[] {
    return this.table.columns.map((name, i) => {
      const oddOf = () => this.odd(i);
      return {
        name,
        type: this.type(i),
        integers: this.holdsIntegers(i),
        get odd() {
          return oddOf();
        },
      };
    });
  }

  /**
   * The row about a file of the collection, or about one of its HDUs; undefined where there is none. Several rows about one have a number
   * beyond those of the table, which `cell`, `value` and `tags` know.
   */
  row(path: string, hdu?: number): number | undefined {
    return this.galaxies.row(path, hdu);
  }

  /** Like `row`, for a galaxy's name as `cutoutName` writes it: `file.fits`, or `file.fits[2]`. */
  rowNamed(name: string): number | undefined {
    const { path, hdu } = this.galaxies.galaxyNamed(name);
    return this.galaxies.row(path, hdu);
  }

  /** What is told apart by the table: two names are of one galaxy where rows are about files. */
  galaxyNamed(name: string): RowGalaxy {
    return this.galaxies.galaxyNamed(name);
  }

  /**
   * Like `rowNamed`, for a row that can be changed.
   * @throws LabelError where several rows are about the galaxy, or it is not known which image of a file is meant
   */
  rowToChange(name: string): number | undefined {
    const { path, hdu } = this.galaxies.galaxyNamed(name);
    if (this.galaxies.isParted(path)) {
      if (hdu === undefined) {
        throw new LabelError(
          this.file,
          `its rows are about images (HDUs) of files, and ${path} has several: say which, as in ${path}[1]`,
        );
      }
      if (this.galaxies.hasWholeFile(path)) {
        throw new LabelError(
          this.file,
          `a row of it is about all images of ${path}, while others are about single images (HDUs): ` +
            'say in the table which image that row is about, and label the others in rows of their own',
        );
      }
    }
    const row = this.galaxies.row(path, hdu);
    if (row === undefined || row < this.table.rows) return row;
    const places = this.galaxies.rowsOf(row).map((one) => this.placeOf(one));
    const listed = places.length > LISTED_PLACES ? [...places.slice(0, LISTED_PLACES), '…'] : places;
    throw new LabelError(
      this.file,
      `${places.length} rows are about ${path} (${this.placeWord} ${listed.join(', ')}), and which of them to change is not known: ` +
        'choose the rows of one person under “Match Labels to Galaxies…”, or write into another label file',
    );
  }

  /** Galaxies that a row is about, with their rows as `row` gives them. */
  bound(): IterableIterator<[galaxy: RowGalaxy, row: number]> {
    return this.galaxies.entries();
  }

  /** Whether rows are about HDUs rather than files. */
  get namesHdus(): boolean {
    return this.galaxies.namesHdus;
  }

  /** Rows of the table that a row stands for as `row` gives it. */
  rowsOf(row: number): readonly number[] {
    return this.galaxies.rowsOf(row);
  }

  /** Every row that counts with what it is about, undefined where that is nothing; several rows can be about one galaxy. */
  *rowsAndGalaxies(): Generator<[row: number, galaxy: RowGalaxy | undefined]> {
    const accepts = this.accepting();
    for (let row = 0; row < this.table.rows; row++) if (accepts(row)) yield [row, this.galaxies.galaxyOf(row)];
  }

  /** A cell; of several rows of one galaxy what they say together. */
  cell(row: number, column: number): CellValue {
    if (row < this.table.rows) return this.table.cell(row, column);
    const cells = this.galaxies.rowsOf(row).map((one) => this.table.cell(one, column));
    const tagsOf = (cell: CellValue) => this.tagsIn(cell, column);
    return combinedCell(cells, this.kind(column).kind, this.choice.several ?? 'agree', tagsOf);
  }

  /** What names a galaxy in a new row, as the others are named; or why none can be added. */
  identityOf(galaxy: string): { readonly identity?: Readonly<Record<string, string | number>>; readonly why?: string } {
    const { path, hdu } = this.galaxies.galaxyNamed(galaxy);
    // An empty file of JSON Lines has no columns yet.
    if (this.table.columns.length === 0) return { identity: { path: this.pathFromTable(path) } };
    const { by, columns } = this.binding ?? this.namingColumn();
    if (by === 'position') return { why: 'rows are matched by position alone; add a column of paths or names to the table' }; // prettier-ignore
    if (by === undefined) {
      return {
        why: 'no row of the table is about a galaxy of the folder, and no column is called path, file or name; choose another label file, or add such a column', // prettier-ignore
      };
    }
    const last = path.slice(path.lastIndexOf('/') + 1);
    const stem = last.replace(/\.(fits?|fts)\.gz$/i, '').replace(/\.[^.]+$/, '');
    const text = by === 'path' ? this.pathFromTable(path) : by === 'name' ? last : stem;
    const [naming] = columns;
    const name = this.table.columns[naming];
    const place = hdu === undefined ? undefined : hduPlace(this.table, naming);
    if (place === undefined) return { identity: { [name]: text } };
    if (place === 'behind the name') return { identity: { [name]: `${text}[${hdu}]` } };
    return { identity: { [name]: text, [this.table.columns[place.column]]: hdu! } };
  }

  /** The column of a table without rows about cutouts that is to name them, by what it is called. */
  private namingColumn(): { by?: 'path'; columns: readonly number[] } {
    const paths = this.table.columns.findIndex((_, column) => this.kind(column).kind === 'path');
    const named = paths >= 0 ? paths : this.table.columns.findIndex((_, column) => this.kind(column).kind === 'id');
    return { ...(named >= 0 && { by: 'path' as const }), columns: [named] };
  }

  kind(column: number): Understood {
    return (this.understood[column] ??= understand(this.table, column));
  }

  /** What a column is to an expression. */
  type(column: number): ValueType {
    const kind = this.kind(column);
    switch (kind.kind) {
      case 'number':
      case 'rating':
      case 'votes':
      case 'ra':
      case 'dec':
        return 'number';
      case 'binary':
        return Number.isFinite(Number(kind.positive)) ? 'number' : 'truth';
      case 'class':
        return kind.values.every(({ value }) => Number.isFinite(Number(value)) && !isLongInteger(value))
          ? 'number'
          : 'text';
      default:
        return 'text';
    }
  }

  /** Tells whether a column of texts holds integers, mostly identifiers: they compare with numbers by all of their digits. */
  holdsIntegers(column: number): boolean {
    const kind = this.kind(column);
    if (kind.kind === 'id') return kind.integers;
    return kind.kind === 'class' && this.type(column) === 'text' && kind.values.every(({ value }) => WHOLE.test(value));
  }

  /** The first cell that is no number in a column of texts of which most are numbers. */
  odd(column: number): string | undefined {
    if (this.type(column) !== 'text' || this.holdsIntegers(column)) return undefined;
    let [numbers, others] = [0, 0];
    let first: string | undefined;
    for (const [row, cell] of this.table.column(column).entries()) {
      const text = textOfCell(cell).trim();
      if (isMissingNumber(text)) continue;
      if (!Number.isNaN(numberOf(text))) numbers++;
      else {
        others++;
        first ??= `row ${row + 1} holds ${JSON.stringify(text.slice(0, 40))}`;
      }
    }
    return numbers > others ? first : undefined;
  }

  /** A cell as an expression sees it; undefined where it is empty. */
  value(row: number, column: number): number | string | boolean | undefined {
    const cell = this.cell(row, column);
    if (cell === null || (typeof cell === 'string' && isMissing(cell.trim()))) return undefined;
    switch (this.type(column)) {
      case 'number':
        return this.number(cell, column);
      case 'truth': {
        const kind = this.kind(column);
        return typeof cell === 'boolean' ? cell : kind.kind === 'binary' && String(cell).trim() === kind.positive;
      }
      default:
        return typeof cell === 'string' ? cell.trim() : Array.isArray(cell) ? cell.join(';') : String(cell);
    }
  }

  private number(cell: Exclude<CellValue, null>, column: number): number | undefined {
    const kind = this.kind(column);
    const value =
      kind.kind === 'ra' || kind.kind === 'dec'
        ? angleOf(cell, kind.kind)
        : typeof cell === 'string'
          ? numberOf(cell.trim(), kind.kind === 'number' && kind.commas === true)
          : Number(cell);
    return Number.isNaN(value) ? undefined : value;
  }

  /** The column of tags: the one that is meant, or else the first that holds some. -1 where there is none. */
  tagColumn(name?: string): number {
    if (name !== undefined) return this.table.indexOf(name);
    return this.table.columns.findIndex((_, column) => this.kind(column).kind === 'tags');
  }

  /** The tags in a cell; a class, or a yes in a column of that name, counts as one. */
  tags(row: number, column: number): string[] {
    return this.tagsIn(this.cell(row, column), column);
  }

  private tagsIn(cell: CellValue, column: number): string[] {
    if (this.table instanceof TextTable) return this.table.tagsOf(cell, column);
    return (Array.isArray(cell) ? cell : String((cell as string | number | boolean | null) ?? '').split(/[;|]/))
      .map((tag) => String(tag).trim())
      .filter((tag) => tag !== '');
  }

  /** Understands all columns at once, where many are not yet: a row of a wide table is read once for all of them. */
  private understandRest(): void {
    const rest = [...this.table.columns.keys()].filter((column) => this.understood[column] === undefined);
    if (rest.length <= FEW) return;
    understandAll(this.table, rest).forEach((kind, i) => (this.understood[rest[i]] = kind));
  }

  get state(): TableState {
    const { table, file } = this;
    this.understandRest();
    return {
      file,
      format: table.format,
      editable: table.editable && isWritable(file),
      rows: table.rows,
      columns: table.columns.map((name, i): TableColumn => {
        const kind = this.kind(i);
        const values =
          kind.kind === 'tags'
            ? kind.values.map(({ tag, count }) => ({ value: tag, count }))
            : 'values' in kind
              ? kind.values
              : undefined;
        const integers = this.holdsIntegers(i) || undefined;
        return { name, kind: kind.kind, type: this.type(i), integers, values: values?.slice(0, MOST_VALUES) };
      }),
      binding: this.binding && this.described(this.binding),
      candidates: this.candidates.map((candidate) => this.named(candidate)),
      ...(!this.binding && { rounded: this.roundedIdentifiers() }),
      problems: table.problems(MOST_PROBLEMS),
      sentinels: this.sentinels(),
    };
  }

  private named({ by, columns, spelling, matched, shared, unmatched, ambiguous }: Candidate): TableCandidate {
    const names = columns.map((column) => this.table.columns[column]);
    return { by, columns: names, ...(spelling && { spelling }), matched, shared, unmatched, ambiguous };
  }

  private described(binding: Binding): TableBinding {
    const text = (row: number) => binding.columns.map((column) => textOfCell(this.table.cell(row, column))).join(', ');
    const { matched, unmatched, ambiguous } = binding.examples;
    const several = this.severalRows();
    return {
      ...this.named(binding),
      ...(several && { several }),
      ...(this.galaxies.namesHdus && { hdus: { others: this.galaxies.otherHdus } }),
      severalFiles: binding.alike.size,
      leftOut: this.leftOut,
      examples: {
        matched: matched.map(({ row, cutout }) => ({ row: text(row), path: this.files[cutout].path })),
        unmatched: unmatched.map(text),
        ambiguous: ambiguous.map(text),
      },
    };
  }

  private severalRows(): RowsOfOneGalaxy | undefined {
    const groups = [...this.galaxies.several()];
    if (groups.length === 0) return undefined;
    const differing = this.differing(groups);
    const [first, second] = differing[0]?.first ?? groups[0];
    return {
      galaxies: groups.length,
      rows: groups.reduce((sum, rows) => sum + rows.length, 0),
      how: this.choice.several ?? 'agree',
      example: [this.placeOf(first), this.placeOf(second)],
      differing: differing.map(({ column, galaxies }) => ({ column: this.table.columns[column], galaxies })),
    };
  }

  /** Columns of labels in which rows of one galaxy differ, of how many galaxies and which rows first. Of a large table the first columns. */
  private differing(groups: readonly (readonly number[])[]) {
    const found: { column: number; galaxies: number; first: readonly number[] }[] = [];
    let looked = 0;
    for (const column of this.table.columns.keys()) {
      if (!LABEL_KINDS.has(this.kind(column).kind)) continue;
      looked += groups.length;
      if (looked > MOST_COMPARED) break;
      const tagsOf = (cell: CellValue) => this.tagsIn(cell, column).sort().join('\n');
      const isTags = this.kind(column).kind === 'tags';
      const differ = groups.filter((rows) => {
        const cells = rows.map((row) => this.table.cell(row, column)).filter((cell) => !isMissing(textOf(cell)));
        return new Set(cells.map((cell) => (isTags ? tagsOf(cell) : textOf(cell)))).size > 1;
      });
      if (differ.length > 0) found.push({ column, galaxies: differ.length, first: differ[0] });
    }
    return found;
  }

  private sentinels(): TableState['sentinels'] {
    const found: TableState['sentinels'][number][] = [];
    for (const [column, name] of this.table.columns.entries()) {
      const kind = this.kind(column);
      if (kind.kind !== 'number') continue;
      for (const one of sentinelsOf(() => this.table.column(column), kind.min, kind.max))
        found.push({ column: name, ...one });
      if (found.length >= MOST_SENTINELS) break;
    }
    return found;
  }

  private roundedIdentifiers(): TableState['rounded'] {
    const { table } = this;
    const rows = Array.from({ length: Math.min(table.rows, ROUNDED_SAMPLE) }, (_, row) => row);
    // Whole columns of a text are not read for a hundred of their cells.
    const cellsOfRows = table instanceof TextTable ? rows.map((row) => table.rowCells(row)) : undefined;
    const isRounded = (cell: CellValue) =>
      typeof cell === 'number'
        ? Math.abs(cell) > Number.MAX_SAFE_INTEGER && Number.isInteger(cell)
        : ROUNDED.test(textOf(cell));
    for (const [column, name] of table.columns.entries()) {
      const cells = rows
        .map((row) => (cellsOfRows ? cellsOfRows[row][column] : table.cell(row, column)))
        .filter((cell) => !isMissing(textOf(cell)));
      if (cells.length > 0 && cells.every(isRounded)) return { column: name, example: textOf(cells[0]) };
    }
    return undefined;
  }

  /** Where a row stands: its line, or its number from 1 where the file has no lines. */
  private placeOf(row: number): number {
    return this.table instanceof TextTable ? this.table.lineOf(row) : row + 1;
  }

  private get placeWord(): string {
    return this.table instanceof TextTable ? 'lines' : 'rows';
  }

  /** Relative to the label file's folder, where it lies in it, as the rows before do. */
  private pathFromTable(path: string): string {
    const name = this.table.name.replaceAll('\\', '/');
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    return folder !== '' && path.startsWith(folder) ? path.slice(folder.length) : path;
  }
}

function textOfCell(cell: CellValue): string {
  return Array.isArray(cell) ? cell.join(';') : String((cell as string | number | boolean | null) ?? '');
}
