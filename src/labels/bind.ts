import { tellValue } from './tell-cells';
import { CellSift } from './cell-sift';
import { fileName, identifiersIn, normalPath, percentDecoded, stem } from './file-names';
import { IdentifierIndex } from './identifier-index';
import { NameSieve } from './name-sieve';
import { declination, rightAscension } from './sky-angle';
import { skyColumns } from './sky-columns';
import { SkyGrid } from './sky-grid';
import { type ColumnRef, columnIndex, type LabelTable, textOf } from './table';
import { TextTable } from './text-table';
import { ID, PATH } from './understand';

/** A cutout that rows may be about. */
export interface BindableCutout {
  /** As the workspace knows it; relative to the folder that the label table's name is relative to. */
  readonly path: string;
  /** ICRS degrees; undefined or NaN where the cutout has no position. */
  readonly ra?: number;
  readonly dec?: number;
}

/**
 * What a row and its cutout have in common: the path (relative to the workspace or to the label file, or absolute); the
 * file's name; the name without extension; an identifier that is a part of the name; the position on the sky.
 */
export type Way = 'path' | 'name' | 'stem' | 'id' | 'position';

/** In `Binding.cutouts`: no cutout is this row's. */
export const UNMATCHED = -1;
/** In `Binding.cutouts`: several cutouts may be this row's, or several rows name its cutout. */
export const AMBIGUOUS = -2;

/** Rows that show what became of them. */
export interface BindingExamples {
  readonly matched: readonly { readonly row: number; readonly cutout: number }[];
  readonly unmatched: readonly number[];
  readonly ambiguous: readonly number[];
}

/** Which row is about which cutout. */
export interface Binding {
  readonly by: Way;
  /** Indices of the columns compared: one, or right ascension and declination. */
  readonly columns: readonly number[];
  /** Whether upper and lower case were taken as the same. */
  readonly caseless: boolean;
  /** Of each row the index of its cutout, or UNMATCHED or AMBIGUOUS. */
  readonly cutouts: Int32Array;
  /** Of each row the index of the one cutout that it names, though other rows may name it too; or UNMATCHED or AMBIGUOUS. */
  readonly named: Int32Array;
  /** How many rows; the three add up to all. */
  readonly matched: number;
  readonly unmatched: number;
  readonly ambiguous: number;
  /** The first few of each kind. */
  readonly examples: BindingExamples;
}

/** A way that was tried. */
export type Candidate = Omit<Binding, 'cutouts' | 'named' | 'examples'>;

export interface BindOptions {
  /** For positions, in arcseconds; 2 unless said. */
  readonly radius?: number;
}

const RADIUS = 2;
const EXAMPLES = 3;
/** Rows that tell whether a column could be of names. */
const SAMPLE = 2000;
/** Cells of a sample of all columns that are kept at once. */
const SAMPLED_CELLS = 2 ** 20;

/**
 * Finds out which rows are about which cutouts, by the way that most rows are matched by, of these the one with the
 * fewest ambiguous rows, of these the first of path, name, stem, identifier, position. Upper and lower case are taken as
 * the same only where no name is matched otherwise. Once every row or every cutout is matched without doubt no further
 * way is tried; of a table of more than 2,000 rows neither is one that matches none of so many of them, unless no way
 * does.
 * @returns the best, undefined where no row is matched in any way; and all that were tried, without those that plainly match no
 * row
 * @throws RangeError where the radius is none
 */
export function bind(
  table: LabelTable,
  cutouts: readonly BindableCutout[],
  options: BindOptions = {},
): { readonly best: Binding | undefined; readonly candidates: readonly Candidate[] } {
  const binder = new Binder(table, cutouts, options);
  const candidates: Candidate[] = [];
  let best: Binding | undefined;
  const perfect = () =>
    best !== undefined && best.ambiguous === 0 && best.matched >= Math.min(table.rows, cutouts.length);
  const consider = (binding: Binding) => {
    const { by, columns, caseless, matched, unmatched, ambiguous } = binding;
    candidates.push({ by, columns, caseless, matched, unmatched, ambiguous });
    const better = matched - (best?.matched ?? 0) || (best?.ambiguous ?? 0) - ambiguous;
    if (matched > 0 && (best === undefined || better > 0)) best = binding;
  };
  const sky = skyColumns(table.columns);
  const columns = [...table.columns.keys()].filter(
    (column) => column !== sky?.ra && column !== sky?.dec && binder.couldName(column),
  );
  search: for (const caseless of [false, true]) {
    // Of a long table the ways that match no row of a sample are put off: mostly they match none.
    for (const sampled of table.rows > SAMPLE ? [true, false] : [false]) {
      for (const way of ['path', 'name', 'stem', 'id'] as const) {
        for (const column of columns) {
          if (perfect()) break;
          if (sampled ? !binder.matchesSome(way, column, caseless) : !binder.mayMatch(way, column)) continue;
          consider(binder.byName(way, column, caseless));
        }
      }
      if (best !== undefined) break search;
    }
  }
  if (sky && binder.hasPositions && !perfect()) consider(binder.byPosition(sky.ra, sky.dec));
  return { best, candidates };
}

