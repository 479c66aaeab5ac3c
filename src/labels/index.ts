export { applyEdits, differenceOf, type TextEdit } from './edit';
export { LabelError } from './error';
export { isWritable, openLabels, openTextTable, requireWritable } from './open';
export type { CellValue, ColumnRef, LabelFormat, LabelProblem, LabelTable, Scalar } from './table';
export { textOf } from './table';
export { type CellChange, type NewRow, TextTable } from './text-table';
export {
  AMBIGUOUS,
  bind,
  type BindableCutout,
  bindBy,
  type Binding,
  type BindingExamples,
  type BindOptions,
  type Candidate,
  type Spelling,
  UNMATCHED,
  type Way,
} from './bind';
export { withoutExtension } from './file-names';
export { hduPlace, hduReader, type RowHdu } from './row-hdu';
export { newTable, type Template } from './new-table';
export { type Conflict, rebase, type Rebased } from './rebase';
export { ChangedOnDisk, changeLocked, saveAtomically } from './save';
export { type Synonym, type SynonymReason, synonyms, type TagCount, vocabulary } from './tags';
export { type CellConflict, takeOver, type TakenOver } from './take-over';
export { angleOf, isLongInteger, isMissing, isMissingNumber, numberOf, WHOLE } from './written-value';
export { understand, type Understood, type ValueCount } from './understand';
export { understandAll } from './understand-all';
export { type VoteGroup, voteGroups } from './votes';
