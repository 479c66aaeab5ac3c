/**
 * What a rendered galaxy answers: the questions of the Galaxy Zoo decision trees (Willett et al. 2013, MNRAS 435, 2835;
 * Walmsley et al. 2022, MNRAS 509, 3966) and of radio morphology (Fanaroff & Riley 1974), each as the share of
 * volunteers, 0 to 1, who would say yes. Those from `axis-ratio` to `ring-radius` are quantities on a scale from 0 to 1.
 */
export const QUESTIONS = [
  'featured',
  'edge-on',
  'bar-strong',
  'bar-weak',
  'arms',
  'arms-1',
  'arms-2',
  'arms-3',
  'arms-many',
  'arms-tight',
  'ring',
  'ring-inner',
  'ring-outer',
  'ring-partial',
  'bulge-rounded',
  'bulge-boxy',
  'dust-lane',
  'clumps',
  'merger',
  'tail',
  'shells',
  'disturbed',
  'lens-arc',
  'artefact',
  'star',
  'trail',
  'radio',
  'radio-edge-brightened',
  'radio-core-brightened',
  'radio-bent',
  'radio-compact',
  'axis-ratio',
  'bulge',
  'size',
  'ring-radius',
  'overlap',
  'odd',
] as const;

export type Question = (typeof QUESTIONS)[number];

/** What volunteers say that an odd galaxy is (Willett et al. 2013, table 2, task 8). */
export const ODD: readonly Question[] = ['ring', 'merger', 'tail', 'disturbed', 'lens-arc', 'dust-lane'];

/** The share that finds a galaxy odd: at least those who see one of the things that are. */
export const oddVote = (vote: (question: Question) => number | undefined) =>
  Math.max(...ODD.map((question) => vote(question) ?? 0));

/** Answers by question, and how many would have been asked it at all (the share that arrives there in the tree). */
export class Answers {
  readonly votes = new Float32Array(QUESTIONS.length);
  readonly asked = new Float32Array(QUESTIONS.length);

  set(question: Question, vote: number, asked = 1): this {
    const i = QUESTIONS.indexOf(question);
    this.votes[i] = Math.min(1, Math.max(0, vote));
    this.asked[i] = Math.min(1, Math.max(0, asked));
    return this;
  }

  vote(question: Question): number {
    return this.votes[QUESTIONS.indexOf(question)];
  }
}
