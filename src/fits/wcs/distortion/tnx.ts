import type { Header } from '../../header';
import type { Distortion } from './distortion';

/** Characters of a card's string: IRAF cuts its text there, blanks and all. */
const CHUNK = 68;

/** A surface that claims more is damaged. */
const MAX_ORDER = 20;

/** A surface of IRAF's gsurfit. */
type Surface = (x: number, y: number) => number;

/**
 * The corrections of TNX and ZPX (registered convention "TNX World Coordinate System"), degrees to degrees, of the
 * plane that the linear step gives: surfaces `lngcor` and `latcor` in the text of WAT1_nnn and WAT2_nnn.
 * @param longitudeAxis which of the axes is xi
 * @returns undefined where a surface is damaged; one that is absent corrects nothing
 */
export function readTnx(header: Header, longitudeAxis: 1 | 2): Distortion | undefined {
  const lng = readSurface(watText(header, longitudeAxis), 'lngcor');
  const lat = readSurface(watText(header, longitudeAxis === 1 ? 2 : 1), 'latcor');
  if (!lng || !lat) return undefined;
  return (x, y) => [x + lng(x, y), y + lat(x, y)];
}

/** The coefficients `projpN` of ZPX, which stand for the PVi_N of ZPN. */
export function zpxParameters(header: Header, latitudeAxis: 1 | 2): Map<number, number> {
  const text = watText(header, latitudeAxis);
  return new Map(
    [...text.matchAll(/projp(\d+)\s*=\s*"?\s*([-+.\dEeDd]+)/g)].map(([, m, value]) => [Number(m), real(value)]),
  );
}

function watText(header: Header, axis: 1 | 2): string {
  let text = '';
  for (let n = 1; ; n++) {
    const chunk = header.string(`WAT${axis}_${String(n).padStart(3, '0')}`);
    if (chunk === undefined) return text;
    text += chunk.padEnd(CHUNK);
  }
}

function real(text: string): number {
  return Number(text.replace(/[Dd]/, 'E'));
}

function readSurface(text: string, name: string): Surface | undefined {
  const match = new RegExp(`${name}\\s*=\\s*"([^"]*)"`).exec(text);
  if (!match) return text.includes(name) ? undefined : () => 0;
  const numbers = match[1].trim().split(/\s+/).map(real);
  const [kind, orderX, orderY, cross, fromX, toX, fromY, toY, ...coefficients] = numbers;
  if (![orderX, orderY].every((order) => Number.isInteger(order) && order >= 1 && order <= MAX_ORDER)) return undefined;
  const terms = [...termsOf(orderX, orderY, cross)];
  if (!numbers.every(Number.isFinite) || ![1, 2, 3].includes(kind) || coefficients.length < terms.length)
    return undefined;
  return (x, y) => {
    const u = basis(kind, orderX, kind === 3 ? x : (2 * x - (toX + fromX)) / (toX - fromX));
    const v = basis(kind, orderY, kind === 3 ? y : (2 * y - (toY + fromY)) / (toY - fromY));
    return terms.reduce((sum, [m, n], i) => sum + coefficients[i] * u[m] * v[n], 0);
  };
}

/** Powers (m, n) of x and y in the order of the coefficients; `cross` 0: no cross terms, 1: all, 2: those of the lower half. */
function* termsOf(orderX: number, orderY: number, cross: number): Generator<readonly [number, number]> {
  const most = Math.max(orderX, orderY);
  for (let n = 0; n < orderY; n++) {
    for (let m = 0; m < orderX; m++) {
      if (cross === 0 && m > 0 && n > 0) continue;
      if (cross === 2 && m + n >= most) continue;
      yield [m, n];
    }
  }
}

/** The values of the first functions of a family: 1 Chebyshev's, 2 Legendre's polynomials, 3 powers. */
function basis(kind: number, order: number, x: number): number[] {
  const values = [1, x];
  for (let n = 1; values.length < order; n++) {
    if (kind === 1) values.push(2 * x * values[n] - values[n - 1]);
    else if (kind === 2) values.push(((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1));
    else values.push(x * values[n]);
  }
  return values;
}
