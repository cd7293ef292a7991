/** The digits of a run: MNIST from a folder or those that the project draws, cut into the parts that the flags ask for. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { type DigitSamples, generatedDigits, mnist, type Samples, split } from '../data/index.ts';
import { must, need } from './failure.ts';
import { flagError, type TrainFlags } from './flags.ts';

export interface Digits {
  readonly name: string;
  readonly train: Samples;
  readonly validation: Samples | null;
  readonly test: Samples;
}

interface Parts {
  readonly train: DigitSamples;
  readonly test: DigitSamples;
}

const GENERATED = { train: 6000, test: 1000 } as const;

/** Digits that the project draws itself: the same for every seed of the model. */
const generated = (): Parts => ({
  train: generatedDigits([0, 1], GENERATED.train),
  test: generatedDigits([0, 2], GENERATED.test),
});

/** Files may hold no digits at all and be well-formed. */
const notEmpty = (dir: string, parts: Parts): E.Either<BoundaryError, Parts> => {
  const errors = [['training', parts.train] as const, ['test', parts.test] as const].flatMap(
    ([name, { count }]) =>
      count > 0 ? [] : boundaryError(dir, `${name} digits`, 'at least one', 'none'),
  );
  const [first, ...others] = errors;
  return first === undefined ? E.right(parts) : E.left(collectErrors(first, others));
};

const hold = (
  train: DigitSamples,
  share: number,
): E.Either<BoundaryError, Pick<Digits, 'train' | 'validation'>> => {
  const expected = `0, or a share that leaves some of ${train.count} samples to train and some to validate`;
  return share === 0
    ? E.right({ train, validation: null })
    : E.tryCatch(
        () => split(train, share),
        () => flagError('--validation-split', expected, `'${share}'`),
      );
};

const rowsAs = (s: Samples, row: readonly number[]): Samples => ({ ...s, shape: row });

/** The digits that the flags ask for, each in the shape `row`; throws Refused. */
export const loadDigits = async (
  { data, validationSplit }: Pick<TrainFlags, 'data' | 'validationSplit'>,
  row: readonly number[],
): Promise<Digits> => {
  const parts =
    data === null
      ? generated()
      : await need(
          pipe(
            mnist(data),
            TE.chainEitherK((read) => notEmpty(data, read)),
          ),
        );
  const { train, validation } = must(hold(parts.train, validationSplit));
  return {
    name: data === null ? 'generated digits' : 'MNIST',
    train: rowsAs(train, row),
    validation: validation === null ? null : rowsAs(validation, row),
    test: rowsAs(parts.test, row),
  };
};
