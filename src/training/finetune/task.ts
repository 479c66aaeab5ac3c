/** What is learned: which of two, which of several, any of several, a quantity, or how volunteers will vote. */
export type TaskKind = 'binary' | 'classes' | 'labels' | 'number' | 'votes';

export const TASK_KINDS: readonly TaskKind[] = ['binary', 'classes', 'labels', 'number', 'votes'];

/** A question of volunteers and its answers, in the order of their columns. */
export interface Question {
  readonly question: string;
  readonly answers: readonly string[];
  /** The answer to an earlier question that leads here; undefined where all are asked, or the tree is not known. */
  readonly askedAfter?: { readonly question: string; readonly answer: string };
}

/** A task with the names of what it answers. */
export type Task =
  /** No before yes. */
  | { readonly kind: 'binary'; readonly classes: readonly [negative: string, positive: string] }
  | { readonly kind: 'classes'; readonly classes: readonly string[] }
  | { readonly kind: 'labels'; readonly classes: readonly string[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'votes'; readonly questions: readonly Question[] };

/** Numbers that a head gives for one galaxy: logits, the value, or one logit an answer. */
export function outputsOf(task: Task): number {
  switch (task.kind) {
    case 'binary':
    case 'number':
      return 1;
    case 'classes':
    case 'labels':
      return task.classes.length;
    case 'votes':
      return task.questions.reduce((sum, { answers }) => sum + answers.length, 0);
  }
}

/** Places of each question's answers among all answers. */
export function answerColumns(questions: readonly Question[]): number[][] {
  let next = 0;
  return questions.map(({ answers }) => answers.map(() => next++));
}
