import fs from 'node:fs';
import path from 'node:path';
import { NOT_LOOKED, OF_LETTER, readRows } from './looks';

/**
 * How far two looks at one galaxy agree, as README.md has it:
 *
 *     node --import tsx encoder-training/looks/agreement.ts
 */
const FEWEST = 5;

const rowsOf = (name: string) => readRows(fs.readFileSync(path.join(__dirname, name), 'utf8'));
const later = new Map(rowsOf('later.csv').map((row) => [`${row.set}/${row.file}`, row]));

/** Each galaxy's first look, and the first of the others. */
const pairs = rowsOf('looks.csv').flatMap((row) => {
  const more = later.get(`${row.set}/${row.file}`);
  const others = [row.second, more?.first, more?.second].filter((look) => look !== undefined && look !== NOT_LOOKED);
  return row.first === NOT_LOOKED || others.length === 0 ? [] : [{ set: row.set, looks: [row.first, others[0]!] }];
});

const isNamed = (look: string, letter: string) => look.toUpperCase().includes(letter);

for (const set of new Set(pairs.map((pair) => pair.set))) {
  const of = pairs.filter((pair) => pair.set === set);
  console.log(`${set}: ${of.length} galaxies\n`);
  for (const [letter, question] of Object.entries(OF_LETTER)) {
    const cells = [0, 1].map((look) => {
      const clear = of.filter(({ looks }) => looks[look].includes(letter));
      const named = clear.filter(({ looks }) => isNamed(looks[1 - look], letter)).length;
      return {
        clear: clear.length,
        text: `${clear.length} | ${named} (${Math.round((100 * named) / clear.length)} %)`,
      };
    });
    if (cells.every(({ clear }) => clear >= FEWEST))
      console.log(`| ${question} | ${cells.map(({ text }) => text).join(' | ')} |`);
  }
  console.log();
}
