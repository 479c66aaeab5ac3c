import { quadCube } from './cube';
import type { MakeProjection } from './make-projection';

/** Quadrilateralized spherical cube projection, QSC: Calabretta & Greisen 2002, section 5.6.3. Equal-area. */
export const makeQsc: MakeProjection = () =>
  quadCube(
    ({ xi, eta, zeta }) => {
      const across = Math.abs(xi) >= Math.abs(eta);
      const [main, side] = across ? [xi, eta] : [eta, xi];
      if (main === 0) return [0, 0];
      const omega = side / main;
      // 1 - zeta without loss of digits near the centre of the face.
      const below = (xi * xi + eta * eta) / (1 + zeta);
      const u = Math.sign(main) * Math.sqrt(below / (1 - 1 / Math.sqrt(2 + omega * omega)));
      const v = (u * 12 * (Math.atan(omega) - Math.asin(omega / Math.sqrt(2 * (1 + omega * omega))))) / Math.PI;
      return across ? [u, v] : [v, u];
    },
    (x, y) => {
      const across = Math.abs(x) >= Math.abs(y);
      const [u, v] = across ? [x, y] : [y, x];
      if (u === 0) return { xi: 0, eta: 0, zeta: 1 };
      const angle = (Math.PI / 12) * (v / u);
      const omega = Math.sin(angle) / (Math.cos(angle) - Math.SQRT1_2);
      const below = u * u * (1 - 1 / Math.sqrt(2 + omega * omega));
      const main = Math.sign(u) * Math.sqrt((below * (2 - below)) / (1 + omega * omega));
      const side = main * omega;
      return across ? { xi: main, eta: side, zeta: 1 - below } : { xi: side, eta: main, zeta: 1 - below };
    },
  );
