/** The flags of `train`, decoded from the words of the command line. */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { models } from './models.ts';

/** A flag as it is written: what is expected of it in words, and its value or null. */
interface Flag<A> {
  readonly expected: string;
  readonly codec: t.Type<A, unknown>;
}

const number = (name: string, holds: (n: number) => boolean): t.Type<number, unknown> =>
  new t.Type<number, unknown>(
    name,
    (u): u is number => typeof u === 'number' && holds(u),
    (u, c) => {
      const n = typeof u === 'string' && u.trim() !== '' ? Number(u) : u;
      return typeof n === 'number' && Number.isFinite(n) && holds(n)
        ? t.success(n)
        : t.failure(u, c);
    },
    (n) => String(n),
  );

const flag = <A>(expected: string, codec: t.Type<A, unknown>): Flag<A> => ({ expected, codec });

const whole = (least: number, most: number): Flag<number> => {
  const expected = `a whole number from ${least} to ${most}`;
  return flag(
    expected,
    number(expected, (n) => Number.isInteger(n) && n >= least && n <= most),
  );
};

const FLAGS = {
  model: flag(`one of ${Object.keys(models).join(', ')}`, t.keyof(models)),
  epochs: whole(1, 100000),
  batch: whole(1, 65536),
  seed: whole(0, 2 ** 32 - 1),
  learningRate: flag(
    'a number above 0',
    number('a number above 0', (n) => n > 0),
  ),
  validationSplit: flag(
    'a share from 0 to below 1',
    number('a share from 0 to below 1', (n) => n >= 0 && n < 1),
  ),
} as const;

/** A path may be left out, but not be empty: that would mean the root of the file system. */
const isPath = (u: unknown): u is string | undefined =>
  u === undefined || (typeof u === 'string' && u !== '');
const PATH = flag(
  'the path of a folder',
  new t.Type<string | null, unknown>(
    'a path or nothing',
    (u): u is string | null => u === null || (typeof u === 'string' && u !== ''),
    (u, c) => (isPath(u) ? t.success(u ?? null) : t.failure(u, c)),
    t.identity,
  ),
);

/** What `train` is asked to do. */
export interface TrainFlags {
  readonly data: string | null;
  readonly model: keyof typeof models;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly validationSplit: number;
  readonly out: string | null;
  readonly json: boolean;
}

const written = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

const COMMAND_LINE = 'command line';

/** A refused flag, as one of the errors of the boundary. */
export const flagError = (name: string, expected: string, actual: string): BoundaryError =>
  boundaryError(COMMAND_LINE, name, expected, actual);

const decodeFlag = <A>(name: string, f: Flag<A>, given: unknown): E.Either<BoundaryError, A> =>
  E.mapLeft(() => flagError(written(name), f.expected, `'${String(given)}'`))(
    f.codec.decode(given),
  );

/** Decodes the words; the error lists every flag that is wrong. */
export const decodeFlags = (
  given: Readonly<Record<string, unknown>>,
): E.Either<BoundaryError, TrainFlags> => {
  const at = (k: Exclude<keyof typeof FLAGS, 'model'>) => decodeFlag(k, FLAGS[k], given[k]);
  const model = decodeFlag('model', FLAGS.model, given['model']);
  const [epochs, batch, seed] = [at('epochs'), at('batch'), at('seed')];
  const [learningRate, validationSplit] = [at('learningRate'), at('validationSplit')];
  const path = (k: 'data' | 'out') => decodeFlag(k, PATH, given[k]);
  const [data, out] = [path('data'), path('out')];
  const all = [data, model, epochs, batch, seed, learningRate, validationSplit, out];
  const [first, ...others] = all.flatMap((e) => (E.isLeft(e) ? [e.left] : []));
  if (first !== undefined) return E.left(collectErrors(first, others));
  const value = <A>(e: E.Either<BoundaryError, A>, otherwise: A): A =>
    E.getOrElse(() => otherwise)(e);
  return E.right({
    data: value(data, null),
    model: value(model, 'mlp'),
    epochs: value(epochs, 1),
    batch: value(batch, 1),
    seed: value(seed, 0),
    learningRate: value(learningRate, 1),
    validationSplit: value(validationSplit, 0),
    out: value(out, null),
    json: given['json'] === true,
  });
};
