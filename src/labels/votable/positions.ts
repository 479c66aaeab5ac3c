import { type SkyColumns, skyColumns } from '../../sky';
import type { LabelProblem } from '../table';
import type { Field } from './field';

const UNITS = /^(?:deg(?:ree)?s?|°|"?h:m:s"?|"?d:m:s"?|hms|dms)?$/i;
/** Positions of B1950 lie some arcminutes from where they would be in ICRS. */
const OTHER_SYSTEM = /fk4|galactic|ecl|supergal|barycentric/i;

/** The position columns by their UCDs; undefined where the UCDs add nothing to the names. */
export interface Positions {
  readonly columns: SkyColumns | 'none' | undefined;
  readonly notes: readonly LabelProblem[];
}

/**
 * The main position of a table: the FIELDs of UCD pos.eq.ra;meta.main and pos.eq.dec;meta.main (UCD1+, IVOA), POS_EQ_RA_MAIN before 2005; where the
 * names say nothing the only ones of pos.eq.ra and pos.eq.dec. None of another unit than degrees, nor of another system than one of J2000.
 */
export function positionsOf(
  fields: readonly Field[],
  names: readonly string[],
  systems: ReadonlyMap<string, string>,
): Positions {
  const main = pair(fields, (ucd, axis) => isMain(ucd, axis));
  const byName = skyColumns(names);
  const found = main ?? (byName ? undefined : pair(fields, (ucd, axis) => isEquatorial(ucd, axis)));
  const used = found ?? byName;
  if (!used) return { columns: undefined, notes: [] };
  const both = [fields[used.ra], fields[used.dec]];
  const odd = both.find(({ unit }) => unit !== undefined && !UNITS.test(unit.trim()));
  if (odd) return none(`"${odd.name}" is in ${odd.unit}, and positions are matched in degrees`);
  const system = both.map(({ ref }) => (ref === undefined ? undefined : systems.get(ref))).find((one) => one !== undefined && OTHER_SYSTEM.test(one)); // prettier-ignore
  if (system !== undefined) return none(`the positions are of the system ${system}, and positions are matched in ICRS`);
  return { columns: found, notes: [] };
}

function none(reason: string): Positions {
  return {
    columns: 'none',
    notes: [{ reason: `rows are not matched by position: ${reason}; convert them, with TOPCAT for example` }],
  };
}

/** Where exactly one field is each. */
function pair(fields: readonly Field[], is: (ucd: string, axis: 'ra' | 'dec') => boolean): SkyColumns | undefined {
  const of = (axis: 'ra' | 'dec') => fields.flatMap(({ ucd }, i) => (ucd !== undefined && is(ucd.trim().toLowerCase(), axis) ? [i] : [])); // prettier-ignore
  const [ra, dec] = [of('ra'), of('dec')];
  return ra.length === 1 && dec.length === 1 ? { ra: ra[0], dec: dec[0] } : undefined;
}

function isMain(ucd: string, axis: string): boolean {
  const words = ucd.split(';').map((word) => word.trim());
  return (words[0] === `pos.eq.${axis}` && words.includes('meta.main')) || ucd === `pos_eq_${axis}_main`;
}

function isEquatorial(ucd: string, axis: string): boolean {
  return ucd === `pos.eq.${axis}` || ucd === `pos_eq_${axis}`;
}
