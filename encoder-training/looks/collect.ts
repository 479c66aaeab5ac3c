import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { readLabels } from '../../bench/quality/labels';
import { LOOKS, NOT_LOOKED } from './looks';

/**
 * Brings what was written beside contact sheets back to the galaxies:
 *
 *     node --import tsx encoder-training/looks/collect.ts --sheets FOLDER --answers FILE [--sheets FOLDER --answers FILE] > looks.csv
 *
 * Each folder of sheets (with its `cells.csv`) and file of answers is a look, four at most; the answers are lines like `012: 3R 7sb`, a sheet a line. Galaxies of
 * sheets without a line were not looked at.
 */
interface Cell {
  readonly sheet: string;
  readonly cell: string;
  readonly set: string;
  readonly file: string;
}

const { values: options } = parseArgs({
  options: {
    sheets: { type: 'string', multiple: true, default: [] },
    answers: { type: 'string', multiple: true, default: [] },
  },
});

/** Letters by `set/file`, of all galaxies of one look. */
function lookOf(sheets: string, answers: string): Map<string, string> {
  const { data } = Papa.parse<Cell>(fs.readFileSync(path.join(sheets, 'cells.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const letters = new Map<string, string>();
  const seen = new Set<number>();
  for (const line of answers.split('\n').filter((text) => text.trim() !== '')) {
    const [, sheet, rest] = /^\s*(\d+):(.*)$/.exec(line) ?? [];
    if (sheet === undefined) throw new Error(`${sheets}: "${line}" is no line of answers`);
    if (seen.has(Number(sheet))) throw new Error(`${sheets}: sheet ${sheet} is answered twice`);
    seen.add(Number(sheet));
    for (const entry of rest.split(/[\s,;]+/).filter((text) => text !== '')) {
      const [, cell, said] = /^(\d+)([A-Za-z]+)$/.exec(entry) ?? [];
      if (cell === undefined) throw new Error(`${sheets}: "${entry}" of sheet ${sheet} is no answer`);
      letters.set(`${Number(sheet)},${Number(cell)}`, said);
    }
  }
  const known = new Set(data.map(({ sheet, cell }) => `${sheet},${cell}`));
  for (const place of letters.keys()) if (!known.has(place)) throw new Error(`${sheets}: there is no cell ${place}`);
  const lookedAt = data.filter(({ sheet }) => seen.has(Number(sheet)));
  return new Map(
    lookedAt.map(({ sheet, cell, set, file }) => [`${set}/${file}`, letters.get(`${sheet},${cell}`) ?? '']),
  );
}

if (options.sheets.length > LOOKS.length) throw new Error(`there are columns for ${LOOKS.length} looks`);
const looks = options.sheets.map((sheets, i) => lookOf(sheets, fs.readFileSync(options.answers[i], 'utf8')));
const lines = [['set', 'file', ...LOOKS.slice(0, looks.length)].join()];
for (const set of ['gz1', 'euclid'])
  for (const { file } of readLabels(set)) {
    const seen = looks.map((look) => look.get(`${set}/${file}`));
    if (seen.some((letters) => letters !== undefined))
      lines.push([set, file, ...seen.map((letters) => letters ?? NOT_LOOKED)].join());
  }
process.stdout.write(`${lines.join('\n')}\n`);
