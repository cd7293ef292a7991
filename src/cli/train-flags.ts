/** What `train` is asked to do: a new run with its configuration, or one that goes on. */
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as t from 'io-ts';
import {
  type Decoded,
  decodeFlag,
  Flags,
  flagError,
  type Given,
  oneOf,
  path,
  positive,
  share,
  whole,
  written,
} from './flags.ts';
import { MODELS, type ModelConfig } from './models.ts';

/** All that decides the weights which a run ends with, besides its data. */
export interface TrainConfig extends ModelConfig {
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly validationSplit: number;
}

/** Flags that a run keeps when it goes on. */
const KEPT = [
  'model',
  'dropout',
  'learningRate',
  'batch',
  'seed',
  'validationSplit',
  'out',
] as const;

export const DEFAULTS: TrainConfig = {
  model: 'cnn',
  dropout: 0,
  learningRate: 0.001,
  epochs: 10,
  batch: 128,
  seed: 0,
  validationSplit: 0.1,
};

/** A run that begins. */
export interface NewRun {
  readonly kind: 'new';
  readonly config: TrainConfig;
  /** the folder of the MNIST files; null for generated digits */
  readonly data: string | null;
  readonly out: string | null;
  readonly json: boolean;
}
/** A run that goes on in its folder. */
export interface ResumedRun {
  readonly kind: 'resumed';
  readonly run: string;
  /** null for as many as it was begun with */
  readonly epochs: number | null;
  /** null for where it had its data from */
  readonly data: string | null;
  readonly json: boolean;
}
export type TrainFlags = NewRun | ResumedRun;

/** What each part of a configuration may be, on the command line as in a saved run. */
const PARTS = {
  model: oneOf(MODELS),
  dropout: share,
  learningRate: positive,
  epochs: whole(1, 100000),
  batch: whole(1, 65536),
  seed: whole(0, 2 ** 32 - 1),
  validationSplit: share,
};
export const ConfigCodec: t.Type<TrainConfig, unknown> = t.type({
  model: PARTS.model.codec,
  dropout: PARTS.dropout.codec,
  learningRate: PARTS.learningRate.codec,
  epochs: PARTS.epochs.codec,
  batch: PARTS.batch.codec,
  seed: PARTS.seed.codec,
  validationSplit: PARTS.validationSplit.codec,
});

const folder = path('folder');

const newRun = (given: Given): Decoded<TrainFlags> => {
  const config = sequenceS(Flags)({
    model: decodeFlag(given, 'model', PARTS.model, DEFAULTS.model),
    epochs: decodeFlag(given, 'epochs', PARTS.epochs, DEFAULTS.epochs),
    batch: decodeFlag(given, 'batch', PARTS.batch, DEFAULTS.batch),
    seed: decodeFlag(given, 'seed', PARTS.seed, DEFAULTS.seed),
    learningRate: decodeFlag(given, 'learningRate', PARTS.learningRate, DEFAULTS.learningRate),
    dropout: decodeFlag(given, 'dropout', PARTS.dropout, DEFAULTS.dropout),
    validationSplit: decodeFlag(
      given,
      'validationSplit',
      PARTS.validationSplit,
      DEFAULTS.validationSplit,
    ),
  });
  return sequenceS(Flags)({
    kind: E.right('new' as const),
    data: decodeFlag(given, 'data', folder, null),
    config,
    out: decodeFlag(given, 'out', folder, null),
    json: E.right(given['json'] === true),
  });
};

const keeps = (given: Given, name: string): Decoded<null> =>
  given[name] === undefined
    ? E.right(null)
    : E.left(
        flagError(
          written(name),
          'nothing beside --resume: the run keeps what it was begun with',
          `'${String(given[name])}'`,
        ),
      );

const resumedRun = (given: Given): Decoded<TrainFlags> =>
  sequenceS(Flags)({
    kind: E.right('resumed' as const),
    run: decodeFlag(given, 'resume', folder, ''),
    epochs: decodeFlag(given, 'epochs', PARTS.epochs, null),
    data: decodeFlag(given, 'data', folder, null),
    json: E.right(given['json'] === true),
    kept: RA.traverse(Flags)((name: string) => keeps(given, name))(KEPT),
  });

/** Decodes the flags of `train`; the error lists every flag that is wrong. */
export const decodeTrainFlags = (given: Given): Decoded<TrainFlags> =>
  given['resume'] === undefined ? newRun(given) : resumedRun(given);
