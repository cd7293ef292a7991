/**
 * Optimisers as pure functions: init(params) -> state, update(grads, state, params) -> [params, state]; transformations
 * of gradients before them; schedules of their rates.
 */
export { type AccumulateForm, type AccumulateState, accumulate } from './accumulate.ts';
export { type AdabeliefOptions, adabelief, type YogiOptions, yogi } from './adabelief.ts';
export {
  type AdadeltaForm,
  type AdadeltaOptions,
  type AdadeltaState,
  adadelta,
} from './adadelta.ts';
export {
  type AdafactorForm,
  type AdafactorOptions,
  type AdafactorState,
  adafactor,
  type ColumnSquares,
  type RowSquares,
} from './adafactor.ts';
export { type AdagradForm, type AdagradOptions, type AdagradState, adagrad } from './adagrad.ts';
export {
  type Adam,
  type AdamForm,
  type AdamOptions,
  type AdamState,
  type AdamVariant,
  adam,
  adamw,
  scaleByAdam,
} from './adam.ts';
export {
  type AdamaxForm,
  type AdamaxOptions,
  type AdamaxState,
  adamax,
  adamaxw,
} from './adamax.ts';
export { type AdanForm, type AdanOptions, type AdanState, adan } from './adan.ts';
export { type AsgdForm, type AsgdOptions, type AsgdState, asgd } from './asgd.ts';
export {
  type ChainForm,
  type ChainState,
  type ComposedForm,
  chain,
  chainTransforms,
  type DescentForm,
  type DescentState,
  descend,
  type StatesOf,
} from './chain.ts';
export {
  adaptiveGradClip,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByValue,
  clipGradNorm,
  clipGradValue,
  type GlobalNormOptions,
  globalNorm,
} from './clip.ts';
export type {
  AnyOptimiser,
  AnyTransform,
  CommonOptions,
  FormOf,
  Optimiser,
  OptimiserOf,
  Rate,
  RateAt,
  StateForm,
  Stateless,
  StatelessForm,
  StateOf,
  Transform,
} from './form.ts';
export type { GatherState } from './gather.ts';
export {
  type Curvature,
  type LbfgsForm,
  type LbfgsOptions,
  type LbfgsState,
  lbfgs,
} from './lbfgs.ts';
export { type LionForm, type LionOptions, type LionState, lion } from './lion.ts';
export { type Minimized, minimize, type Trained } from './minimize.ts';
export type { MomentOptions } from './moments.ts';
export { type NadamForm, type NadamOptions, type NadamState, nadam } from './nadam.ts';
export {
  type NovogradForm,
  type NovogradOptions,
  type NovogradState,
  novograd,
  type Scalars,
} from './novograd.ts';
export {
  frozen,
  type Part,
  type PartitionForm,
  type PartitionState,
  partition,
} from './partition.ts';
export {
  type Plateau,
  type PlateauOptions,
  type PlateauState,
  reduceOnPlateau,
} from './plateau.ts';
export { type RadamForm, type RadamOptions, type RadamState, radam } from './radam.ts';
export { type RmspropForm, type RmspropOptions, type RmspropState, rmsprop } from './rmsprop.ts';
export { type RpropForm, type RpropOptions, type RpropState, rprop } from './rprop.ts';
export type { Schedule, StepOf } from './schedule.ts';
export {
  joinSchedules,
  type WarmupCosineOptions,
  type WarmupOptions,
  warmup,
  warmupCosine,
  warmupExponential,
} from './schedule-join.ts';
export {
  constantSchedule,
  type ExponentialOptions,
  exponentialSchedule,
  type Factors,
  linearSchedule,
  type MultiStepOptions,
  multiStepSchedule,
  type PolynomialOptions,
  piecewiseConstant,
  polynomialSchedule,
  type StepOptions,
  stepSchedule,
} from './schedule-steps.ts';
export {
  type CosineScheduleOptions,
  type CyclicOptions,
  cosineSchedule,
  cosineWarmRestarts,
  cyclicSchedule,
  type OneCycleOptions,
  oneCycle,
  piecewiseInterpolate,
  type RestartOptions,
  type Shape as ScheduleShape,
} from './schedule-waves.ts';
export {
  type MomentumOptions,
  momentum,
  type Sgd,
  type SgdForm,
  type SgdOptions,
  type SgdState,
  sgd,
  signSgd,
} from './sgd.ts';
export {
  addDecayedWeights,
  applyEvery,
  type CountForm,
  type CountState,
  centralize,
  type EmaForm,
  type EmaOptions,
  type EmaState,
  ema,
  type GatherForm,
  scaleByRate,
  scaleGradients,
} from './transforms.ts';
export {
  type LambOptions,
  type LarsForm,
  type LarsOptions,
  type LarsState,
  lamb,
  lars,
  scaleByTrustRatio,
  type TrustOptions,
} from './trust.ts';
export {
  type AverageOptions,
  type AverageState,
  l1Penalty,
  l2Penalty,
  maxNorm,
  type Selected,
  type WeightAverage,
  weightAverage,
} from './weights.ts';
