import { tellValue } from './tell-cells';
import { CellSift } from './cell-sift';
import { fileName, identifiersIn, normalPath, parsedHdu, percentDecoded, stem } from './file-names';
import { IdentifierIndex } from './identifier-index';
import { NameSieve } from './name-sieve';
import { declination, rightAscension, skyColumns, SkyGrid } from '../sky';
import { type CellValue, type ColumnRef, columnIndex, type LabelTable, numberOrText, textOf } from './table';
import { TextTable } from './text-table';
import { SameName } from './same-name';
import { ID, PATH } from './understand';

/** A cutout that rows may be about. */
export interface BindableCutout {
  /** Path within the workspace, relative to the same folder as the label table's name. */
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

/**
 * What programs do to identifiers that they take for numbers: `123` is written as `123.0`, or `00123` as `123`. Such cells are read
 * as what they were, where no cell matches as it stands.
 */
export type Spelling = 'without .0' | 'without leading zeros';

/** In `Binding.cutouts`: no cutout is this row's. */
export const UNMATCHED = -1;
/** In `Binding.cutouts`: several cutouts may be this row's. */
export const AMBIGUOUS = -2;

/** Rows that show what became of them. */
export interface BindingExamples {
  readonly matched: readonly { readonly row: number; readonly cutout: number }[];
  readonly unmatched: readonly number[];
  readonly ambiguous: readonly number[];
}

/** The assignment of a table's rows to cutouts. */
export interface Binding {
  readonly by: Way;
  /** Indices of the columns compared: one, or right ascension and declination. */
  readonly columns: readonly number[];
  /** Whether upper and lower case were taken as the same. */
  readonly caseless: boolean;
  /** How the table's cells were read where none matched as it stands. */
  readonly spelling?: Spelling;
  /** For each row the index of the cutout that it names (other rows may name the same one), or UNMATCHED or AMBIGUOUS. */
  readonly cutouts: Int32Array;
  /** Files that lie beside a cutout under its name with another extension: a row that names it by that name is about them, too. */
  readonly alike: ReadonlyMap<number, readonly number[]>;
  /** How many rows; this, `unmatched` and `ambiguous` add up to all. */
  readonly matched: number;
  /** Number of matched rows whose cutout is also named by another row. */
  readonly shared: number;
  readonly unmatched: number;
  readonly ambiguous: number;
  /** The first few of each kind. */
  readonly examples: BindingExamples;
}

/** A way that was tried. */
export type Candidate = Omit<Binding, 'cutouts' | 'alike' | 'examples'>;

export interface BindOptions {
  /** For positions, in arcseconds; 2 unless said. */
  readonly radius?: number;
}

const RADIUS = 2;
const EXAMPLES = 3;
/** Rows that tell whether a column could be of names. */
const SAMPLE = 2000;
/** Cells that say nothing of whether a column is of names. */
const FEW = 5;
/** Columns of numbers that galaxies are called by. */
const GALAXY = /^(?:galaxy|object|source|target|subject)(?:[_\s-]?(?:no|nr|num|number))?$/i;
const COUNT = /^\d{1,4}$/;
/** Cells of a sample of all columns that are kept at once. */
const SAMPLED_CELLS = 2 ** 20;

/**
 * Finds out which rows are about which cutouts, by the way that most rows are matched by, of these the one where the fewest share a
 * cutout with another, of these the one with the fewest ambiguous rows, of these the first of path, name, stem, identifier, position.
 * Upper and lower case are taken as the same only where no name is matched otherwise, and numbers are read as programs change them
 * only where nothing else matches. Once every row or every cutout is matched without doubt no further
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
    best !== undefined &&
    best.ambiguous + best.shared === 0 &&
    best.matched >= Math.min(table.rows, binder.counted(best.by));
  const consider = (binding: Binding) => {
    const { by, columns, caseless, spelling, matched, shared, unmatched, ambiguous } = binding;
    candidates.push({ by, columns, caseless, ...(spelling && { spelling }), matched, shared, unmatched, ambiguous });
    if (matched > 0 && (best === undefined || isBetter(binding, best))) best = binding;
  };
  const sky = skyColumns(table.columns);
  const columns = [...table.columns.keys()].filter(
    (column) => column !== sky?.ra && column !== sky?.dec && binder.couldName(column),
  );
  search: for (const caseless of [false, true]) {
    // In a long table, ways that match no row of a sample are tried last, because they mostly match no row at all.
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
  for (const spelling of ['without .0', 'without leading zeros'] as const) {
    for (const way of ['stem', 'id'] as const) {
      for (const column of columns) {
        if (best === undefined && binder.mayBeSpelled(way, column, spelling))
          consider(binder.byName(way, column, false, spelling));
      }
    }
  }
  return { best, candidates };
}

/**
 * Assigns rows to cutouts in the given way.
 * @param columns one, or right ascension and declination for `position`
 * @throws RangeError where a column does not exist, their number is wrong, or the radius is not above 0
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

function isBetter(one: Candidate, other: Candidate): boolean {
  return (one.matched - other.matched || other.shared - one.shared || other.ambiguous - one.ambiguous) > 0;
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

/** Indices of a sample, spread evenly over `count`. */
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
  private readonly respelled = new Map<string, Set<string>>();
  private names?: NameSieve;
  private identifierIndex?: IdentifierIndex;
  private identifiers: Identifiers | undefined;
  private named?: SameName;

