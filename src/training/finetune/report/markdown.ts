import type { Estimate } from '../../../statistics';
import { firstMeasure } from '../evaluation/measures';
import type { FinetuneReport, FoldReport, TestPrediction } from './report';
import type { Task } from '../task';

/** A report as Markdown, beside its pictures. @param pictures names of the files that are there */
export function reportMarkdown(report: FinetuneReport, pictures: readonly string[]): string {
  const { task, folds, options } = report;
  const has = (name: string) => pictures.includes(name);
  const picture = (name: string, alt: string) => (has(name) ? [`![${alt}](${name})`, ''] : []);
  const tested =
    options.folds > 0
      ? `Every galaxy was tested once, by a model that had not seen it (${folds.length}-fold cross-validation). The model in this folder was then trained on all ${report.galaxies}.`
      : `Tested on ${folds[0].test} galaxies that the model in this folder has not seen.`;
  return [
    `# ${line(report.name)}`,
    '',
    `What \`${code(report.labels.column)}\` of \`${code(report.labels.file)}\` says of ${report.galaxies} galaxies, learned from representations of \`${report.encoder.id}\`: ${whatIsTrained(report)}. Seed ${options.seed}. ${report.seconds.toFixed(1)} s.`,
    '',
    `${tested} Classes are in the same shares in all parts; ${report.groups} groups of near-duplicates were never divided. Intervals are of 95 %, by bootstrap over these groups (1,000 resamples).`,
    '',
    ...(report.stopped ? ['Training was stopped by hand: what comes after the stop is missing here.', ''] : []),
    ...(report.warnings.length > 0 ? ['## Warnings', '', ...report.warnings.map((text) => `- ${line(text)}`), ''] : []),
    '## How good it is',
    '',
    ...measuresTable(report),
    '',
    ...byClass(report),
    ...picture('confusion.svg', 'Confusion matrix'),
    ...picture('roc.svg', 'ROC curves'),
    ...picture('precision-recall.svg', 'Purity against completeness'),
    ...(report.threshold
      ? [
          `At a probability of ${number(report.threshold.threshold)} the sample is ${percent(report.threshold.completeness)} complete and ${percent(report.threshold.purity)} pure (the greatest F1, chosen on the tested galaxies themselves; \`metrics.json\` has all thresholds).`,
          '',
        ]
      : []),
    ...calibrationText(report),
    ...picture('calibration.svg', 'Calibration'),
    ...learningText(report),
    ...picture('learning-curve.svg', 'Learning curve'),
    ...foldsTable(report),
    ...pictures.filter((name) => name.startsWith('training-')).flatMap((name) => picture(name, 'Losses by epoch')),
    ...mistakesTable(task, report.mistakes),
  ].join('\n');
}

function whatIsTrained({ options: { depth, hiddenUnits, neuronsPerGroup } }: FinetuneReport): string {
  const head = hiddenUnits > 0 ? `a head with ${hiddenUnits} hidden units` : 'a linear head';
  if (depth === 'head') return `${head}; the encoder stayed as it was`;
  const sharing = neuronsPerGroup > 1 ? `, neurons that respond alike sharing their gradients (${neuronsPerGroup} a group, arXiv:1710.02277)` : ''; // prettier-ignore
  const blocks = depth === 'all' ? 'all of the encoder' : depth === 1 ? 'the last block of the encoder' : `the last ${depth} blocks of the encoder`; // prettier-ignore
  return `${head} and ${blocks}${sharing}`;
}

function measuresTable({ overall, baselines }: FinetuneReport): string[] {
  const columns = [{ name: 'this model', overall }, ...baselines];
  return [
    row(['measure', ...columns.map(({ name }) => name)]),
    row(['---', ...columns.map(() => '---')]),
    ...Object.keys(overall).map((name) => row([name, ...columns.map((column) => estimate(column.overall[name]))])),
    '',
    ...baselines.map(({ name, description }) => `*${name}*: ${description}`),
  ];
}

