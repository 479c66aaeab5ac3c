import { looksOf, OF_LETTER, readRows, readTable } from './looks';

/**
 * How far two looks at one galaxy agree, as README.md has it:
 *
 *     node --import tsx encoder-training/looks/agreement.ts
 */
const FEWEST = 5;

/** Each galaxy's first two looks. */
const pairs = readRows(readTable()).flatMap((row) => {
  const looks = looksOf(row);
  return looks.length < 2 ? [] : [{ set: row.set, looks }];
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
