export { addEncoder, type AddOptions, type AddRequest } from './add-encoder';
export { EncoderLibrary, type KnownEncoder, sweepLibrary } from './encoder-library';
export type { EncoderIdentity } from './identity';
export type { OnnxAnswers, OnnxDraft, OnnxQuestion } from './onnx-draft';
export { tryOut, type Tried, type TryOut, type TryOutOptions } from './try-out';
export { inspectSource, type SourceDraft, type SourceKind } from './source';