  constructor(
    private readonly table: LabelTable,
    private readonly cutouts: readonly BindableCutout[],
    private readonly options: BindOptions,
  ) {
    this.paths = cutouts.map(({ path }) => normalPath(path));
  }

  /** How many cutouts there are; files that lie beside one another under one name count once where names do without extensions. */
  counted(way: Way): number {
    return namesFiles(way) ? this.paths.length : this.sameName.count;
  }

  private get sameName(): SameName {
    return (this.named ??= new SameName(this.paths));
  }

  /**
   * Whether a column may hold identifiers that a program has rewritten: all cells of a sample look like it, and one at least, as it was, is
   * part of a file's name. A long table may match in other rows than those of the sample: there the name of an identifier column is enough.
   */
  mayBeSpelled(way: 'stem' | 'id', column: number, spelling: Spelling): boolean {
    const filled = this.sample(column).filter((text) => text !== '');
    if (filled.length === 0 || !filled.every((text) => respelled(text, spelling) !== undefined)) return false;
    if (this.table.rows > SAMPLE && this.isCalledSo(column)) return true;
    const inNames = this.respelledNames(way, spelling);
    return filled.some((text) => inNames.has(respelled(text, spelling)!));
  }

  /** Names of files, or identifiers in them, as they could be written in a table. */
  private respelledNames(way: 'stem' | 'id', spelling: Spelling): ReadonlySet<string> {
    const key = `${way} ${spelling}`;
    let names = this.respelled.get(key);
    if (!names) {
      names = new Set<string>();
      for (const path of this.paths) {
        const name = stem(path);
        for (const one of way === 'stem' ? [name] : identifiersIn(name, true)) {
          const written = spelling === 'without .0' ? one : respelled(one, spelling);
          if (written !== undefined && (way === 'stem' || isRespelledId(written, spelling))) names.add(written);
        }
      }
      this.respelled.set(key, names);
    }
    return names;
  }

  private isCalledSo(column: number): boolean {
    const name = this.table.columns[column].trim();
    return ID.test(name) || PATH.test(name) || GALAXY.test(name);
  }

  get hasPositions(): boolean {
    return this.cutouts.some(({ ra, dec }) => Number.isFinite(ra) && Number.isFinite(dec));
  }

