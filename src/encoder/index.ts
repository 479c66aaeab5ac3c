export { readEncoder, type Encoder, type ModelCard } from './card';
export { EncoderError } from './errors';
export { preprocess, type PixelKind } from './preprocessing';
export { EncoderSession } from './session';
