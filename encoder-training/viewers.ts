import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { fewLabels } from '../bench/quality/evaluate';
import { readGalaxies } from '../bench/quality/galaxies';
import { readLabels } from '../bench/quality/labels';
import { markdownTable, type Column } from '../bench/quality/table';
import { areaUnderRoc, balancedAccuracy, Matrix } from '../src/statistics';
import { coloursColumns } from './photometry';
import { seeing, type Sight } from './seeing';
import { QUESTIONS } from './synthetic/questions';

/**
 * How far the tags of `rings` are what can be seen in its pictures, and how well encoders tell what is seen:
 *
 *     node --import tsx encoder-training/viewers.ts [--encoder FOLDER]...
 *
 * rings-viewed.csv has what two runs of a vision-language model (Claude, by Anthropic) saw, each alone, on contact sheets
 * without the tags (`encoder-training/looks/contact-sheets.ts --set rings --look 1`, and 2): R a clear ring, r a possible one, q a
 * faintly possible one. It measures, as the tags do; nothing is trained on it.
 */
const GRADES: Readonly<Record<string, number>> = { R: 3, r: 2, q: 1, '': 0 };
/** Rings that were seen are learned from so many labels, tags from so many. */
const [SEEN, TAGS] = [
  [33, 80],
  [33, 80, 160],
];

const { values: options } = parseArgs({ options: { encoder: { type: 'string', multiple: true, default: [] } } });

const table = Papa.parse<{ file: string; first: string; second: string }>(
  fs.readFileSync(path.join(__dirname, 'rings-viewed.csv'), 'utf8'),
  { header: true, skipEmptyLines: true },
).data;
const labels = readLabels('rings');
const tagged = labels.map(({ ring }) => ring === '1');
const rows = new Map(table.map((row) => [row.file, row]));
const viewed = (viewer: 'first' | 'second') => labels.map(({ file }) => GRADES[rows.get(file)![viewer]]);
const [first, second] = [viewed('first'), viewed('second')];
const both = first.map((grade, i) => grade + second[i]);

/** What a viewer's grades say of the tags; a ring from the grade that tells them best. */
function agreement(name: string, grades: readonly number[]): Column {
  const accuracies = [...new Set(grades)].map((least) =>
    balancedAccuracy(
      grades.map((grade) => grade - least + 0.5),
      tagged,
    ),
  );
  return {
    name,
    values: { 'tags, AUC': areaUnderRoc(grades, tagged), 'tags, best BA': Math.max(...accuracies) },
  };
}

/** Rings that both saw, at least possible, among those that neither saw more than faintly. */
const sure = [...labels.keys()].filter((i) => Math.min(first[i], second[i]) >= 2 || Math.max(first[i], second[i]) <= 1);
const ring = sure.map((i) => first[i] >= 2);

const grades = first.map((grade, i) => [grade, second[i]]);

/** Tags learned from numbers of each galaxy. */
function learned(matrix: Matrix) {
  return Object.fromEntries(
    TAGS.map((count) => [`tags, BA from ${count} labels`, fewLabels(matrix, tagged, count).accuracy]),
  );
}

function told(folder: string, { answers: all, embeddings }: Sight): Column {
  const answers = all.map((row) => row[QUESTIONS.indexOf('ring')]);
  const matrix = Matrix.fromRows(embeddings);
  return {
    name: folder,
    values: {
      'tags, AUC': areaUnderRoc(answers, tagged),
      ...learned(matrix),
      'seen, AUC': areaUnderRoc(
        sure.map((i) => answers[i]),
        ring,
      ),
      ...Object.fromEntries(
        SEEN.map((count) => [`seen, BA from ${count} labels`, fewLabels(matrix.pick(sure), ring, count).accuracy]),
      ),
    },
  };
}

/** What the tags are told by from colours, which no grade knows, alone and beside the grades. */
function coloured({ embeddings }: Sight): Column[] {
  const columns = coloursColumns();
  const colours = embeddings.map((row) => Array.from(row.subarray(-columns)));
  return [
    { name: 'colours', values: learned(Matrix.fromRows(colours)) },
    { name: 'colours and grades', values: learned(Matrix.fromRows(colours.map((row, i) => [...row, ...grades[i]]))) },
  ];
}

async function main(): Promise<void> {
  const seen = [];
  for (const folder of options.encoder) {
    const see = await seeing(folder);
    seen.push({ folder, sight: await see(readGalaxies('rings')) });
  }
  const viewers = agreement('both', both);
  const columns = [
    agreement('one viewer', first),
    agreement('another', second),
    { ...viewers, values: { ...viewers.values, ...learned(Matrix.fromRows(grades)) } },
    // Colours are measured, not learned: of any encoder the same.
    ...(seen.length > 0 ? coloured(seen[0].sight) : []),
    ...seen.map(({ folder, sight }) => told(folder, sight)),
  ];
  console.log(`${sure.length} galaxies on which the viewers agree, ${ring.filter(Boolean).length} of them rings\n`);
  console.log(markdownTable(columns));
}

void main();