  /**
   * Whether a column could name galaxies: most of its values differ, or it has the name of an identifier column. Short whole numbers that
   * repeat are counts, which match numbers in file names by chance, unless the column has such a name.
   */
  couldName(column: number): boolean {
    const filled = this.sample(column).filter((text) => text !== '');
    const distinct = new Set(filled).size;
    const isCalledSo = distinct > 1 && this.isCalledSo(column);
    const areCounts = distinct < filled.length && filled.every((text) => COUNT.test(text));
    const differ = 2 * distinct > filled.length && !areCounts;
    const could = filled.length > 0 && (filled.length < FEW || isCalledSo || differ);
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
    // Check whether any row can match without keeping the texts of all rows.
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
      return rows.map((row) => nameIn(table.cell(row, column)));
    }
    if (!this.samples) {
      const cells = rows.map((row) => table.rowCells(row));
      this.samples = table.columns.map((_, i) => cells.map((row) => nameIn(row[i])));
    }
    return this.samples[column];
  }

  byName(way: NameWay, column: number, caseless: boolean, spelling?: Spelling): Binding {
    const links = new Links(this.table.rows);
    if (way === 'id') this.linkIdentifiers(links, column, caseless, spelling);
    else if (spelling) this.linkRespelled(links, column, spelling);
    else {
      const map = this.mapOf(way, caseless);
      const find = this.finder(way, map, caseless);
      this.textsOf(column).forEach((text, row) => {
        if (text !== '') links.add(row, find(text));
      });
    }
    return this.binding(links, way, [column], caseless, spelling);
  }

  byPosition(ra: number, dec: number): Binding {
    const links = new Links(this.table.rows);
    const of = (key: 'ra' | 'dec') => Float64Array.from(this.cutouts, (cutout) => cutout[key] ?? NaN);
    const grid = new SkyGrid(of('ra'), of('dec'), this.options.radius ?? RADIUS);
    const [ras, decs] = [this.table.column(ra), this.table.column(dec)];
    const near: number[] = [];
    for (let row = 0; row < ras.length; row++) {
      const count = grid.within(rightAscension(numberOrText(ras[row])), declination(numberOrText(decs[row])), near);
      for (let i = 0; i < count; i++) links.add(row, this.sameName.first(near[i]));
    }
    return this.binding(links, 'position', [ra, dec], false);
  }

  private textsOf(column: number): readonly string[] {
    let texts = this.texts.get(column);
    if (!texts) this.texts.set(column, (texts = this.table.column(column).map(nameIn)));
    return texts;
  }

  /** The cutout of each path, name or stem; AMBIGUOUS where several have it. */
  private mapOf(way: 'path' | 'name' | 'stem', caseless: boolean): ReadonlyMap<string, number> {
    const known = this.maps.get(`${way} ${caseless}`);
    if (known) return known;
    const map = new Map<string, number>();
    for (let i = 0; i < this.paths.length; i++) {
      const key = keyOf(way, this.paths[i], caseless);
      const known = map.get(key);
      // One galaxy as FITS and as JPEG has one name without its extension.
      const own = way === 'stem' ? this.sameName.first(i) : i;
      map.set(key, known === undefined || known === own ? own : AMBIGUOUS);
    }
    this.maps.set(`${way} ${caseless}`, map);
    return map;
  }

  /** Makes a function that finds the cutout which a cell names, or UNMATCHED. */
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
      if (decoded !== undefined) return find(decoded);
      const file = parsedHdu(text)?.file;
      return file === undefined ? UNMATCHED : find(file);
    };
  }

  /** A cutout is that of the row whose identifier its name has in it; of several the longest counts. */
  private linkIdentifiers(links: Links, column: number, caseless: boolean, spelling?: Spelling): void {
    const ids = this.identifiersOf(column, caseless, spelling);
    for (const i of spelling ? this.paths.keys() : this.havingAny(ids)) {
      const longest = this.longestIn(this.paths[i], ids, caseless, spelling);
      for (const id of longest) {
        for (const row of [ids.rows.get(id)!, ...(ids.others.get(id) ?? [])]) {
          links.add(row, longest.length > 1 ? AMBIGUOUS : this.sameName.first(i));
        }
      }
    }
  }

  /** A cutout is that of the row whose number its name is, as `spelling` says. */
  private linkRespelled(links: Links, column: number, spelling: Spelling): void {
    const map = new Map<string, number>();
    for (let i = 0; i < this.paths.length; i++) {
      const name = stem(this.paths[i]);
      const key = spelling === 'without .0' ? name : respelled(name, spelling);
      if (key === undefined) continue;
      const known = map.get(key);
      const own = this.sameName.first(i);
      map.set(key, known === undefined || known === own ? own : AMBIGUOUS);
    }
    this.textsOf(column).forEach((text, row) => links.add(row, map.get(respelled(text, spelling) ?? '') ?? UNMATCHED));
  }

  /** Cutouts that have any of the identifiers in their names, and at most some besides, in their order. */
  private havingAny({ rows }: Identifiers): Iterable<number> {
    // To look for more identifiers than there are names takes longer than to look at the names.
    if (rows.size > this.paths.length) return this.paths.keys();
    const found = new Set<number>();
    for (const id of rows.keys()) for (const i of this.index.find(id)) found.add(i);
    return Int32Array.from(found).sort();
  }

  private identifiersOf(column: number, caseless: boolean, spelling?: Spelling): Identifiers {
    const key = `${column} ${caseless} ${spelling}`;
    if (this.identifiers?.key === key) return this.identifiers;
    const rows = new Map<string, number>();
    const others = new Map<string, number[]>();
    let joined = false;
    this.textsOf(column).forEach((text, row) => {
      if (text === '') return;
      const id = spelling ? respelledId(text, spelling) : caseless ? text.toLowerCase() : text;
      if (id === undefined) return;
      joined ||= /[_.-]/.test(id);
      const more = others.get(id);
      if (!rows.has(id)) rows.set(id, row);
      else if (more) more.push(row);
      else others.set(id, [row]);
    });
    return (this.identifiers = { key, rows, others, joined });
  }

  /** The longest identifiers that a cutout's name has in it. */
  private longestIn(path: string, { rows, joined }: Identifiers, caseless: boolean, spelling?: Spelling): string[] {
    const name = stem(path);
    let longest: string[] = [];
    for (const written of identifiersIn(caseless ? name.toLowerCase() : name, joined)) {
      const id = spelling === 'without leading zeros' ? (respelled(written, spelling) ?? written) : written;
      const length = longest[0]?.length ?? 0;
      if (id.length < length || !rows.has(id)) continue;
      if (id.length > length) longest = [id];
      else longest.push(id);
    }
    return longest;
  }

  private binding(links: Links, by: Way, columns: readonly number[], caseless: boolean, spelling?: Spelling): Binding {
    const { cutouts } = links;
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
    const alike = namesFiles(by) ? new Map<number, readonly number[]>() : this.sameName.others;
    const shared = sharedRows(cutouts, this.cutouts.length);
    const how = { by, columns, caseless, ...(spelling && { spelling }) };
    return { ...how, cutouts, alike, ...counts, shared, examples: { matched, unmatched, ambiguous } };
  }
}

