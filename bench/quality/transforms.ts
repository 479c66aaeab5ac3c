import { FILTERS, type Picture } from '../../src/imaging';

/** A picture turned by a right angle: its pixels in other places, no value changed. */
export function quarterTurn({ width, height, bands }: Picture): Picture {
  const out = bands.map((band) => {
    const turned = new Float32Array(band.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) turned[x * height + height - 1 - y] = band[y * width + x];
    }
    return turned;
  });
  return { width: height, height: width, bands: out };
}

/** Left and right exchanged. */
export function mirror({ width, height, bands }: Picture): Picture {
  return {
    width,
    height,
    bands: bands.map((band) => band.map((_, i) => band[i - (i % width) + width - 1 - (i % width)])),
  };
}

/**
 * Turned about its middle by any angle, bicubic (Keys 1981, IEEE Trans. ASSP 29, 1153); corners that the picture does not
 * show take the nearest pixel that it does.
 */
export function turn({ width, height, bands }: Picture, degrees: number): Picture {
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const clamp = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));
  const turned = bands.map((band) =>
    band.map((_, i) => {
      const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy];
      const [x, y] = [cx + cosine * dx + sine * dy, cy - sine * dx + cosine * dy];
      const [left, top] = [Math.floor(x) - 1, Math.floor(y) - 1];
      let sum = 0;
      for (let v = 0; v < 4; v++) {
        let along = 0;
        const row = clamp(top + v, height) * width;
        for (let u = 0; u < 4; u++) along += FILTERS.bicubic.weight(x - left - u) * band[row + clamp(left + u, width)];
        sum += FILTERS.bicubic.weight(y - top - v) * along;
      }
      return sum;
    }),
  );
  return { width, height, bands: turned };
}

/** The mean of the bands as the only one. */
export function oneBand({ width, height, bands }: Picture): Picture {
  return {
    width,
    height,
    bands: [bands[0].map((_, i) => bands.reduce((sum, band) => sum + band[i], 0) / bands.length)],
  };
}
