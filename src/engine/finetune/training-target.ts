import { LabelError, voteGroups } from '../../labels';
import type { Understood } from '../../labels';
import { outputsOf, type Question, type Task, type TaskKind, withTree } from '../../training/finetune';
import type { BoundTable } from '../tables/bound-table';

/** What a column says of the rows of its table, as something to learn. */
export interface Target {
  readonly task: Task;
  /** The recognised kind first. */
  readonly possible: readonly TaskKind[];
  /** The outputs' targets of a row; undefined where the row says nothing. */
  readonly of: (row: number) => { readonly values: Float64Array; readonly truth: string } | undefined;
}

/** More different values than these are a quantity, not classes. */
const MOST_CLASSES = 50;

/**
 * What can be learned of a column.
 * @param rows those that are about a cutout: classes are theirs
 * @throws LabelError where the column is not there, can teach nothing, or not what is wanted
 */
export function readTarget(bound: BoundTable, name: string, rows: readonly number[], wanted?: TaskKind): Target {
  const column = bound.table.indexOf(name);
  if (column < 0)
    throw new LabelError(bound.file, `there is no column "${name}"; it has ${bound.table.columns.join(', ')}`);
  const kind = bound.kind(column);
  const texts = [...new Set(rows.map((row) => textOf(bound, row, column)).filter((text) => text !== ''))].sort();
  const possible = possibleKinds(kind, texts);
  if (possible.length === 0)
    throw new LabelError(bound.file, `column "${name}" holds ${kind.kind}, which is nothing to learn; classes, yes and no, tags, numbers and vote counts are`); // prettier-ignore
  const chosen = wanted ?? possible[0];
  if (!possible.includes(chosen))
    throw new LabelError(bound.file, `column "${name}" cannot be learned as ${chosen}, only as ${possible.join(', ')}`);
  const reader = readerOf(bound, column, kind, chosen, texts);
  return { possible, ...reader };
}

function possibleKinds(kind: Understood, texts: readonly string[]): TaskKind[] {
  const numbers = texts.length > 0 && texts.every((text) => Number.isFinite(Number(text)));
  const number: TaskKind[] = numbers ? ['number'] : [];
  const classes: TaskKind[] = texts.length === 2 ? ['binary', 'classes'] : ['classes'];
  switch (kind.kind) {
    case 'binary':
      return ['binary', 'classes', ...number];
    case 'class':
      return [...classes, ...number];
    case 'tags':
      return ['labels'];
    case 'rating':
      return ['number', 'classes'];
    case 'votes':
      return kind.group.measure === 'count' ? ['votes', ...number] : number;
    case 'number':
      return texts.length <= MOST_CLASSES ? ['number', ...classes] : ['number'];
    case 'text':
    case 'id':
      return texts.length <= MOST_CLASSES && kind.filled > 2 * texts.length ? classes : number;
    case 'path':
    case 'ra':
    case 'dec':
      return [];
  }
}

function readerOf(
  bound: BoundTable,
  column: number,
  kind: Understood,
  chosen: TaskKind,
  texts: readonly string[],
): Pick<Target, 'task' | 'of'> {
  switch (chosen) {
    case 'binary': {
      const [negative, positive] = kind.kind === 'binary' ? [kind.negative, kind.positive] : texts;
      const text = (row: number) => textOf(bound, row, column);
      return {
        task: { kind: 'binary', classes: [negative, positive ?? ''] },
        of: (row) =>
          text(row) === '' ? undefined : { values: Float64Array.of(Number(text(row) === positive)), truth: text(row) },
      };
    }
    case 'classes': {
      const place = new Map(texts.map((text, k) => [text, k]));
      return {
        task: { kind: 'classes', classes: texts },
        of: (row) => {
          const truth = textOf(bound, row, column);
          const k = place.get(truth);
          return k === undefined ? undefined : { values: new Float64Array(texts.length).fill(1, k, k + 1), truth };
        },
      };
    }
    case 'labels':
      return labelsReader(bound, column, kind);
    case 'number':
      return {
        task: { kind: 'number' },
        of: (row) => {
          const truth = textOf(bound, row, column);
          const value = Number(truth);
          return truth === '' || !Number.isFinite(value) ? undefined : { values: Float64Array.of(value), truth };
        },
      };
    case 'votes':
      return votesReader(bound, column, kind);
  }
}

/** A row without any tag says nothing: whether none fits or nobody has looked cannot be told. */
function labelsReader(bound: BoundTable, column: number, kind: Understood): Pick<Target, 'task' | 'of'> {
  const names = kind.kind === 'tags' ? kind.values.map(({ tag }) => tag).sort() : [];
  return {
    task: { kind: 'labels', classes: names },
    of: (row) => {
      const tags = new Set(bound.tags(row, column));
      const own = names.filter((name) => tags.has(name));
      if (own.length === 0) return undefined;
      return { values: Float64Array.from(names, (name) => Number(tags.has(name))), truth: own.join(';') };
    },
  };
}

/** The column's question and all others of the same catalogue: what is asked later depends on what was answered before. */
function votesReader(bound: BoundTable, column: number, kind: Understood): Pick<Target, 'task' | 'of'> {
  const own = kind.kind === 'votes' ? kind.group : undefined;
  const all = voteGroups(bound.table).filter(({ measure, suffix }) => measure === 'count' && suffix === own?.suffix);
  const groups = [
    ...all.filter(({ answers }) => answers.some((answer) => answer.column === column)),
    ...all.filter(({ answers }) => !answers.some((answer) => answer.column === column)),
  ];
  const questions: Question[] = groups.map(({ question, answers }) => ({
    question,
    answers: answers.map(({ answer }) => answer),
  }));
  const columns = groups.flatMap(({ answers }) => answers.map((answer) => answer.column));
  const task: Task = { kind: 'votes', questions: withTree(questions) };
  const first = groups[0].answers.length;
  return {
    task,
    of: (row) => {
      const values = Float64Array.from(columns, (at) => Number(textOf(bound, row, at)) || 0);
      const asked = values.subarray(0, first).reduce((sum, votes) => sum + votes, 0);
      if (asked === 0 || values.length !== outputsOf(task)) return undefined;
      const truth = groups[0].answers.map(({ answer }, k) => `${answer} ${values[k]}`).join(', ');
      return { values, truth };
    },
  };
}

/** A cell as its class: numbers by their value, so that 1.0 is 1 where numbers are classes. */
function textOf(bound: BoundTable, row: number, column: number): string {
  const kind = bound.kind(column);
  if (kind.kind === 'binary') {
    const cell = bound.cell(row, column);
    return cell === null ? '' : String(cell).trim();
  }
  const value = bound.value(row, column);
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}
