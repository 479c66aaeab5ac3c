import { quadCube } from './cube';
import type { MakeProjection } from './make-projection';

/** Tangential spherical cube projection, TSC: Calabretta & Greisen 2002, section 5.6.1. */
export const makeTsc: MakeProjection = () =>
  quadCube(
    ({ xi, eta, zeta }) => [xi / zeta, eta / zeta],
    (x, y) => ({ xi: x, eta: y, zeta: 1 }),
  );
