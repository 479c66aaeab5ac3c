import { createHash } from 'node:crypto';
import type { Place, RepresentationStore } from '../../collection';
import type { Labelled, Task, TaskKind } from '../../training/finetune';
import { countsOf } from '../../training/finetune';
import { Matrix } from '../../statistics';
import type { TargetWarning } from '../protocol/fine-tuning';
import type { CutoutRef } from '../protocol';
import type { BoundTable } from '../tables/bound-table';
import { sentinelsOf } from '../tables/sentinels';
import { readTarget } from './training-target';

/** The labelled cutouts of a collection, by path and HDU, and what a person should know of them. */
export interface TrainingSet {
  readonly labelled: Labelled;
  readonly places: readonly Place[];
  readonly possible: readonly TaskKind[];
  readonly missing: number;
  readonly missingExamples: readonly string[];
  readonly unlabelled: number;
  readonly warnings: readonly TargetWarning[];
  /** Whether there are two classes to tell apart, and enough galaxies to test it. */
  readonly trainable: boolean;
  /** A hash of the labels and their galaxies: equal for equal labels. */
  readonly fingerprint: string;
}

/** Fewer galaxies than these cannot be parted for testing. */
const FEWEST = 6;
/** Fewer of a class than these make its measures say little. */
const FEW_OF_A_CLASS = 16;
const EXAMPLES = 3;
const MOST_CUTOUTS = 24;
/** A class this many times as frequent as another. */
const IMBALANCE = 10;

/**
 * @param groupsOf the number of each place's galaxy
 * @throws LabelError where the column cannot be learned from
 */
export async function readTrainingSet(
  store: RepresentationStore,
  bound: BoundTable,
  column: string,
  wanted: TaskKind | undefined,
  groupsOf: (places: readonly Place[]) => Promise<Int32Array>,
): Promise<TrainingSet> {
  const found: { place: Place; row: number }[] = [];
  let unlabelled = 0;
  for (const place of store.places()) {
    if (place.block.inverseNorms[place.row] === 0) continue;
    const { path, hdu } = place.block.rows[place.row];
    const row = bound.row(path, hdu);
    if (row === undefined) unlabelled++;
    else found.push({ place, row });
  }
  found.sort((a, b) => compare(refOf(a.place), refOf(b.place)));
  const target = readTarget(bound, column, found.map(({ row }) => row), wanted); // prettier-ignore
  const kept = found.flatMap(({ place, row }) => {
    const value = target.of(row);
    return value ? [{ place, ...value }] : [];
  });
  unlabelled += found.length - kept.length;
  const places = kept.map(({ place }) => place);
  const labelled: Labelled = {
    galaxies: places.map(refOf),
    task: target.task,
    targets: kept.length === 0 ? new Matrix(0, 1) : Matrix.fromRows(kept.map(({ values }) => values)),
    truths: kept.map(({ truth }) => truth),
    groups: await groupsOf(places),
  };
  const { missing, examples } = unmatchedRows(bound, target.of);
  const { warnings, trainable } = judge(labelled, missing);
  const torn = found.filter(
    ({ row }) => target.of(row) === undefined && bound.rowsOf(row).some((one) => target.of(one)),
  );
  if (torn.length > 0) warnings.push(differingRows(torn.map(({ place }) => refOf(place))));
  return {
    labelled,
    places,
    possible: target.possible,
    missing,
    missingExamples: examples,
    unlabelled,
    warnings,
    trainable,
    fingerprint: fingerprint(labelled),
  };
}

export function refOf({ block, row }: Place): CutoutRef {
  const { path, hdu } = block.rows[row];
  return { path, hdu };
}

function unmatchedRows(bound: BoundTable, of: (row: number) => unknown): { missing: number; examples: string[] } {
  let missing = 0;
  const examples: string[] = [];
  for (const [row, galaxy] of bound.rowsAndGalaxies()) {
    if (galaxy !== undefined || of(row) === undefined) continue;
    missing++;
    if (examples.length < EXAMPLES) {
      const cell = bound.table.cell(row, 0);
      examples.push(Array.isArray(cell) ? cell.join(';') : String(cell ?? ''));
    }
  }
  return { missing, examples };
}

function differingRows(galaxies: readonly CutoutRef[]): TargetWarning {
  const message =
    `${galaxies.length === 1 ? '1 galaxy has' : `${galaxies.length} galaxies have`} several rows with different labels, and ` +
    `${galaxies.length === 1 ? 'is' : 'are'} left out: choose rows of one person, or what most rows say, under “Match Labels to Galaxies…”`;
  return { kind: 'conflict', message, cutouts: galaxies.slice(0, MOST_CUTOUTS) };
}