/**
 * Which rows are about which cutouts, in the way that is told.
 * @param columns one, or right ascension and declination for `position`
 * @throws RangeError where the columns are not so many or not there, or the radius is none
 */
export function bindBy(
  table: LabelTable,
  cutouts: readonly BindableCutout[],
  way: Way,
  columns: readonly ColumnRef[],
  options: BindOptions & { readonly caseless?: boolean } = {},
): Binding {
  const wanted = way === 'position' ? 2 : 1;
  if (columns.length !== wanted) throw new RangeError(`${columns.length} columns are given, ${way} compares ${wanted}`);
  const [first, second] = columns.map((column) => columnIndex(table, column));
  const binder = new Binder(table, cutouts, options);
  return way === 'position' ? binder.byPosition(first, second) : binder.byName(way, first, options.caseless ?? false);
}

/** The rows of a column's identifiers. */
interface Identifiers {
  /** Which column's they are. */
  readonly key: string;
  readonly rows: ReadonlyMap<string, number>;
  /** The rows but the first of identifiers that several have. */
  readonly others: ReadonlyMap<string, readonly number[]>;
  /** Whether any has a delimiter of names in it. */
  readonly joined: boolean;
}

/** So many indices as a sample has, evenly among `count`. */
function evenly(count: number): number[] {
  const step = Math.max(1, count / SAMPLE);
  return Array.from({ length: Math.min(count, SAMPLE) }, (_, i) => Math.floor(i * step));
}

type NameWay = Exclude<Way, 'position'>;

/** Binds one table to one set of cutouts; what several ways need of the cutouts is made once. */
class Binder {
  private readonly paths: readonly string[];
  private readonly maps = new Map<string, ReadonlyMap<string, number>>();
  private readonly texts = new Map<number, readonly string[]>();
  /** Whether any of a column's sample may be a name. */
  private readonly sampled = new Map<number, boolean>();
  /** Whether any of all of its rows may be a name, or is an identifier. */
  private readonly sifted = new Map<number, CellSift>();
  /** Columns whose sample looks like names. */
  private readonly likely: number[] = [];
  private samples?: readonly (readonly string[])[];
  private names?: NameSieve;
  private identifierIndex?: IdentifierIndex;
  private identifiers: Identifiers | undefined;

  constructor(
    private readonly table: LabelTable,
    private readonly cutouts: readonly BindableCutout[],
    private readonly options: BindOptions,
  ) {
    this.paths = cutouts.map(({ path }) => normalPath(path));
  }

  get hasPositions(): boolean {
    return this.cutouts.some(({ ra, dec }) => Number.isFinite(ra) && Number.isFinite(dec));
  }

  /** Names differ from row to row; classes and votes do not. A column that is called so is one where a galaxy has several rows, too. */
  couldName(column: number): boolean {
    const filled = this.sample(column).filter((text) => text !== '');
    const distinct = new Set(filled).size;
    const name = this.table.columns[column].trim();
    const isCalledSo = distinct > 1 && (ID.test(name) || PATH.test(name));
    const could = filled.length > 0 && (filled.length < 5 || isCalledSo || 2 * distinct > filled.length);
    if (could) this.likely.push(column);
    return could;
  }

  /** Whether any row of a sample is matched, or, by identifiers, any cutout of one. */
  matchesSome(way: NameWay, column: number, caseless: boolean): boolean {
    if (way !== 'id') {
      let named = this.sampled.get(column);
      if (named === undefined)
        this.sampled.set(column, (named = this.sample(column).some((text) => this.sieve.mayName(text))));
      if (!named) return false;
      const find = this.finder(way, this.mapOf(way, caseless), caseless);
      return this.sample(column).some((text) => text !== '' && find(text) !== UNMATCHED);
    }
    // That any row's is one is seen without keeping all of them.
    if (!this.mayMatch(way, column)) return false;
    const ids = this.identifiersOf(column, caseless);
    return evenly(this.paths.length).some((i) => this.longestIn(this.paths[i], ids, caseless).length > 0);
  }

  /** Whether any row may be matched: not where this is false. */
  mayMatch(way: NameWay, column: number): boolean {
    const may = this.sifted.get(column) ?? this.sift(column);
    return way === 'id' ? may.identify : may.name;
  }

