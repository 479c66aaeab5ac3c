/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colours in which points are drawn. */
export interface ThemeColours {
  readonly dark: boolean;
  /** For points without a value. */
  readonly point: Rgb;
  /** For points whose value is missing, or whose class is one of too many. */
  readonly other: Rgb;
}

/** The colours of the editor's theme as it is now. */
export interface MapTheme extends ThemeColours {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly focus: Rgb;
}

/** Reads the theme off an element of the page. */
export function readTheme(element: Element): MapTheme {
  const style = getComputedStyle(element);
  const read = (names: readonly string[], otherwise: Rgb) => {
    for (const name of names) {
      const colour = parseColour(style.getPropertyValue(name));
      if (colour) return colour;
    }
    return otherwise;
  };
  const background = read(['--vscode-editor-background'], [255, 255, 255]);
  const foreground = read(['--vscode-editor-foreground', '--vscode-foreground'], [0, 0, 0]);
  const dark = luminance(background) < luminance(foreground);
  return {
    dark,
    background,
    foreground,
    point: read(['--vscode-charts-blue'], dark ? [86, 180, 233] : [0, 114, 178]),
    other: mix(foreground, background, 0.5),
    focus: read(['--vscode-contrastActiveBorder', '--vscode-focusBorder'], foreground),
  };
}

/** Reads #rgb, #rrggbb, #rrggbbaa, rgb() and rgba(); returns undefined for anything else. */
export function parseColour(text: string): Rgb | undefined {
  const trimmed = text.trim();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(trimmed);
  if (short) return [short[1], short[2], short[3]].map((digit) => parseInt(digit + digit, 16)) as unknown as Rgb;
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i.exec(trimmed);
  if (long) return [long[1], long[2], long[3]].map((digits) => parseInt(digits, 16)) as unknown as Rgb;
  const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(trimmed);
  return rgb ? ([rgb[1], rgb[2], rgb[3]].map(Number) as unknown as Rgb) : undefined;
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(a[i] * share + b[i] * (1 - share))) as unknown as Rgb;
}

export function cssColour([r, g, b]: Rgb, alpha = 1): string {
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