function byClass({ classes }: FinetuneReport): string[] {
  if (classes.length === 0) return [];
  const names = Object.keys(classes[0].measures);
  return [
    row(['class', 'galaxies', ...names]),
    row(['---', '---', ...names.map(() => '---')]),
    ...classes.map(({ name, count, measures }) =>
      row([line(name), String(count), ...names.map((of) => estimate(measures[of]))]),
    ),
    '',
  ];
}

function calibrationText({ calibration }: FinetuneReport): string[] {
  if (!calibration) return [];
  const { temperature, before, after } = calibration;
  return [
    '## Can its probabilities be believed?',
    '',
    `Scaled by a temperature of ${number(temperature)}, probabilities are wrong by ${number(after.error)} on average (expected calibration error, ten bins; ${number(before.error)} without it); the log loss is ${number(after.logLoss)} (${number(before.logLoss)}). Temperatures were fitted to galaxies of the training parts.`,
    '',
  ];
}

function learningText({ task, learningCurve }: FinetuneReport): string[] {
  const [last, before] = [learningCurve.at(-1), learningCurve.at(-2)];
  if (!last || !before) return [];
  const gain = last.score.mean - before.score.mean;
  return [
    '## Would more labels help?',
    '',
    `A linear head on the representations: from ${before.labels} to ${last.labels} training labels its ${firstMeasure(task)} went from ${number(before.score.mean)} to ${number(last.score.mean)} (${gain >= 0 ? '+' : ''}${number(gain)}). The band holds 95 % of the parts.`,
    '',
  ];
}

function foldsTable({ folds }: FinetuneReport): string[] {
  const names = Object.keys(folds[0].measures);
  return [
    '## Part by part',
    '',
    row(['part', 'trained on', 'validation', 'tested on', ...names, 'chosen']),
    row(['---', '---', '---', '---', ...names.map(() => '---'), '---']),
    ...folds.map((fold, i) => {
      const { train, validation, test, measures } = fold;
      return row([
        String(i + 1),
        String(train),
        String(validation),
        String(test),
        ...names.map((name) => number(measures[name])),
        chosenOf(fold),
      ]);
    }),
    '',
  ];
}

/** What the training part itself chose. */
function chosenOf({ penalty, featuresScaled, epoch }: FoldReport): string {
  if (penalty === undefined) return epoch === undefined ? '' : `epoch ${epoch}`;
  return `penalty ${penalty}, dimensions scaled ${featuresScaled === 'together' ? 'together' : 'each by itself'}`;
}

function mistakesTable(task: Task, mistakes: readonly TestPrediction[]): string[] {
  if (mistakes.length === 0) return [];
  const value = ({ values, prediction, truth }: TestPrediction) => {
    if (!('classes' in task) || task.kind === 'labels') return '';
    return `${number(values[task.classes.indexOf(prediction)])} (of ${line(truth)} ${number(values[task.classes.indexOf(truth)])})`;
  };
  return [
    'classes' in task ? '## Its surest mistakes' : '## Its largest errors',
    '',
    'Each is worth a look: some labels are wrong.',
    '',
    row(['cutout', 'label', 'prediction', 'probability']),
    row(['---', '---', '---', '---']),
    ...mistakes.map((one) =>
      row([`${line(one.path)}${one.hdu ? `[${one.hdu}]` : ''}`, line(one.truth), line(one.prediction), value(one)]),
    ),
    '',
  ];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Text of a label file or a file's name on one line of a table, nothing in it being markup. */
function line(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[\\`*_[\]<>|!#]/g, '\\$&');
}

/** Text within backquotes. */
const code = (text: string) => text.replace(/[\p{Cc}`]/gu, ' ');

function estimate(value: Estimate | undefined): string {
  return value === undefined ? '' : `${number(value.mean)} (${number(value.low)}–${number(value.high)})`;
}

const number = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toFixed(3)));
const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
