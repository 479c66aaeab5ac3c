export type { PythonLabels } from './joined-labels';
export { listText, type ListRule, type NamedCutout, type RankedCutout, ruleOfNearest, ruleOfSome } from './list-rule';
export { type PythonList, pythonSnippet } from './snippet';
