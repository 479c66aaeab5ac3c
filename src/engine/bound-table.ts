import {
  angleOf,
  bind,
  type BindableCutout,
  bindBy,
  type Binding,
  type Candidate,
  type CellValue,
  isLongInteger,
  isMissing,
  isMissingNumber,
  isWritable,
  type LabelTable,
  numberOf,
  TextTable,
  understand,
  understandAll,
  type Understood,
  WHOLE,
} from '../labels';
import type { ValueType } from '../expressions';
import type { TableBinding, TableColumn, TableParams, TableState } from './protocol';

/** Values that a client is told of a column, and problems of a file. */
const TOLD_VALUES = 200;
const TOLD_PROBLEMS = 20;
/** Columns that are sooner understood one by one. */
const FEW = 4;

/** A label file or catalogue and which of its rows is about which file of the collection. */
export class BoundTable {
  private understood: (Understood | undefined)[] = [];
  private binding?: Binding;
  private candidates: readonly Candidate[] = [];
  private cutouts: readonly BindableCutout[] = [];
  private rowOfPath = new Map<string, number>();

  /** @param file its absolute path. */
  constructor(
    readonly file: string,
    private held: LabelTable,
    readonly by: TableParams['by'],
  ) {}

  get table(): LabelTable {
    return this.held;
  }

  /**
   * Takes the table as it is after a change. What is known of columns that it leaves alone stays known, and rows are matched
   * anew only where they may be about others now: an editor tells of every keystroke.
   */
  take(table: LabelTable): void {
    const before = this.held;
    this.held = table;
    const changed =
      table instanceof TextTable && before instanceof TextTable ? table.columnsChangedSince(before) : undefined;
    this.understood = changed ? this.understood.map((kind, column) => (changed.has(column) ? undefined : kind)) : [];
    if (!changed || this.binding?.columns.some((column) => changed.has(column))) this.bind(this.cutouts);
  }

  /** Finds out which rows are about which cutouts, files each. */
  bind(cutouts: readonly BindableCutout[]): void {
    this.cutouts = cutouts;
    if (this.by) {
      const { way, columns, radius } = this.by;
      this.binding = bindBy(this.table, cutouts, way, columns, { radius });
      this.candidates = [this.binding];
    } else {
      const { best, candidates } = bind(this.table, cutouts);
      this.binding = best;
      this.candidates = candidates;
    }
    this.rowOfPath = new Map();
    this.binding?.cutouts.forEach((cutout, row) => {
      if (cutout >= 0 && !this.rowOfPath.has(cutouts[cutout].path)) this.rowOfPath.set(cutouts[cutout].path, row);
    });
  }

  /** The row about a file of the collection; undefined where there is none. */
  row(path: string): number | undefined {
    return this.rowOfPath.get(path);
  }

  /** Files that a row is about, with their rows. */
  bound(): IterableIterator<[path: string, row: number]> {
    return this.rowOfPath.entries();
  }

  /** Every row with the file that it is about, undefined where it is about none; several rows can be about one file. */
  *rowsAndPaths(): Generator<[row: number, path: string | undefined]> {
    for (let row = 0; row < this.table.rows; row++) {
      const cutout = this.binding?.named[row] ?? -1;
      yield [row, cutout < 0 ? undefined : this.cutouts[cutout].path];
    }
  }

  /** What names a file in a new row, as the others are named; or why none can be added. */
  identityOf(path: string): { readonly identity?: Readonly<Record<string, string>>; readonly why?: string } {
    // An empty file of JSON Lines has no columns yet.
    if (this.table.columns.length === 0) return { identity: { path: this.pathFromTable(path) } };
    const { by, columns } = this.binding ?? this.namingColumn();
    if (by === 'position') return { why: 'rows are matched by position alone; add a column of paths or names to the table' }; // prettier-ignore
    if (by === undefined) {
      return {
        why: 'no row of the table is about a galaxy of the folder, and no column is called path, file or name; choose another label file, or add such a column', // prettier-ignore
      };
    }
    const name = path.slice(path.lastIndexOf('/') + 1);
    const stem = name.replace(/\.(fits?|fts)\.gz$/i, '').replace(/\.[^.]+$/, '');
    const text = by === 'path' ? this.pathFromTable(path) : by === 'name' ? name : stem;
    return { identity: { [this.table.columns[columns[0]]]: text } };
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

  /** Whether a column of texts holds integers, which compare with numbers by all of their digits: identifiers mostly. */
  holdsIntegers(column: number): boolean {
    const kind = this.kind(column);
    if (kind.kind === 'id') return kind.integers;
    return kind.kind === 'class' && this.type(column) === 'text' && kind.values.every(({ value }) => WHOLE.test(value));
  }

  /** Of a column of texts of which most are numbers: which cell is none. */
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
    const cell = this.table.cell(row, column);
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
    const cell: CellValue = this.table.cell(row, column);
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
        return { name, kind: kind.kind, type: this.type(i), integers, values: values?.slice(0, TOLD_VALUES) };
      }),
      binding: this.binding && this.told(this.binding),
      candidates: this.candidates.map((candidate) => this.named(candidate)),
      problems: table.problems(TOLD_PROBLEMS),
    };
  }

  private named({ by, columns, matched, unmatched, ambiguous }: Candidate) {
    return { by, columns: columns.map((column) => this.table.columns[column]), matched, unmatched, ambiguous };
  }

  private told(binding: Binding): TableBinding {
    const text = (row: number) => binding.columns.map((column) => textOfCell(this.table.cell(row, column))).join(', ');
    const { matched, unmatched, ambiguous } = binding.examples;
    return {
      ...this.named(binding),
      examples: {
        matched: matched.map(({ row, cutout }) => ({ row: text(row), path: this.cutouts[cutout].path })),
        unmatched: unmatched.map(text),
        ambiguous: ambiguous.map(text),
      },
    };
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
