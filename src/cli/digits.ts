/** The digits of a run: MNIST from a folder or those that the project draws, cut into the parts that the flags ask for. */
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { type DigitSamples, generatedDigits, mnist, type Samples, split } from '../data/index.ts';
import { sha256 } from '../io/index.ts';
import { must, need } from './failure.ts';
import { flagError } from './flags.ts';
import type { DataInfo } from './run-folder.ts';

export interface Digits {
  readonly info: DataInfo;
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

/** Labels tell data sets apart, at little cost. */
const fingerprint = ({ train, test }: Parts): string => {
  const bytes = [train, test].map(({ labels }) => Uint8Array.from(labels));
  return sha256(Buffer.concat(bytes));
};

const loadParts = async (folder: string | null): Promise<Parts> =>
  folder === null
    ? generated()
    : need(
        pipe(
          mnist(folder),
          TE.chainEitherK((read) => notEmpty(folder, read)),
        ),
      );

/** The digits of a folder, or generated ones, each in the shape `row`; throws Refused. */
export const loadDigits = async (
  folder: string | null,
  validationSplit: number,
  row: readonly number[],
): Promise<Digits> => {
  const parts = await loadParts(folder);
  const { train, validation } = must(hold(parts.train, validationSplit));
  return {
    info: {
      name: folder === null ? 'generated digits' : 'MNIST',
      folder: folder === null ? null : resolve(folder),
      sha256: fingerprint(parts),
    },
    train: rowsAs(train, row),
    validation: validation === null ? null : rowsAs(validation, row),
    test: rowsAs(parts.test, row),
  };
};
