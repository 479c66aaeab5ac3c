import { cutoutOfName } from '../../collection';
import { type BindableCutout, type Binding, hduReader, type LabelTable } from '../../labels';

/** A cutout that rows may be about, with the HDUs of its file that are in the index. */
export interface IndexedFile extends BindableCutout {
  readonly hdus: readonly number[];
}

/** What a row is about: a file, or one of its HDUs where the table names them. */
export interface RowGalaxy {
  readonly path: string;
  readonly hdu?: number;
}

/**
 * Which rows are about which galaxies: about files or, where the table names HDUs, about these. Rows are numbers; several rows of one
 * galaxy have a number together, beyond those of the table.
 */
export class GalaxyRows {
  /** Rows that have an HDU which is not in the index. */
  readonly otherHdus: number = 0;
  /** Rows by file, and by HDU with names like `file.fits[2]`. */
  private readonly byFile: ReadonlyMap<string, number>;
  private readonly byHdu: ReadonlyMap<string, number> | undefined;
  /** Rows that name no HDU, in a table where others do. */
  private readonly ofWholeFile: ReadonlyMap<string, number>;
  private readonly groups: (readonly number[])[] = [];
  private readonly galaxies = new Map<number, RowGalaxy>();
  /** The HDUs of each file, once they are asked for: a table is matched again and again while a folder is indexed. */
  private hdus?: ReadonlyMap<string, readonly number[]>;

  /**
   * @param accepts rows that count
   * @param binding undefined where no row is about any cutout
   */
  constructor(
    private readonly table: LabelTable,
    binding: Binding | undefined,
    private readonly files: readonly IndexedFile[],
    accepts: (row: number) => boolean,
  ) {
    const rowsOfFile = new Rows();
    const rowsOfHdu = new Rows();
    const rowsOfWholeFile = new Rows();
    const hduOf = binding && readerOfHdus(table, binding, files);
    for (let row = 0; binding && row < table.rows; row++) {
      if (binding.cutouts[row] < 0 || !accepts(row)) continue;
      const first = binding.cutouts[row];
      const hdu = hduOf?.(row);
      for (const file of [first, ...(binding.alike.get(first) ?? [])]) {
        const { path, hdus } = files[file];
        if (hdu === undefined) {
          rowsOfFile.add(path, row);
          rowsOfWholeFile.add(path, row);
          if (file === first) this.galaxies.set(row, { path });
        } else if (hdus.includes(hdu)) {
          rowsOfFile.add(path, row);
          rowsOfHdu.add(`${path}[${hdu}]`, row);
          if (file === first) this.galaxies.set(row, { path, hdu });
        } else if (file === first) this.otherHdus++;
      }
    }
    this.byHdu = hduOf && this.numbered(rowsOfHdu);
    this.ofWholeFile = hduOf ? this.numbered(rowsOfWholeFile) : new Map();
    this.byFile = this.numbered(rowsOfFile);
  }

  /** Whether rows are about HDUs rather than files. */
  get namesHdus(): boolean {
    return this.byHdu !== undefined;
  }

  /**
   * The row, or the number of the rows, about a file or one of its HDUs; undefined where there is none. A row about one of several images
   * of a file is none of the file: what it says would be taken for the others, too.
   */
  row(path: string, hdu?: number): number | undefined {
    if (!this.byHdu) return this.byFile.get(path);
    const own = hdu ?? this.onlyHdu(path);
    return (own === undefined ? undefined : this.byHdu.get(`${path}[${own}]`)) ?? this.ofWholeFile.get(path);
  }

  /**
   * What a name like `file.fits[2]` is of: a file, or one of its images where rows are about images. A name without brackets is that of the
   * primary HDU where that is an image.
   */
  galaxyNamed(name: string): RowGalaxy {
    // A file may have brackets in its name.
    const isFile = name.endsWith(']') && this.hdusOf(name) !== undefined;
    const { path, hdu } = isFile ? { path: name, hdu: 0 } : cutoutOfName(name);
    if (!this.byHdu) return { path };
    const own = hdu > 0 || this.hdusOf(path)?.includes(0) ? hdu : this.onlyHdu(path);
    return own === undefined ? { path } : { path, hdu: own };
  }

