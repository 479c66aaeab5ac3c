import { decode } from './decode';
import type { Hdu, Layout } from './hdu';
import type { Header } from './header';

/** A parameter of random groups: what the antenna pair and the time are to a visibility. */
export interface GroupParameter {
  /** PTYPEn; `parameter<n>` where it has none. */
  readonly name: string;
  /** A value a group: PZEROn + PSCALn x stored, those of one name added up. */
  readonly values: Float64Array;
}

/** Random groups (FITS 4.0, section 6): groups of one shape, each an array with parameters. */
export interface RandomGroups {
  /** GCOUNT. */
  readonly count: number;
  /**
   * Axis lengths of one group's array, in C order. `readPlane` and the other image functions read the arrays of all
   * groups as one image with an additional axis.
   */
  readonly shape: readonly number[];
  readonly parameters: readonly GroupParameter[];
}

/** Groups are read so many bytes at a time. */
const CHUNK = 2 ** 20;

/** Whether the HDU holds random groups with data. */
export function holdsGroups(hdu: Hdu): boolean {
  return hdu.kind === 'GroupsHDU' && hdu.layout.dataSize > 0;
}

/** The groups' arrays as one image: an axis more, of the groups, behind their own. */
export function groupsImage(header: Header, layout: Layout): Layout {
  if (layout.dataSize === 0) return layout;
  const axes = [...layout.axes.slice(1), header.number('GCOUNT', 1)];
  const dataSize = axes.reduce((product, length) => product * length, Math.abs(layout.bitpix) / 8);
  return { bitpix: layout.bitpix, axes, dataSize };
}

/**
 * The parameters of random groups, physical (FITS 4.0, section 6.1.2). A name that stands twice means the sum of its
 * values: writers keep a date in two parameters for the digits that one number cannot hold (section 6.3).
 * @throws FitsError where the HDU holds no random groups, or ends early
 */
export function readGroups(hdu: Hdu): RandomGroups {
  if (!holdsGroups(hdu)) throw hdu.error(`a ${hdu.kind} holds no random groups`);
  if (hdu.failure) throw hdu.failure;
  const { header } = hdu;
  const axes = hdu.layout.axes.slice(1);
  const count = header.number('GCOUNT', 1);
  const parameters = header.number('PCOUNT', 0);
  const size = Math.abs(hdu.bitpix) / 8;
  const groupBytes = groupElements(hdu).all * size;
  const sums = new Map<string, Float64Array>();
  const columns = Array.from({ length: parameters }, (_, i) => {
    const name = header.string(`PTYPE${i + 1}`)?.trim() || `parameter${i + 1}`;
    const values = sums.get(name) ?? new Float64Array(count);
    sums.set(name, values);
    return { values, scale: header.number(`PSCAL${i + 1}`, 1), zero: header.number(`PZERO${i + 1}`, 0) };
  });
  const row = new Float64Array(parameters);
  const atOnce = Math.max(1, Math.floor(CHUNK / groupBytes));
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(from + atOnce, count);
    const bytes = hdu.part(from * groupBytes, (to - 1) * groupBytes + parameters * size);
    for (let group = from; group < to; group++) {
      const start = (group - from) * groupBytes;
      decode(bytes.subarray(start, start + parameters * size), hdu.bitpix, STORED, row);
      columns.forEach(({ values, scale, zero }, i) => (values[group] += zero + scale * row[i]));
    }
  }
  return {
    count,
    shape: axes.toReversed(),
    parameters: [...sums].map(([name, values]) => ({ name, values })),
  };
}

const STORED = { scale: 1, zero: 0, blank: undefined };

/** Elements of a group: all, and the parameters that go before its array. */
function groupElements({ header, layout }: Hdu): { all: number; parameters: number; array: number } {
  const parameters = header.number('PCOUNT', 0);
  const array = layout.axes.slice(1).reduce((product, length) => product * length, 1);
  return { all: parameters + array, parameters, array };
}

/** The bytes of `count` elements of the groups' arrays from the `first` on, parameters left out. */
export function groupPixelBytes(hdu: Hdu, first: number, count: number): Uint8Array {
  const size = Math.abs(hdu.bitpix) / 8;
  const { all, parameters, array } = groupElements(hdu);
  const out = new Uint8Array(count * size);
  for (let done = 0; done < count;) {
    const group = Math.floor((first + done) / array);
    const inGroup = first + done - group * array;
    const length = Math.min(array - inGroup, count - done);
    const start = (group * all + parameters + inGroup) * size;
    out.set(hdu.part(start, start + length * size), done * size);
    done += length;
  }
  return out;
}
