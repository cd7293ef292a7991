/** Training: the loop, its events, learners, and weights to and from files. */

export type { Position, Sums } from '../io/index.ts';
export { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
export {
  type AnyNet,
  type Classifier,
  type ClassifierOptions,
  classifier,
  type TrainState,
} from './classifier.ts';
export type { EpochEvent, Score, StepEvent, TrainEvent } from './events.ts';
export {
  type Batch,
  BEGINNING,
  evaluateOn,
  type FitData,
  type FitOptions,
  fit,
  inBatches,
  type Learner,
  shuffledBatches,
} from './fit.ts';
export { confusionMatrix, type Prediction, predictAll, worstMistakes } from './predictions.ts';
export { type AnyLoss, type ScalarLoss, type Trainer, trainer } from './trainer.ts';
export { decodeTree, loadParams, saveParams, tensorsOf } from './weights.ts';