  private sift(column: number): CellSift {
    const { table, sieve, index } = this;
    const own = new CellSift(sieve, index);
    const others = this.likely.filter((other) => other !== column && !this.sifted.has(other));
    // A row is read once for all columns that are going to be asked about.
    if (table instanceof TextTable && others.length > 0) {
      for (const other of others) this.sifted.set(other, new CellSift(sieve, index));
      this.sifted.set(column, own);
      table.tellCells(new Map([column, ...others].map((one) => [one, this.sifted.get(one)!])));
      return own;
    }
    this.sifted.set(column, own);
    for (const cell of table.column(column)) {
      tellValue(own, cell);
      if (own.isDone) break;
    }
    return own;
  }

  private get sieve(): NameSieve {
    return (this.names ??= new NameSieve(this.paths));
  }

  private get index(): IdentifierIndex {
    return (this.identifierIndex ??= new IdentifierIndex(this.paths));
  }

  private sample(column: number): readonly string[] {
    const { table } = this;
    const rows = evenly(table.rows);
    if (!(table instanceof TextTable) || rows.length * table.columns.length > SAMPLED_CELLS) {
      return rows.map((row) => textOf(table.cell(row, column)));
    }
    if (!this.samples) {
      const cells = rows.map((row) => table.rowCells(row));
      this.samples = table.columns.map((_, i) => cells.map((row) => textOf(row[i])));
    }
    return this.samples[column];
  }

  byName(way: NameWay, column: number, caseless: boolean): Binding {
    const links = new Links(this.table.rows, this.cutouts.length);
    if (way === 'id') this.linkIdentifiers(links, column, caseless);
    else {
      const map = this.mapOf(way, caseless);
      const find = this.finder(way, map, caseless);
      this.textsOf(column).forEach((text, row) => {
        if (text !== '') links.add(row, find(text));
      });
    }
    return this.binding(links, way, [column], caseless);
  }

  byPosition(ra: number, dec: number): Binding {
    const links = new Links(this.table.rows, this.cutouts.length);
    const of = (key: 'ra' | 'dec') => Float64Array.from(this.cutouts, (cutout) => cutout[key] ?? NaN);
    const grid = new SkyGrid(of('ra'), of('dec'), this.options.radius ?? RADIUS);
    const [ras, decs] = [this.table.column(ra), this.table.column(dec)];
    const near: number[] = [];
    for (let row = 0; row < ras.length; row++) {
      const count = grid.within(rightAscension(ras[row]), declination(decs[row]), near);
      if (count > 0) links.add(row, count === 1 ? near[0] : AMBIGUOUS);
    }
    return this.binding(links, 'position', [ra, dec], false);
  }

  private textsOf(column: number): readonly string[] {
    let texts = this.texts.get(column);
    if (!texts) this.texts.set(column, (texts = this.table.column(column).map(textOf)));
    return texts;
  }

  /** The cutout of each path, name or stem; AMBIGUOUS where several have it. */
  private mapOf(way: 'path' | 'name' | 'stem', caseless: boolean): ReadonlyMap<string, number> {
    const known = this.maps.get(`${way} ${caseless}`);
    if (known) return known;
    const map = new Map<string, number>();
    for (let i = 0; i < this.paths.length; i++) {
      const key = keyOf(way, this.paths[i], caseless);
      map.set(key, map.has(key) ? AMBIGUOUS : i);
    }
    this.maps.set(`${way} ${caseless}`, map);
    return map;
  }

