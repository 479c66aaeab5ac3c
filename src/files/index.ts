export { linkOrCopy, makeFolders, publishExclusively, syncFolder, writeAtomically, writeTemporary } from './atomic';
export { liesIn, realPathOf } from './inside';
export { LockedError, lockOf, tryLock, withLock } from './lock';
export { requireNoLinks } from './own-folder';
export { type Links, NotAFileError, openRegular, openRegularSync, readRegular } from './regular-file';
export { isTemporaryName, sweepTemporaries, temporaryName } from './temporary';
