/** Right ascension as hours, minutes, seconds: `11:14:58.10`. @param ra degrees */
export function formatRa(ra: number, decimals = 2): string {
  return sexagesimal((((ra % 360) + 360) % 360) / 15, decimals, 24);
}

/** Declination as degrees, minutes, seconds with its sign: `+43:29:02.0`. @param dec degrees */
export function formatDec(dec: number, decimals = 1): string {
  return `${dec < 0 || Object.is(dec, -0) ? '−' : '+'}${sexagesimal(Math.abs(dec), decimals)}`;
}

/** Rounds the whole value before it is split into fields, so that 59.996 seconds become the next minute. The first field wraps at `wrap`. */
function sexagesimal(value: number, decimals: number, wrap = Infinity): string {
  const unit = 10 ** decimals;
  const total = Math.round(value * 3600 * unit);
  const seconds = (total / unit) % 60;
  const minutes = Math.floor(total / unit / 60) % 60;
  const whole = Math.floor(total / unit / 3600) % wrap;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(whole)}:${two(minutes)}:${seconds.toFixed(decimals).padStart(decimals ? 3 + decimals : 2, '0')}`;
}

/** A small angle in the unit that suits its size: `1.25″`, `2.1′`, `3.0°`. @param arcseconds at least 0 */
export function formatSeparation(arcseconds: number): string {
  if (arcseconds < 60) return `${arcseconds.toFixed(2)}″`;
  return arcseconds < 3600 ? `${(arcseconds / 60).toFixed(1)}′` : `${(arcseconds / 3600).toFixed(1)}°`;
}