  /** Tells whether a row is about a file as a whole, where others are about images of it. */
  hasWholeFile(path: string): boolean {
    return this.ofWholeFile.has(path);
  }

  /** Tells whether a file has several images whose rows may differ. */
  isParted(path: string): boolean {
    return this.byHdu !== undefined && this.onlyHdu(path) === undefined;
  }

  /** The rows of the table that a number stands for. */
  rowsOf(number: number): readonly number[] {
    return number < this.table.rows ? [number] : this.groups[number - this.table.rows];
  }

  /** What a row of the table is about. */
  galaxyOf(row: number): RowGalaxy | undefined {
    return this.galaxies.get(row);
  }

  /** Galaxies that rows are about, each with the number of its rows. */
  *entries(): Generator<[galaxy: RowGalaxy, number: number]> {
    if (!this.byHdu) for (const [path, number] of this.byFile) yield [{ path }, number];
    else {
      for (const [name, number] of this.byHdu) {
        const end = name.lastIndexOf('[');
        yield [{ path: name.slice(0, end), hdu: Number(name.slice(end + 1, -1)) }, number];
      }
      for (const [path, number] of this.ofWholeFile) yield [{ path }, number];
    }
  }

  /** The rows of each galaxy that has several. */
  *several(): Generator<readonly number[]> {
    for (const [, number] of this.entries()) if (number >= this.table.rows) yield this.rowsOf(number);
  }

  /** The HDUs of a file that are in the index; undefined where it is not. */
  private hdusOf(path: string): readonly number[] | undefined {
    this.hdus ??= new Map(this.files.map((file) => [file.path, file.hdus]));
    return this.hdus.get(path);
  }

  /** The HDU of a file with one image in the index. */
  private onlyHdu(path: string): number | undefined {
    const hdus = this.hdusOf(path);
    return hdus?.length === 1 ? hdus[0] : undefined;
  }

  private numbered(rows: Rows): Map<string, number> {
    for (const [name, all] of rows.several) {
      rows.first.set(name, this.table.rows + this.groups.length);
      this.groups.push(all);
    }
    return rows.first;
  }
}

/** Rows by name: mostly there is one. */
class Rows {
  readonly first = new Map<string, number>();
  readonly several = new Map<string, number[]>();

  add(name: string, row: number): void {
    const first = this.first.get(name);
    if (first === undefined) this.first.set(name, row);
    else {
      const all = this.several.get(name);
      if (all) all.push(row);
      else this.several.set(name, [first, row]);
    }
  }
}

/**
 * Which HDU a row is about; undefined where the table names none, or none that is in the index: a column called `ext` may be one of
 * extinctions. An HDU that is named by words is known where its file has one alone.
 */
function readerOfHdus(
  table: LabelTable,
  { by, columns, cutouts }: Binding,
  files: readonly IndexedFile[],
): ((row: number) => number | undefined) | undefined {
  const read = by === 'position' || by === 'id' ? undefined : hduReader(table, columns[0]);
  if (!read) return undefined;
  // Of several rows of a file each is about an HDU; else a number may be anything.
  const isKnown = cutouts.some((cutout, row) => {
    if (cutout < 0) return false;
    const hdu = read(row);
    const { hdus } = files[cutout];
    return typeof hdu === 'string' ? hdus.length === 1 : hdu !== undefined && hdus.includes(hdu);
  });
  if (!isKnown) return undefined;
  return (row) => {
    const hdu = read(row);
    if (typeof hdu !== 'string') return hdu;
    const { hdus } = files[cutouts[row]];
    return hdus.length === 1 ? hdus[0] : NO_HDU;
  };
}

/** An HDU that no file has. */
const NO_HDU = -1;
