import { parseArgs } from 'node:util';
import { readGalaxies } from '../bench/quality/galaxies';
import { type Labels, readLabels } from '../bench/quality/labels';
import { markdownTable } from '../bench/quality/table';
import { areaUnderRoc } from '../src/statistics';
import { seeing } from './seeing';
import { QUESTIONS, type Question } from './synthetic/questions';

/**
 * How well an encoder's answers tell labelled galaxies apart that nothing was trained on, without a label:
 *
 *     node --import tsx encoder-training/zero-shot.ts --encoder FOLDER [--encoder FOLDER]...
 */
interface Case {
  readonly name: string;
  readonly set: string;
  readonly question: Question;
  readonly asked: (labels: Labels) => boolean;
  readonly yes: (labels: Labels) => boolean;
}

const odd = { set: 'gz2', yes: (labels: Labels) => labels.odd === '1' };
const CASES: readonly Case[] = [
  { name: 'rings by ring', set: 'rings', question: 'ring', asked: () => true, yes: ({ ring }) => ring === '1' },
  { name: 'gz2 odd among all by odd', ...odd, question: 'odd', asked: () => true },
  { name: 'gz2 odd among those asked by odd', ...odd, question: 'odd', asked: (labels) => labels.odd !== '' },
  { name: 'gz2 odd among all by merger', ...odd, question: 'merger', asked: () => true },
  { name: 'gz2 odd among those asked by merger', ...odd, question: 'merger', asked: (labels) => labels.odd !== '' },
];

const { values: options } = parseArgs({ options: { encoder: { type: 'string', multiple: true, default: [] } } });

/** Answers by set: a row a galaxy. */
async function answersOf(folder: string): Promise<Map<string, Float32Array[]>> {
  const see = await seeing(folder);
  const answers = new Map<string, Float32Array[]>();
  for (const set of new Set(CASES.map((one) => one.set))) answers.set(set, (await see(readGalaxies(set))).answers);
  return answers;
}

async function main(): Promise<void> {
  const columns = [];
  for (const folder of options.encoder) {
    const answers = await answersOf(folder);
    const values: Record<string, number> = {};
    for (const { name, set, question, asked, yes } of CASES) {
      const of = QUESTIONS.indexOf(question);
      const rows = answers.get(set)!;
      if (of >= rows[0].length) continue;
      const labels = readLabels(set);
      const places = [...labels.keys()].filter((i) => asked(labels[i]));
      values[`${name}, AUC`] = areaUnderRoc(
        places.map((i) => rows[i][of]),
        places.map((i) => yes(labels[i])),
      );
    }
    columns.push({ name: folder, values });
  }
  console.log(markdownTable(columns));
}

void main();
