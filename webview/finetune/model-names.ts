import type { ModelSummary, TableColumn } from '../../src/contracts/finetune';

/** Kinds of columns that are most likely meant, the first before the others. */
const LIKELY = ['class', 'binary', 'tags', 'votes', 'rating'] as const;

/** The column that a person most likely wants to learn; undefined where none is of such a kind. */
export function likelyColumn(columns: readonly TableColumn[]): string | undefined {
  return LIKELY.flatMap((kind) => columns.filter((one) => one.kind === kind)).at(0)?.name;
}

/** Models that can be used, the oldest first. */
export function readableModels(models: readonly ModelSummary[]): readonly ModelSummary[] {
  const ready = models.filter(({ state, problem }) => state === 'ready' && problem === undefined);
  return ready.toSorted((a, b) => (a.created ?? '').localeCompare(b.created ?? ''));
}

/** A name for a model of a column: the column's, with the first number that no model has. */
export function freshName(column: string | undefined, models: readonly ModelSummary[]): string {
  const stem = (column ?? 'model').replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 48) || 'model';
  const taken = new Set(models.map(({ name }) => name));
  for (let i = 1; ; i++) if (!taken.has(`${stem}-${i}`)) return `${stem}-${i}`;
}
