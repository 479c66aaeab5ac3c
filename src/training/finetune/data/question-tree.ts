import type { Question } from '../task';

/**
 * After which answer a question of Galaxy Zoo is asked. DECaLS and later (Walmsley et al. 2022, MNRAS 509, 3966, figure 4) by
 * the names of questions; Galaxy Zoo 2 (Willett et al. 2013, MNRAS 435, 2835, table 2) by the numbers of its tasks and answers.
 * Merging and odd features are asked of all but artefacts, which few are: taken as asked of all.
 */
const DECALS: Readonly<Record<string, readonly [question: string, answer: string]>> = {
  'disk-edge-on': ['smooth-or-featured', 'featured-or-disk'],
  'has-spiral-arms': ['disk-edge-on', 'no'],
  bar: ['disk-edge-on', 'no'],
  'bulge-size': ['disk-edge-on', 'no'],
  'how-rounded': ['smooth-or-featured', 'smooth'],
  'edge-on-bulge': ['disk-edge-on', 'yes'],
  'spiral-winding': ['has-spiral-arms', 'yes'],
  'spiral-arm-count': ['has-spiral-arms', 'yes'],
};
const ZOO2: Readonly<Record<string, readonly [task: string, answer: string]>> = {
  t02: ['t01', 'a02'],
  t03: ['t02', 'a05'],
  t04: ['t02', 'a05'],
  t05: ['t02', 'a05'],
  t07: ['t01', 'a01'],
  t08: ['t06', 'a14'],
  t09: ['t02', 'a04'],
  t10: ['t04', 'a08'],
  t11: ['t04', 'a08'],
};

/** The questions with the answers that lead to them, where those are among the questions. */
export function withTree(questions: readonly Question[]): Question[] {
  return questions.map((one) => {
    const parent = parentOf(one.question, questions);
    return parent ? { ...one, askedAfter: parent } : one;
  });
}

function parentOf(name: string, questions: readonly Question[]): Question['askedAfter'] {
  const numbered = /^(t\d{2})_/.exec(name)?.[1];
  const rule = numbered ? ZOO2[numbered] : DECALS[name.replace(/-dr\d+$/, '')];
  if (!rule) return undefined;
  const is = (text: string, wanted: string) =>
    text === wanted || text.startsWith(`${wanted}_`) || text.startsWith(`${wanted}-dr`);
  const question = questions.find((other) => is(other.question, rule[0]));
  const answer = question?.answers.find((other) => is(other, rule[1]));
  return question && answer !== undefined ? { question: question.question, answer } : undefined;
}
