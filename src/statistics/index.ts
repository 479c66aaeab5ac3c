export {
  backSubstitute,
  choleskyInPlace,
  choleskySolve,
  forwardSubstitute,
  inverseOf,
  inverseTransposed,
} from './cholesky';
export { symmetricEigen } from './eigen';
export { betaBelow, betaQuantile } from './beta';
export { bootstrapInterval, type Estimate, meanOf, spread } from './estimate';
export {
  fitGaussianProcess,
  type GaussianProcess,
  gaussianProcess,
  type KernelBounds,
  type KernelParameters,
  leaveOneOut,
  negativeLikelihood,
  normalisedGaussianProcess,
  predict,
  similarity as kernelSimilarity,
  squaredDistances,
} from './gaussian-process';
export { groupedFolds } from './folds';
export { digamma, logGamma } from './gamma';
export { groupBootstrap } from './group-bootstrap';
export { kMeans } from './k-means';
export { type LbfgsOptions, minimiseLarge } from './lbfgs';
export { fitLogistic, type LogisticModel, logisticScores } from './logistic';
export { dot, Matrix, products, transposed } from './matrix';
export { minimise, type Valued } from './minimise';
export { normalBelow, normalDensity } from './normal';
export { cosines, nearest, precisionAtK } from './precision';
export { type PrincipalAxes, principalAxes, project } from './principal';
export { areaUnderRoc, averagePrecision, balancedAccuracy } from './ranking';
export { shuffle, type Split, stratifiedSplits } from './splits';
export { Ranking } from './weighted-ranking';