function judge(labelled: Labelled, missing: number): { warnings: TargetWarning[]; trainable: boolean } {
  const { task, galaxies, truths, targets } = labelled;
  const warnings: TargetWarning[] = [];
  const warn = (kind: TargetWarning['kind'], message: string, cutouts: readonly number[] = []) =>
    warnings.push({ kind, message, cutouts: cutouts.slice(0, MOST_CUTOUTS).map((i) => galaxies[i]) });
  const groups = membersOf(labelled);
  let trainable = groups.length >= FEWEST;
  if (!trainable)
    warn('few', `${groups.length} different galaxies have a label: ${FEWEST} at least are needed to train and test`);
  if (missing > 0)
    warn(
      'unmatched',
      `${missing === 1 ? '1 row with a label is' : `${missing} rows with a label are`} about no cutout of the index`,
    );
  if (task.kind === 'number') {
    const values = new Set(targets.values);
    if (values.size < 2) {
      trainable = false;
      warn('constant', 'all numbers are the same: there is nothing to learn');
    }
    warnOfSentinels(targets.values, warn);
  } else if (task.kind !== 'votes' && galaxies.length > 0) {
    trainable = judgeClasses(task, labelled, warn) && trainable;
  }
  const twins = groups.filter((members) => members.length > 1);
  const torn = twins.filter((members) => new Set(members.map((i) => truths[i])).size > 1);
  if (torn.length > 0)
    warn('conflict', `${galaxiesAre(torn.length)} there more than once with different labels`, torn.flat());
  if (twins.length > 0)
    warn('duplicates', `${galaxiesAre(twins.length)} there more than once, or have a near-duplicate: they are kept in the same split`, twins.flat()); // prettier-ignore
  return { warnings, trainable };
}

/** Numbers such as -99 would be learned like others. */
function warnOfSentinels(
  values: Float64Array,
  warn: (kind: TargetWarning['kind'], message: string, cutouts?: readonly number[]) => void,
): void {
  const [min, max] = values.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [Infinity, -Infinity]); // prettier-ignore
  for (const { value, rows } of sentinelsOf(() => values, min, max)) {
    const galaxies = Array.from(values.keys()).filter((i) => values[i] === value);
    const message =
      `${rows === 1 ? '1 galaxy has' : `${rows} galaxies have`} ${value}, which may stand for a missing value and is learned ` +
      'as a number: leave such rows out under “Match Labels to Galaxies…”, or by --rows';
    warn('sentinel', message, galaxies);
  }
}

function judgeClasses(
  task: Extract<Task, { classes: readonly string[] }>,
  labelled: Labelled,
  warn: (kind: TargetWarning['kind'], message: string) => void,
): boolean {
  const counts = countsOf(labelled);
  const present = task.classes.filter((_, k) => counts[k] > 0);
  const total = labelled.galaxies.length;
  if (task.kind === 'labels' ? counts.every((count) => count === 0 || count === total) : present.length < 2) {
    warn('one class', `all ${total} labelled galaxies are "${present[0]}": there is nothing to tell apart`);
    return false;
  }
  const few = task.classes.filter((_, k) => counts[k] > 0 && counts[k] < FEW_OF_A_CLASS);
  for (const name of few)
    warn('few', `only ${galaxiesAre(counts[task.classes.indexOf(name)])} "${name}": its test results will be uncertain`); // prettier-ignore
  const some = counts.filter((count) => count > 0);
  const [least, most] = [Math.min(...some), Math.max(...some)];
  if (most > IMBALANCE * least)
    warn('imbalance', `the most frequent class has ${most} galaxies, the rarest ${least}: accuracy says little, balanced accuracy counts both alike`); // prettier-ignore
  return true;
}

function galaxiesAre(count: number): string {
  return count === 1 ? '1 galaxy is' : `${count} galaxies are`;
}

function membersOf({ groups }: Labelled): number[][] {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    const own = members.get(group);
    if (own) own.push(i);
    else members.set(group, [i]);
  });
  return [...members.values()];
}

function fingerprint({ task, galaxies, truths, targets }: Labelled): string {
  const hash = createHash('sha256').update(JSON.stringify([task, galaxies, truths]));
  return hash.update(new Uint8Array(targets.values.buffer.slice(0))).digest('hex');
}

function compare(a: CutoutRef, b: CutoutRef): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.hdu - b.hdu;
}
