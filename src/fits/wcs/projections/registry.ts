import { makeAir } from './air';
import { makeAzp } from './azp';
import { makeBon } from './bon';
import { makeCop, makeCoe, makeCod, makeCoo } from './conic';
import { makeCsc } from './csc';
import { makeCar, makeCea, makeCyp, makeMer } from './cylindrical';
import { makeHpx } from './hpx';
import { makePco } from './pco';
import type { MakeProjection } from './make-projection';
import { makeAit, makeMol, makePar, makeSfl } from './pseudocylindrical';
import { makeQsc } from './qsc';
import { makeArc, makeStg, makeZea } from './radial';
import { makeSin } from './sin';
import { makeSzp } from './szp';
import { makeTan } from './tan';
import { makeTsc } from './tsc';
import { makeXph } from './xph';
import { makeZpn } from './zpn';

/** Every celestial projection of Calabretta & Greisen 2002 and of Calabretta & Roukema 2007, by the three letters in CTYPE. */
export const PROJECTIONS: ReadonlyMap<string, MakeProjection> = new Map([
  ['AZP', makeAzp],
  ['SZP', makeSzp],
  ['TAN', makeTan],
  ['STG', makeStg],
  ['SIN', makeSin],
  ['ARC', makeArc],
  ['ZPN', makeZpn],
  ['ZEA', makeZea],
  ['AIR', makeAir],
  ['CYP', makeCyp],
  ['CEA', makeCea],
  ['CAR', makeCar],
  ['MER', makeMer],
  ['SFL', makeSfl],
  ['PAR', makePar],
  ['MOL', makeMol],
  ['AIT', makeAit],
  ['COP', makeCop],
  ['COE', makeCoe],
  ['COD', makeCod],
  ['COO', makeCoo],
  ['BON', makeBon],
  ['PCO', makePco],
  ['TSC', makeTsc],
  ['CSC', makeCsc],
  ['QSC', makeQsc],
  ['HPX', makeHpx],
  ['XPH', makeXph],
]);