  /** What a cell names; UNMATCHED where it is nothing. */
  private finder(way: 'path' | 'name' | 'stem', map: ReadonlyMap<string, number>, caseless: boolean) {
    const table = normalPath(this.table.name);
    const folder = table.slice(0, table.lastIndexOf('/') + 1);
    const find = (text: string): number => {
      const path = normalPath(text);
      if (way !== 'path') return map.get(keyOf(way, path, caseless)) ?? UNMATCHED;
      // Beside the label file before elsewhere.
      const places = folder === '' ? [path] : [normalPath(folder + path), path];
      for (const place of places) {
        const found = map.get(keyOf(way, place, caseless));
        if (found !== undefined) return found;
      }
      // An absolute path: the cutout's is its end.
      if (!/^(?:\/|[a-z]:\/)/i.test(path)) return UNMATCHED;
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        const found = map.get(keyOf(way, path.slice(at + 1), caseless));
        if (found !== undefined) return found;
      }
      return UNMATCHED;
    };
    return (text: string): number => {
      const found = find(text);
      if (found !== UNMATCHED) return found;
      const decoded = percentDecoded(text);
      return decoded === undefined ? UNMATCHED : find(decoded);
    };
  }

  /** A cutout is that of the row whose identifier its name has in it; of several the longest counts. */
  private linkIdentifiers(links: Links, column: number, caseless: boolean): void {
    const ids = this.identifiersOf(column, caseless);
    for (const i of this.havingAny(ids)) {
      const longest = this.longestIn(this.paths[i], ids, caseless);
      for (const id of longest) {
        for (const row of [ids.rows.get(id)!, ...(ids.others.get(id) ?? [])]) {
          links.add(row, longest.length > 1 ? AMBIGUOUS : i);
        }
      }
    }
  }

  /** Cutouts that have any of the identifiers in their names, and at most some besides, in their order. */
  private havingAny({ rows }: Identifiers): Iterable<number> {
    // To look for more identifiers than there are names takes longer than to look at the names.
    if (rows.size > this.paths.length) return this.paths.keys();
    const found = new Set<number>();
    for (const id of rows.keys()) for (const i of this.index.find(id)) found.add(i);
    return Int32Array.from(found).sort();
  }

  private identifiersOf(column: number, caseless: boolean): Identifiers {
    const key = `${column} ${caseless}`;
    if (this.identifiers?.key === key) return this.identifiers;
    const rows = new Map<string, number>();
    const others = new Map<string, number[]>();
    let joined = false;
    this.textsOf(column).forEach((text, row) => {
      if (text === '') return;
      const id = caseless ? text.toLowerCase() : text;
      joined ||= /[_.-]/.test(id);
      const more = others.get(id);
      if (!rows.has(id)) rows.set(id, row);
      else if (more) more.push(row);
      else others.set(id, [row]);
    });
    return (this.identifiers = { key, rows, others, joined });
  }

  /** The longest identifiers that a cutout's name has in it. */
  private longestIn(path: string, { rows, joined }: Identifiers, caseless: boolean): string[] {
    const name = stem(path);
    let longest: string[] = [];
    for (const id of identifiersIn(caseless ? name.toLowerCase() : name, joined)) {
      const length = longest[0]?.length ?? 0;
      if (id.length < length || !rows.has(id)) continue;
      if (id.length > length) longest = [id];
      else longest.push(id);
    }
    return longest;
  }

  private binding(links: Links, by: Way, columns: readonly number[], caseless: boolean): Binding {
    const { cutouts, named } = links;
    const matched: { row: number; cutout: number }[] = [];
    const unmatched: number[] = [];
    const ambiguous: number[] = [];
    const counts = { matched: 0, unmatched: 0, ambiguous: 0 };
    for (let row = 0; row < cutouts.length; row++) {
      const cutout = cutouts[row];
      if (cutout === UNMATCHED) {
        if (++counts.unmatched <= EXAMPLES) unmatched.push(row);
      } else if (cutout === AMBIGUOUS) {
        if (++counts.ambiguous <= EXAMPLES) ambiguous.push(row);
      } else if (++counts.matched <= EXAMPLES) matched.push({ row, cutout });
    }
    return { by, columns, caseless, cutouts, named, ...counts, examples: { matched, unmatched, ambiguous } };
  }
}

function keyOf(way: 'path' | 'name' | 'stem', path: string, caseless: boolean): string {
  const key = way === 'path' ? path : way === 'name' ? fileName(path) : stem(path);
  return caseless ? key.toLowerCase() : key;
}

/** Pairs of rows and cutouts, of which each may have one: a second makes all of them doubtful. */
class Links {
  readonly cutouts: Int32Array;
  /** Of each row what it names, whatever other rows do. */
  readonly named: Int32Array;
  /** Of each cutout its first row; of a few rows and many cutouts those of the cutouts that have one. */
  private readonly rows: { get(cutout: number): number | undefined; set(cutout: number, row: number): unknown };

  constructor(rows: number, cutouts: number) {
    this.cutouts = new Int32Array(rows).fill(UNMATCHED);
    this.named = new Int32Array(rows).fill(UNMATCHED);
    this.rows = 16 * rows < cutouts ? new Map<number, number>() : new FirstRows(cutouts);
  }

  add(row: number, cutout: number): void {
    if (cutout === UNMATCHED) return;
    this.named[row] = this.named[row] === UNMATCHED ? cutout : AMBIGUOUS;
    const before = this.cutouts[row];
    if (before !== UNMATCHED || cutout === AMBIGUOUS) {
      this.cutouts[row] = AMBIGUOUS;
      return;
    }
    this.cutouts[row] = cutout;
    const other = this.rows.get(cutout);
    if (other === undefined) this.rows.set(cutout, row);
    else this.cutouts[other] = this.cutouts[row] = AMBIGUOUS;
  }
}

/** The first row of each of so many cutouts. */
class FirstRows {
  private readonly rows: Int32Array;

  constructor(cutouts: number) {
    this.rows = new Int32Array(cutouts).fill(UNMATCHED);
  }

  get(cutout: number): number | undefined {
    const row = this.rows[cutout];
    return row === UNMATCHED ? undefined : row;
  }

  set(cutout: number, row: number): void {
    this.rows[cutout] = row;
  }
}
