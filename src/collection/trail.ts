/** Directions that are looked along. */
const ANGLES = 64;
/** Deviations of the sky by which a cell is bright. */
const BRIGHT = 2.5;
/** Share of a line's length along which it has to be bright. */
const ALONG = 0.85;
/** Cells to either side at which it is dark again, but for a galaxy that it may cross: at most this part of its brightness. */
const ASIDE = 4;
const BESIDE = 0.4;
/** Share of the shortest line that has to be bright with nothing bright beside it, for a closer look. */
const ON_RIDGE = 0.6;
/** Shortest line, in sides of the frame: shorter ones cut off a corner, where a galaxy's arm may lie. */
const SHORTEST = 0.8;
/** Share of the line at each of its ends, and the part of the line's usual brightness that is there at least. */
const END = 0.15;
const AT_ENDS = 0.4;

/**
 * Whether a narrow bright line crosses a picture from side to side (found as Hough 1962, by the lines that most bright cells
 * lie on). Galaxies seen from the edge are narrow and straight, too, but fade towards their ends.
 * @param cells means of the picture's cells, row by row; NaN is dark.
 */
export function hasTrail(
  cells: Float32Array,
  columns: number,
  rows: number,
  level: number,
  deviation: number,
): boolean {
  const limit = level + BRIGHT * deviation;
  // With a dark margin, so that what is beside a cell is always there.
  const stride = columns + 2 * ASIDE;
  const map = new Uint8Array(stride * (rows + 2 * ASIDE));
  const bright: { x: number; y: number; at: number }[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!(cells[y * columns + x] > limit)) continue;
      const at = (y + ASIDE) * stride + x + ASIDE;
      map[at] = 1;
      bright.push({ x: x - (columns - 1) / 2, y: y - (rows - 1) / 2, at });
    }
  }
  const enough = ON_RIDGE * SHORTEST * Math.min(columns, rows);
  // Where most is bright no line is narrow.
  if (bright.length < enough || bright.length > cells.length / 2) return false;
  const reach = Math.ceil(Math.hypot(columns, rows) / 2) + 1;
  const counts = new Uint16Array(2 * reach + 2);
  for (let a = 0; a < ANGLES; a++) {
    const [dx, dy] = [Math.cos((a * Math.PI) / ANGLES), Math.sin((a * Math.PI) / ANGLES)];
    const aside = Math.round(ASIDE * dx) * stride - Math.round(ASIDE * dy);
    counts.fill(0);
    for (const { x, y, at } of bright) {
      if (map[at + aside] || map[at - aside]) continue;
      // Two cells wide: a line between two rows of cells is in both.
      const offset = Math.floor(y * dx - x * dy) + reach;
      counts[offset]++;
      counts[offset + 1]++;
    }
    for (let offset = 0; offset < counts.length; offset++) {
      if (counts[offset] < enough) continue;
      if (isTrail(new Line(cells, columns, rows, offset - reach, dx, dy), level, limit)) return true;
    }
  }
  return false;
}

/** A line two cells wide across the picture, at an offset from its middle. */
class Line {
  constructor(
    private readonly cells: Float32Array,
    private readonly columns: number,
    private readonly rows: number,
    private readonly offset: number,
    private readonly dx: number,
    private readonly dy: number,
  ) {}

  /** The brighter of its two cells at each step, as far as it lies in the picture; so many cells to the side. */
  values(aside: number): number[] {
    const reach = Math.ceil(Math.hypot(this.columns, this.rows) / 2);
    const found: number[] = [];
    for (let along = -reach; along <= reach; along++) {
      const [a, b] = [this.cell(along, this.offset + aside - 0.5), this.cell(along, this.offset + aside + 0.5)];
      if (a !== undefined || b !== undefined) found.push(Math.max(a ?? -Infinity, b ?? -Infinity));
    }
    return found;
  }

  private cell(along: number, across: number): number | undefined {
    const { columns, rows, dx, dy } = this;
    const x = Math.round((columns - 1) / 2 + along * dx - across * dy);
    const y = Math.round((rows - 1) / 2 + along * dy + across * dx);
    return x < 0 || y < 0 || x >= columns || y >= rows ? undefined : this.cells[y * columns + x];
  }
}

function isTrail(line: Line, level: number, limit: number): boolean {
  const along = line.values(0);
  const brightOf = (values: readonly number[]) => values.filter((value) => value > limit).length / values.length;
  if (brightOf(along) < ALONG) return false;
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] - level;
  const usual = middle(along);
  for (const aside of [line.values(-ASIDE), line.values(ASIDE)]) {
    // Along the frame's edge there is no telling what is beside it.
    if (aside.length < along.length / 2 || middle(aside) > BESIDE * usual) return false;
  }
  const end = Math.max(2, Math.round(END * along.length));
  const least = AT_ENDS * usual;
  return middle(along.slice(0, end)) >= least && middle(along.slice(-end)) >= least;
}
