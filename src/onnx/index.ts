export { type Attributes, float, floatOf, intOf, intsOf, stringOf, tensorOf } from './attributes';
export { GraphBuilder } from './builder';
export { decodeModel, encodeModel, encodeWhole, type ExternalData } from './codec';
export { OnnxError } from './error';
export { requireOwnWeights } from './external-files';
export { outputLength, type Window, windowOf } from './geometry';
export { sliceAxes } from './inference/selection';
export {
  type Attribute,
  DataType,
  elements,
  type Graph,
  type Model,
  type Node,
  type Tensor,
  type ValueInfo,
} from './model';
export { needed } from './needed';
export { axisOf, broadcast, declared, describe, isDynamic, sameShape, type Shape, size } from './shape';
export { floatsOf, floatTensor, integerTensor, numbersOf } from './values';
export { varyingTensors } from './varying';
