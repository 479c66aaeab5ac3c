export { makeFolders, publishExclusively, syncFolder, writeAtomically, writeTemporary } from './atomic';
export { liesIn } from './inside';
