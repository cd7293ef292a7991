/** Training: the loop, its events, learners, and weights to and from files. */
export {
  type Classifier,
  type ClassifierOptions,
  classifier,
  type Optimiser,
  type TrainState,
} from './classifier.ts';
export type { EpochEvent, Score, StepEvent, TrainEvent } from './events.ts';
export {
  type Batch,
  evaluateOn,
  type FitData,
  type FitOptions,
  fit,
  inBatches,
  type Learner,
  type Sums,
} from './fit.ts';
export { confusionMatrix, type Prediction, predictAll, worstMistakes } from './predictions.ts';
export { loadParams, saveParams, tensorsOf } from './weights.ts';
