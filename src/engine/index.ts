export { EngineClient, EngineDiedError, EngineError, type EngineOptions } from './client';
export type {
  CollectionParams,
  CollectionState,
  CutoutInfo,
  CutoutRef,
  Failure,
  IndexProgress,
  IndexSummary,
  Neighbour,
  QueryRef,
  SimilarParams,
  SimilarResult,
  Thumbnail,
} from './protocol';
