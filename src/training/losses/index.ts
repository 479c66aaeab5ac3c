export { ntXent, supCon, vicReg, type VicRegOptions } from './contrastive';
export type { Loss, LossGraph, LossOptions } from './loss';
export { huber, meanSquare, sigmoidCrossEntropy, softmaxCrossEntropy } from './supervised';
export { dirichletMultinomial } from './votes';
