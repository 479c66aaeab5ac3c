import fs from 'node:fs';

/** What a run says every so many steps: losses by name, the gradient's norm, the learning rate. */
export type LogRow = Readonly<Record<string, number>> & { readonly step: number };

/** The log of a run as CSV: appended to while it runs, cut back where it begins again from an earlier step. */
export class RunLog {
  private rows: LogRow[];

  constructor(
    private readonly file: string,
    fromStep: number,
  ) {
    this.rows = fs.existsSync(file) ? readLog(fs.readFileSync(file, 'utf8')) : [];
    const kept = this.rows.filter(({ step }) => step <= fromStep);
    if (kept.length === this.rows.length) return;
    this.rows = kept;
    fs.writeFileSync(file, kept.length > 0 ? [head(kept[0]), ...kept.map(line)].join('') : '');
  }

  append(row: LogRow): void {
    fs.appendFileSync(this.file, this.rows.length === 0 ? head(row) + line(row) : line(row));
    this.rows.push(row);
  }
}

export function readLog(text: string): LogRow[] {
  const [header, ...lines] = text.split('\n').filter((one) => one !== '');
  const names = header?.split(',') ?? [];
  return lines.map((one) => {
    const values = one.split(',').map(Number);
    return Object.fromEntries(names.map((name, i) => [name, values[i]])) as LogRow;
  });
}

const head = (row: LogRow) => `${Object.keys(row).join(',')}\n`;
const line = (row: LogRow) =>
  `${Object.values(row)
    .map((value) => Number(value.toPrecision(5)))
    .join(',')}\n`;
