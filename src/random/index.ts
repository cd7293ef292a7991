/** Random numbers as functions of explicit keys. */
export { bernoulli, geometric, rademacher } from './bernoulli.ts';
export { categorical, type LogitDraws, type LogitRows } from './categorical.ts';
export { type ChoiceOptions, type Choices, type Chosen, choice } from './choice.ts';
export {
  beta,
  chiSquared,
  type DirichletRows,
  dirichlet,
  gamma,
  logGamma,
  type SimplexPoints,
  studentT,
} from './gamma.ts';
export { type GumbelSoftmaxOptions, gumbelSoftmax } from './gumbel-softmax.ts';
export {
  cauchy,
  exponential,
  gumbel,
  laplace,
  logistic,
  pareto,
  rayleigh,
  weibull,
} from './inversion.ts';
export {
  type AnyKey,
  type AnyKeys,
  foldIn,
  type Key,
  type KeyOf,
  type KeysOf,
  key,
  keyAt,
  type SequentialKey,
  type SequentialKeys,
  sequential,
  split,
} from './key.ts';
export {
  multivariateNormal,
  type NormalRows,
  type NormalVectors,
  orthogonal,
} from './multivariate.ts';
export { logNormal, normal, truncatedNormal } from './normal.ts';
export type { Fits, Parameter } from './parameter.ts';
export { type PermutationOptions, permutation } from './permutation.ts';
export { poisson } from './poisson.ts';
export { threefry2x32 } from './threefry.ts';
export { bits, type IntegerRange, type Interval, randint, uniform } from './uniform.ts';