function keyOf(way: 'path' | 'name' | 'stem', path: string, caseless: boolean): string {
  const key = way === 'path' ? path : way === 'name' ? fileName(path) : stem(path);
  return caseless ? key.toLowerCase() : key;
}

/** What a cell may name a cutout by: not a number that is no more what it was, an identifier of 19 digits for example. */
function nameIn(cell: CellValue): string {
  return typeof cell === 'number' && Math.abs(cell) > Number.MAX_SAFE_INTEGER ? '' : textOf(cell);
}

/** Whether cells name files with their extensions. */
function namesFiles(way: Way): boolean {
  return way === 'path' || way === 'name';
}

/** Restores an identifier that a program converted to a number; undefined where the text is not of that form. */
function respelled(text: string, spelling: Spelling): string | undefined {
  return spelling === 'without .0' ? /^(\d+)\.0+$/.exec(text)?.[1] : /^0*(\d+)$/.exec(text)?.[1];
}

/** Digits of an identifier that is one without its leading zeros: fewer are in many names. */
const FEWEST_DIGITS = 4;

function respelledId(text: string, spelling: Spelling): string | undefined {
  const id = respelled(text, spelling);
  return id !== undefined && isRespelledId(id, spelling) ? id : undefined;
}

function isRespelledId(id: string, spelling: Spelling): boolean {
  return spelling === 'without .0' || id.length >= FEWEST_DIGITS;
}

/** Collects each row's cutout; a row with two different cutouts is ambiguous. */
class Links {
  readonly cutouts: Int32Array;

  constructor(rows: number) {
    this.cutouts = new Int32Array(rows).fill(UNMATCHED);
  }

  add(row: number, cutout: number): void {
    if (cutout === UNMATCHED) return;
    const before = this.cutouts[row];
    this.cutouts[row] = before === UNMATCHED || before === cutout ? cutout : AMBIGUOUS;
  }
}

/** How many rows have a cutout that others have, too. */
function sharedRows(rows: Int32Array, cutouts: number): number {
  // A few rows of many cutouts need no number of each of these.
  const counts = 16 * rows.length < cutouts ? new Map<number, number>() : new Counts(cutouts);
  let shared = 0;
  for (const cutout of rows) {
    if (cutout < 0) continue;
    const count = (counts.get(cutout) ?? 0) + 1;
    counts.set(cutout, count);
    // The second row makes one of the first, too.
    if (count > 1) shared += count === 2 ? 2 : 1;
  }
  return shared;
}

/** A number of each of so many cutouts. */
class Counts {
  private readonly counts: Int32Array;

  constructor(cutouts: number) {
    this.counts = new Int32Array(cutouts);
  }

  get(cutout: number): number {
    return this.counts[cutout];
  }

  set(cutout: number, count: number): void {
    this.counts[cutout] = count;
  }
}
