export { backSubstitute, choleskyInPlace, choleskySolve, forwardSubstitute } from './cholesky';
export { symmetricEigen } from './eigen';
export { bootstrapInterval, type Estimate, meanOf, spread } from './estimate';
export {
  fitGaussianProcess,
  type GaussianProcess,
  gaussianProcess,
  type KernelParameters,
  negativeLikelihood,
  predict,
  squaredDistances,
} from './gaussian-process';
export { fitLogistic, type LogisticModel, logisticScores } from './logistic';
export { dot, Matrix, products, transposed } from './matrix';
export { minimise, type Valued } from './minimise';
export { normalBelow, normalDensity } from './normal';
export { cosines, nearest, precisionAtK } from './precision';
export { type PrincipalAxes, principalAxes, project } from './principal';
export { areaUnderRoc, averagePrecision, balancedAccuracy } from './ranking';
export { shuffle, type Split, stratifiedSplits } from './splits';
