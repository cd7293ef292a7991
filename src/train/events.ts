/** What happens in a training run, as data: whoever shows, records or stops it folds over these. */
import type { Position } from '../io/index.ts';

/** Means over the samples seen. */
export interface Score {
  /** mean loss of a sample, in nats for cross-entropy */
  readonly loss: number;
  /** share of the samples that were classified as labelled */
  readonly accuracy: number;
  readonly count: number;
}

/** The end of a step: one batch, one update. */
export interface StepEvent<S = unknown> {
  readonly kind: 'step';
  /** valid until the next event is asked for */
  readonly state: S;
  readonly position: Position;
  /** from 1 */
  readonly epoch: number;
  /** from 1, within the epoch */
  readonly step: number;
  readonly steps: number;
  /** samples of this batch */
  readonly samples: number;
  /** mean loss of this batch, before its update */
  readonly loss: number;
}

/** The end of an epoch. */
export interface EpochEvent<S = unknown> {
  readonly kind: 'epoch';
  /** valid until the next event is asked for */
  readonly state: S;
  /** the beginning of the next epoch */
  readonly position: Position;
  readonly epoch: number;
  /** over the batches as they came, each before its update */
  readonly train: Score;
  readonly validation: Score | null;
  readonly seconds: number;
}

/** What the training loop yields. */
export type TrainEvent<S = unknown> = StepEvent<S> | EpochEvent<S>;
