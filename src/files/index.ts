export { linkOrCopy, makeFolders, publishExclusively, syncFolder, writeAtomically, writeTemporary } from './atomic';
export { type DiskFault, diskFaultOf } from './disk-fault';
export { FileSource } from './file-source';
export { gunzip } from './gunzip';
export { liesIn, realPathOf } from './inside';
export { namesTo } from './json-names';
export { LockedError, lockOf, tryLock, withLock } from './lock';
export { requireNoLinks } from './own-folder';
export { hasEnded, type ProcessName, thisProcess } from './process';
export {
  copyRegular,
  type Links,
  NotAFileError,
  openRegular,
  openRegularSync,
  readAllSync,
  readRegular,
  readRegularSync,
  reasonOf,
  regularParts,
} from './regular-file';
export { isLeftBehind, isTemporaryName, temporaryName } from './temporary';
export { sweepTemporaries } from './sweep';
