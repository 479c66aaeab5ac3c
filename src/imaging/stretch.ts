/** A stretch and its parameter; the definitions and defaults of astropy.visualization. */
export type Stretch =
  | { readonly name: 'linear' }
  | { readonly name: 'sqrt' }
  /** log(1 + a x) / log(1 + a); a = 1000. */
  | { readonly name: 'log'; readonly a?: number }
  /** asinh(x / a) / asinh(1 / a); a = 0.1: linear below a, logarithmic above. */
  | { readonly name: 'asinh'; readonly a?: number }
  /** x^a; a = 2. */
  | { readonly name: 'power'; readonly a?: number }
  /** Histogram equalisation: the table of `equalisation`, read with linear interpolation. */
  | { readonly name: 'histogram'; readonly table: Float32Array };

/**
 * The function of a stretch: 0 to 1 onto 0 to 1, rising; values outside are clipped first.
 * @throws RangeError for a parameter that is not positive
 */
export function makeStretch(stretch: Stretch): (x: number) => number {
  const curve = makeCurve(stretch);
  return (x) => curve(x < 0 ? 0 : x > 1 ? 1 : x);
}

function makeCurve(stretch: Stretch): (x: number) => number {
  switch (stretch.name) {
    case 'linear':
      return (x) => x;
    case 'sqrt':
      return Math.sqrt;
    case 'log': {
      const a = positive(stretch.a ?? 1000);
      return (x) => Math.log1p(a * x) / Math.log1p(a);
    }
    case 'asinh': {
      const a = positive(stretch.a ?? 0.1);
      return (x) => Math.asinh(x / a) / Math.asinh(1 / a);
    }
    case 'power': {
      const a = positive(stretch.a ?? 2);
      return (x) => x ** a;
    }
    case 'histogram': {
      const { table } = stretch;
      const last = table.length - 1;
      return (x) => {
        const below = Math.min(last - 1, Math.floor(x * last));
        return table[below] + (table[below + 1] - table[below]) * (x * last - below);
      };
    }
  }
}

function positive(a: number): number {
  if (!(a > 0)) throw new RangeError(`the parameter of a stretch is positive, not ${a}`);
  return a;
}
