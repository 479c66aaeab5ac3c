export { readEncoder, type Encoder, type ModelCard } from './card';
export { EncoderError } from './errors';
export { preprocess } from './preprocessing';
export { EncoderSession } from './session';
