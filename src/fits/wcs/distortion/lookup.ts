import type { Header } from '../../header';
import type { Distortion } from './distortion';

/** A table of offsets, in pixels, of one coordinate: the image of a WCSDVARR or D2IMARR extension. */
export interface LookupTable {
  /** NAXIS1. */
  readonly width: number;
  /** NAXIS2. */
  readonly height: number;
  /** Rows in the order of the file. */
  readonly data: ArrayLike<number>;
  /** CRPIX1, CRPIX2 of the table (default 0). */
  readonly reference: readonly [number, number];
  /** CRVAL1, CRVAL2 of the table (default 0): the pixel of the image at the table's reference. */
  readonly value: readonly [number, number];
  /** CDELT1, CDELT2 of the table (default 1): pixels of the image a step. */
  readonly step: readonly [number, number];
}

/** Gives the table of the extension of this EXTNAME and EXTVER in the same file; undefined where there is none. */
export type LookupSource = (extname: string, extver: number) => LookupTable | undefined;

/** Names that a stage of lookup tables has in headers, and of the extensions it is in. */
interface Stage {
  /** Keyword that asks for it, less the number of the axis. */
  readonly asks: string;
  /** Keyword of its records, less the number of the axis. */
  readonly records: string;
  readonly extension: string;
}

const DETECTOR: Stage = { asks: 'D2IMDIS', records: 'D2IM', extension: 'D2IMARR' };
const PRIOR: Stage = { asks: 'CPDIS', records: 'DP', extension: 'WCSDVARR' };

/** The lookup tables that correct pixels of the detector, as the offsets they add (HST's D2IM convention). */
export function readDetectorLookup(header: Header, source: LookupSource | undefined): Distortion | 'none' | 'broken' {
  return readStage(header, DETECTOR, source);
}

/** The lookup tables of Paper IV's prior distortion, CPDIS, as the offsets they add (Calabretta et al., draft of 2004). */
export function readPriorLookup(header: Header, source: LookupSource | undefined): Distortion | 'none' | 'broken' {
  return readStage(header, PRIOR, source);
}

function readStage(header: Header, stage: Stage, source: LookupSource | undefined): Distortion | 'none' | 'broken' {
  const kinds = [header.get(`${stage.asks}1`), header.get(`${stage.asks}2`)];
  if (kinds.every((kind) => kind === undefined)) return 'none';
  const offsets: ((x: number, y: number) => number)[] = [];
  for (const [i, kind] of kinds.entries()) {
    if (kind === undefined) {
      offsets.push(() => 0);
      continue;
    }
    if (typeof kind !== 'string' || kind.trim().toLowerCase() !== 'lookup' || !source) return 'broken';
    const axis = i + 1;
    const records = readRecords(header, `${stage.records}${axis}`);
    const table = source(stage.extension, records.get('EXTVER') ?? 1);
    if (!table || table.width < 1 || table.height < 1 || table.data.length < table.width * table.height)
      return 'broken';
    // As astropy has it, the other order of the axes is a table that is turned round.
    const placed = (records.get(`AXIS.${axis}`) ?? axis) === axis ? table : transposed(table);
    offsets.push((x, y) => interpolate(placed, x, y));
  }
  return (x, y) => [offsets[0](x, y), offsets[1](x, y)];
}

/**
 * Record-valued keywords (Paper IV draft, section 2.3.2): `DP1 = 'EXTVER: 1.0'`, of which one keyword has many, or
 * written out as `DP1.EXTVER = 1.0`.
 */
function readRecords(header: Header, keyword: string): Map<string, number> {
  const records = new Map<string, number>();
  for (const card of header.cards) {
    if (card.keyword === keyword && typeof card.value === 'string') {
      const [field, value] = card.value.split(':');
      if (value !== undefined && value.trim() !== '') records.set(field.trim().toUpperCase(), Number(value));
    } else if (card.keyword.toUpperCase().startsWith(`${keyword}.`) && typeof card.value === 'number') {
      records.set(card.keyword.slice(keyword.length + 1).toUpperCase(), card.value);
    }
  }
  return records;
}

function transposed(table: LookupTable): LookupTable {
  const { width, height, data } = table;
  const turned = Array.from({ length: width * height }, (_, i) => data[(i % height) * width + Math.floor(i / height)]);
  return { ...table, width: height, height: width, data: turned };
}

/** Bilinear; beyond the table its edge goes on. */
function interpolate({ width, height, data, reference, value, step }: LookupTable, x: number, y: number): number {
  const column = clamp((x - value[0]) / step[0] + reference[0] - 1, width - 1);
  const row = clamp((y - value[1]) / step[1] + reference[1] - 1, height - 1);
  const [left, below] = [Math.floor(column), Math.floor(row)];
  const [right, above] = [Math.min(left + 1, width - 1), Math.min(below + 1, height - 1)];
  const [u, v] = [column - left, row - below];
  return (
    (1 - v) * ((1 - u) * data[below * width + left] + u * data[below * width + right]) +
    v * ((1 - u) * data[above * width + left] + u * data[above * width + right])
  );
}

function clamp(at: number, most: number): number {
  return Math.min(Math.max(at, 0), most);
}
