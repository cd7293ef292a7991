// Optimisers, transformations of gradients and schedules: gradients, states and steps that do not fit, and exact types.
import {
  accumulate,
  adabelief,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamaxw,
  type AdamState,
  adamw,
  adan,
  adaptiveGradClip,
  addDecayedWeights,
  applyEvery,
  asgd,
  centralize,
  chain,
  chainTransforms,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByValue,
  clipGradNorm,
  clipGradValue,
  constantSchedule,
  cosineSchedule,
  cosineWarmRestarts,
  cyclicSchedule,
  descend,
  ema,
  exponentialSchedule,
  frozen,
  globalNorm,
  type i32,
  joinSchedules,
  l1Penalty,
  l2Penalty,
  lamb,
  lars,
  linearSchedule,
  lion,
  maxNorm,
  momentum,
  multiStepSchedule,
  nadam,
  novograd,
  oneCycle,
  partition,
  piecewiseConstant,
  piecewiseInterpolate,
  type PlateauState,
  polynomialSchedule,
  radam,
  reduceOnPlateau,
  rmsprop,
  rprop,
  scaleByAdam,
  scaleByRate,
  scaleByTrustRatio,
  scaleGradients,
  sgd,
  signSgd,
  stepSchedule,
  type Tensor,
  warmup,
  warmupCosine,
  warmupExponential,
  weightAverage,
  yogi,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const s: Tensor<[]>;
declare const ids: Tensor<[5], i32>;
const p = { w: b3 };
const g = { w: b4 };
const steps = linearSchedule(0, 1, 10);

// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adabelief().update(g, adabelief().init(p), p);
//                 ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adadelta().update(g, adadelta().init(p), p);
//                ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adagrad().update(g, adagrad().init(p), p);
//               ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adamax().update(g, adamax().init(p), p);
//              ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adamaxw().update(g, adamaxw().init(p), p);
//               ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adamw().update(g, adamw().init(p), p);
//             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adan().update(g, adan().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
asgd().update(g, asgd().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
lamb().update(g, lamb().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
lars().update(g, lars().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
lion().update(g, lion().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
nadam().update(g, nadam().init(p), p);
//             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
novograd().update(g, novograd().init(p), p);
//                ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
radam().update(g, radam().init(p), p);
//             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
rmsprop().update(g, rmsprop().init(p), p);
//               ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
rprop().update(g, rprop().init(p), p);
//             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
yogi().update(g, yogi().init(p), p);
//            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
sgd(0.1).update(g, sgd(0.1).init(p), p);
//              ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
signSgd(0.1).update(g, signSgd(0.1).init(p), p);
//                  ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
frozen().update(g, frozen().init(p), p);
//              ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
accumulate(2, sgd(0.1)).update(g, accumulate(2, sgd(0.1)).init(p), p);
//                             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
chain(clipByValue(1), adam()).update(g, chain(clipByValue(1), adam()).init(p), p);
//                                   ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
descend(0.1, momentum(0.9)).update(g, descend(0.1, momentum(0.9)).init(p), p);
//                                 ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
partition(() => 'all', { all: adam() }).update(g, partition(() => 'all', { all: adam() }).init(p), p);
//                                             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adaptiveGradClip(0.1).transform(g, adaptiveGradClip(0.1).init(p), p);
//                              ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
addDecayedWeights(0.1).transform(g, addDecayedWeights(0.1).init(p), p);
//                               ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
applyEvery(2).transform(g, applyEvery(2).init(p), p);
//                      ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
centralize().transform(g, centralize().init(p), p);
//                     ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
clipByBlockRms(1).transform(g, clipByBlockRms(1).init(p), p);
//                          ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
clipByGlobalNorm(1).transform(g, clipByGlobalNorm(1).init(p), p);
//                            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
clipByValue(1).transform(g, clipByValue(1).init(p), p);
//                       ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
ema(0.9).transform(g, ema(0.9).init(p), p);
//                 ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
momentum(0.9).transform(g, momentum(0.9).init(p), p);
//                      ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
scaleByAdam().transform(g, scaleByAdam().init(p), p);
//                      ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
scaleByRate(0.1).transform(g, scaleByRate(0.1).init(p), p);
//                         ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
scaleByTrustRatio().transform(g, scaleByTrustRatio().init(p), p);
//                            ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
scaleGradients(2).transform(g, scaleGradients(2).init(p), p);
//                          ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
chainTransforms(clipByValue(1), ema(0.9)).transform(g, chainTransforms(clipByValue(1), ema(0.9)).init(p), p);
//                                                  ^

// states of other parameters, and of other optimisers
// expect: '"state: m.w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adam().update(p, adam().init(g), p);
//               ^
// expect: '"state: m is missing"'.
lion().update(p, sgd(0.1).init(p), p);
//               ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
clipGradNorm(p, '1');
//              ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
clipGradValue(p, '1');
//               ^
// throws: nothing
// refused: Type '2' has no properties in common with type 'GlobalNormOptions'.
globalNorm(p, 2);
//            ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
l1Penalty('0.1', p);
//        ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
l2Penalty('0.1', p);
//        ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
maxNorm('1', p);
//      ^
// throws: add: shapes differ: [4] and [3]
// refused: Argument of type 'AverageState<{ w: Tensor<[3], f32>; }>' is not assignable to parameter of type 'AverageState<{ w: Tensor<[4], f32>; }>'.
weightAverage().update(g, weightAverage().init(p));
//                        ^
// throws: less: shapes differ: [3] and []
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type
reduceOnPlateau().update(b3, reduceOnPlateau().init(0.1));
//                       ^

// expect: '"schedule: the step must be i32, got f32"'.
constantSchedule(0.1)(s);
//                    ^
// expect: '"schedule: the step must be i32, got f32"'.
cosineSchedule(0.1, 0, 10)(s);
//                         ^
// expect: '"schedule: the step must be i32, got f32"'.
cosineWarmRestarts(0.1, 0, { period: 5 })(s);
//                                        ^
// expect: '"schedule: the step must be i32, got f32"'.
cyclicSchedule({ base: 0.1, peak: 1, up: 5 })(s);
//                                            ^
// expect: '"schedule: the step must be i32, got f32"'.
exponentialSchedule(0.1, { factor: 0.9 })(s);
//                                        ^
// expect: '"schedule: the step must be i32, got f32"'.
joinSchedules([steps, steps], [5])(s);
//                                 ^
// expect: '"schedule: the step must be i32, got f32"'.
linearSchedule(0.1, 0, 10)(s);
//                         ^
// expect: '"schedule: the step must be i32, got f32"'.
multiStepSchedule(0.1, { milestones: [5] })(s);
//                                          ^
// expect: '"schedule: the step must be i32, got f32"'.
oneCycle({ peak: 1, steps: 10 })(s);
//                               ^
// expect: '"schedule: the step must be i32, got f32"'.
piecewiseConstant(0.1, [[5, 0.5]])(s);
//                                 ^
// expect: '"schedule: the step must be i32, got f32"'.
piecewiseInterpolate(0.1, [[5, 0.5]], 'cosine')(s);
//                                              ^
// expect: '"schedule: the step must be i32, got f32"'.
polynomialSchedule(0.1, 0, 10)(s);
//                             ^
// expect: '"schedule: the step must be i32, got f32"'.
stepSchedule(0.1, { every: 5 })(s);
//                              ^
// expect: '"schedule: the step must be i32, got f32"'.
warmup(5, steps)(s);
//               ^
// expect: '"schedule: the step must be i32, got f32"'.
warmupCosine({ peak: 1, warmup: 5, steps: 10 })(s);
//                                              ^
// expect: '"schedule: the step must be i32, got f32"'.
warmupExponential({ peak: 1, warmup: 5, factor: 0.9 })(s);
//                                                     ^

exactly<typeof p>()(adabelief().update(p, adabelief().init(p), p)[0]);
exactly<typeof p>()(adadelta().update(p, adadelta().init(p), p)[0]);
exactly<typeof p>()(adagrad().update(p, adagrad().init(p), p)[0]);
exactly<typeof p>()(adamax().update(p, adamax().init(p), p)[0]);
exactly<typeof p>()(adamaxw().update(p, adamaxw().init(p), p)[0]);
exactly<typeof p>()(adamw().update(p, adamw().init(p), p)[0]);
exactly<typeof p>()(adan().update(p, adan().init(p), p)[0]);
exactly<typeof p>()(asgd().update(p, asgd().init(p), p)[0]);
exactly<typeof p>()(lamb().update(p, lamb().init(p), p)[0]);
exactly<typeof p>()(lars().update(p, lars().init(p), p)[0]);
exactly<typeof p>()(lion().update(p, lion().init(p), p)[0]);
exactly<typeof p>()(nadam().update(p, nadam().init(p), p)[0]);
exactly<typeof p>()(novograd().update(p, novograd().init(p), p)[0]);
exactly<typeof p>()(radam().update(p, radam().init(p), p)[0]);
exactly<typeof p>()(rmsprop().update(p, rmsprop().init(p), p)[0]);
exactly<typeof p>()(rprop().update(p, rprop().init(p), p)[0]);
exactly<typeof p>()(yogi().update(p, yogi().init(p), p)[0]);
exactly<typeof p>()(sgd(0.1).update(p, sgd(0.1).init(p), p)[0]);
exactly<typeof p>()(signSgd(0.1).update(p, signSgd(0.1).init(p), p)[0]);
exactly<typeof p>()(frozen().update(p, frozen().init(p), p)[0]);
exactly<typeof p>()(accumulate(2, sgd(0.1)).update(p, accumulate(2, sgd(0.1)).init(p), p)[0]);
exactly<typeof p>()(chain(clipByValue(1), adam()).update(p, chain(clipByValue(1), adam()).init(p), p)[0]);
exactly<typeof p>()(descend(0.1, momentum(0.9)).update(p, descend(0.1, momentum(0.9)).init(p), p)[0]);
exactly<typeof p>()(partition(() => 'all', { all: adam() }).update(p, partition(() => 'all', { all: adam() }).init(p), p)[0]);
exactly<typeof p>()(adaptiveGradClip(0.1).transform(p, adaptiveGradClip(0.1).init(p), p)[0]);
exactly<typeof p>()(addDecayedWeights(0.1).transform(p, addDecayedWeights(0.1).init(p), p)[0]);
exactly<typeof p>()(applyEvery(2).transform(p, applyEvery(2).init(p), p)[0]);
exactly<typeof p>()(centralize().transform(p, centralize().init(p), p)[0]);
exactly<typeof p>()(clipByBlockRms(1).transform(p, clipByBlockRms(1).init(p), p)[0]);
exactly<typeof p>()(clipByGlobalNorm(1).transform(p, clipByGlobalNorm(1).init(p), p)[0]);
exactly<typeof p>()(clipByValue(1).transform(p, clipByValue(1).init(p), p)[0]);
exactly<typeof p>()(ema(0.9).transform(p, ema(0.9).init(p), p)[0]);
exactly<typeof p>()(momentum(0.9).transform(p, momentum(0.9).init(p), p)[0]);
exactly<typeof p>()(scaleByAdam().transform(p, scaleByAdam().init(p), p)[0]);
exactly<typeof p>()(scaleByRate(0.1).transform(p, scaleByRate(0.1).init(p), p)[0]);
exactly<typeof p>()(scaleByTrustRatio().transform(p, scaleByTrustRatio().init(p), p)[0]);
exactly<typeof p>()(scaleGradients(2).transform(p, scaleGradients(2).init(p), p)[0]);
exactly<typeof p>()(chainTransforms(clipByValue(1), ema(0.9)).transform(p, chainTransforms(clipByValue(1), ema(0.9)).init(p), p)[0]);
exactly<AdamState<typeof p>>()(adam().init(p));
exactly<readonly [clipped: typeof p, norm: Tensor<[]>]>()(clipGradNorm(p, 1));
exactly<typeof p>()(clipGradValue(p, 1));
exactly<Tensor<[]>>()(globalNorm(p));
exactly<Tensor<[]>>()(l1Penalty(0.1, p));
exactly<Tensor<[]>>()(l2Penalty(0.1, p));
exactly<typeof p>()(maxNorm(1, p));
exactly<typeof p>()(weightAverage().value(weightAverage().init(p)));
exactly<PlateauState>()(reduceOnPlateau().update(s, reduceOnPlateau().init(0.1)));
exactly<Tensor<[]>>()(constantSchedule(0.1)(3));
exactly<Tensor<[5]>>()(cosineSchedule(0.1, 0, 10)(ids));
exactly<Tensor<[]>>()(cosineWarmRestarts(0.1, 0, { period: 5 })(3));
exactly<Tensor<[5]>>()(cyclicSchedule({ base: 0.1, peak: 1, up: 5 })(ids));
exactly<Tensor<[]>>()(exponentialSchedule(0.1, { factor: 0.9 })(3));
exactly<Tensor<[5]>>()(joinSchedules([steps, steps], [5])(ids));
exactly<Tensor<[]>>()(linearSchedule(0.1, 0, 10)(3));
exactly<Tensor<[5]>>()(multiStepSchedule(0.1, { milestones: [5] })(ids));
exactly<Tensor<[]>>()(oneCycle({ peak: 1, steps: 10 })(3));
exactly<Tensor<[5]>>()(piecewiseConstant(0.1, [[5, 0.5]])(ids));
exactly<Tensor<[]>>()(piecewiseInterpolate(0.1, [[5, 0.5]], 'cosine')(3));
exactly<Tensor<[5]>>()(polynomialSchedule(0.1, 0, 10)(ids));
exactly<Tensor<[]>>()(stepSchedule(0.1, { every: 5 })(3));
exactly<Tensor<[5]>>()(warmup(5, steps)(ids));
exactly<Tensor<[]>>()(warmupCosine({ peak: 1, warmup: 5, steps: 10 })(3));
exactly<Tensor<[5]>>()(warmupExponential({ peak: 1, warmup: 5, factor: 0.9 })(ids));
