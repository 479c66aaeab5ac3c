import {
  type ByteSource,
  type Hdu,
  holdsImage,
  holdsTable,
  imageSize,
  openFits,
  type OpenOptions,
  readValue,
} from '../fits';
import { type Band, binBand, redFirst } from '../imaging';
import type { BandOf, FileCalls, HduSummary, TileValues } from './calls';
import { headerOf } from './header-bytes';
import { measure } from './measure';
import { DOUBLE, numberText, SINGLE } from './number-text';
import { PlaneReader } from './plane-reader';
import { type SurveyedPlane, surveyPlane } from './survey';
import { TableView } from './table-view';
import { type TilePlace, TILE, tileRegion, topLevel } from './tiles';

/** Surveys that are kept: those of a cube that is being played, or of three bands. */
const KEPT_SURVEYS = 16;

type Answers = { readonly [M in keyof FileCalls]: (params: FileCalls[M]['params']) => FileCalls[M]['result'] };

/** A FITS file as a viewer asks of it: its HDUs, and of an image its tiles, values and measures. */
export class FileView {
  private readonly hdus: readonly Hdu[];
  private readonly reader = new PlaneReader();
  private readonly surveys = new Map<string, SurveyedPlane>();
  private readonly tables = new Map<number, TableView>();

  /** @throws FitsError where the file is none */
  constructor(file: Uint8Array | ByteSource, name: string, options?: OpenOptions) {
    this.hdus = openFits(file, name, options);
  }

  /**
   * Answers a call.
   * @throws FitsError where the file does not hold what is asked for
   */
  call<M extends keyof FileCalls>(method: M, params: FileCalls[M]['params']): FileCalls[M]['result'] {
    return this.answers[method](params);
  }

  private readonly answers: Answers = {
    list: () => this.hdus.map(summarise),
    header: ({ hdu }) => headerOf(this.hdu(hdu), this.hdus),
    survey: ({ hdu, plane }) => this.surveyed(this.hdu(hdu), plane).survey,
    tile: ({ bands, tile }) => this.tile(bands, tile),
    values: ({ bands, x, y }) => bands.map(({ hdu, plane }) => valueText(this.hdu(hdu), plane, x, y)),
    measure: ({ hdu, plane, shape }) => measure(this.hdu(hdu), plane, shape, this.reader),
    table: ({ hdu }) => this.table(this.hdu(hdu)).summary,
    rows: ({ hdu, ...wanted }) => this.table(this.hdu(hdu)).rows(wanted),
    find: ({ hdu, ...wanted }) => this.table(this.hdu(hdu)).find(wanted),
    matching: ({ hdu, ...wanted }) => this.table(this.hdu(hdu)).matching(wanted),
  };

  private hdu(index: number): Hdu {
    const hdu = this.hdus[index];
    if (!hdu) throw this.hdus[0].error(`HDU ${index} is asked of a file of ${this.hdus.length}`);
    return hdu;
  }

  private table(hdu: Hdu): TableView {
    let table = this.tables.get(hdu.index);
    if (!table) this.tables.set(hdu.index, (table = new TableView(hdu)));
    return table;
  }

  private surveyed(hdu: Hdu, plane: number): SurveyedPlane {
    const key = `${hdu.index} ${plane}`;
    const found = this.surveys.get(key) ?? surveyPlane(hdu, plane, this.reader);
    this.surveys.delete(key);
    this.surveys.set(key, found);
    for (const oldest of this.surveys.keys()) {
      if (this.surveys.size <= KEPT_SURVEYS) break;
      this.surveys.delete(oldest);
    }
    return found;
  }

  private tile(wanted: readonly BandOf[], tile: TilePlace): TileValues {
    const first = this.hdu(wanted[0]?.hdu ?? -1);
    const { width, height } = imageSize(first);
    const { level, column, row } = tile;
    if (![level, column, row].every((n) => Number.isInteger(n) && n >= 0) || level > topLevel(width, height)) {
      throw first.error(`there is no tile ${level}/${column}/${row}`);
    }
    const bands = wanted.map(({ hdu, plane }) => this.band(this.hdu(hdu), plane, tile));
    if (bands.some((band) => band.values.length !== bands[0].values.length))
      throw first.error('the bands differ in size');
    return { width: bands[0].width, height: bands[0].height, bands: bands.map(({ values }) => values) };
  }

  private band(hdu: Hdu, plane: number, tile: TilePlace): Band {
    const { width, height } = imageSize(hdu);
    // A survey's overview serves all levels from its own upwards.
    const surveyed = tile.level > 0 ? this.surveyed(hdu, plane) : undefined;
    if (surveyed && surveyed.level <= tile.level) {
      const { overview, level } = surveyed;
      return binBand(cut(overview, tile, level), 2 ** (tile.level - level));
    }
    const region = tileRegion(tile, width, height);
    const values = this.reader.read(hdu, plane, region);
    return binBand({ width: region.width, height: region.height, values }, 2 ** tile.level);
  }
}

/** The part of an overview of `level` that a tile covers. */
function cut({ width, height, values }: Band, tile: TilePlace, level: number): Band {
  const side = TILE * 2 ** (tile.level - level);
  const [left, bottom] = [tile.column * side, tile.row * side];
  const across = Math.max(0, Math.min(side, width - left));
  const up = Math.max(0, Math.min(side, height - bottom));
  const out = new Float32Array(across * up);
  for (let row = 0; row < up; row++) {
    const start = (bottom + row) * width + left;
    out.set(values.subarray(start, start + across), row * across);
  }
  return { width: across, height: up, values: out };
}

function summarise(hdu: Hdu): HduSummary {
  const picture = holdsImage(hdu) && hdu.shape.length >= 2;
  const size = picture ? imageSize(hdu) : { width: 0, height: 0, planes: 0 };
  return {
    index: hdu.index,
    kind: hdu.kind,
    name: hdu.name,
    shape: holdsTable(hdu) ? [hdu.layout.axes[1] ?? 0, hdu.header.number('TFIELDS', 0)] : hdu.shape,
    bitpix: hdu.bitpix,
    content: picture ? 'picture' : holdsTable(hdu) ? 'table' : 'none',
    ...size,
    redFirst: size.planes === 3 ? redFirst(hdu) : undefined,
    failure: hdu.failure?.message,
  };
}

function valueText(hdu: Hdu, plane: number, x: number, y: number): string {
  const value = readValue(hdu, plane, x, y);
  return typeof value === 'bigint' ? String(value) : numberText(value, hdu.bitpix === -32 ? SINGLE : DOUBLE);
}
