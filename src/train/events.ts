/** What happens in a training run, as data: whoever shows, records or stops it folds over these. */

/** Means over the samples seen. */
export interface Score {
  /** mean loss of a sample, in nats for cross-entropy */
  readonly loss: number;
  /** share of the samples that were classified as labelled */
  readonly accuracy: number;
  readonly count: number;
}

/** The end of a step: one batch, one update. */
export interface StepEvent {
  readonly kind: 'step';
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
export interface EpochEvent {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** over the batches as they came, each before its update */
  readonly train: Score;
  readonly validation: Score | null;
  readonly seconds: number;
}

/** What the training loop yields. */
export type TrainEvent = StepEvent | EpochEvent;
