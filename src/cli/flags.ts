/** The words of a command line, decoded: every wrong one is named, with what was expected and found. */
import type { Applicative2C } from 'fp-ts/lib/Applicative.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Semigroup } from 'fp-ts/lib/Semigroup.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, collectErrors, listErrors } from '../core/boundary.ts';

/** A flag as it is written: what is expected of it in words, and its value. */
export interface Flag<A> {
  readonly expected: string;
  readonly codec: t.Type<A, unknown>;
}

/** What commander has read, by the name of the option. */
export type Given = Readonly<Record<string, unknown>>;
export type Decoded<A> = E.Either<BoundaryError, A>;

const flag = <A>(expected: string, codec: t.Type<A, unknown>): Flag<A> => ({ expected, codec });

const number = (expected: string, holds: (n: number) => boolean): Flag<number> =>
  flag(
    expected,
    new t.Type<number, unknown>(
      expected,
      (u): u is number => typeof u === 'number' && holds(u),
      (u, c) => {
        const n = typeof u === 'string' && u.trim() !== '' ? Number(u) : u;
        return typeof n === 'number' && Number.isFinite(n) && holds(n)
          ? t.success(n)
          : t.failure(u, c);
      },
      (n) => String(n),
    ),
  );

export const whole = (least: number, most: number): Flag<number> =>
  number(
    `a whole number from ${least} to ${most}`,
    (n) => Number.isInteger(n) && n >= least && n <= most,
  );

export const positive: Flag<number> = number('a number above 0', (n) => n > 0);
export const share: Flag<number> = number('a share from 0 to below 1', (n) => n >= 0 && n < 1);

const listed = (names: object): string => `one of ${Object.keys(names).join(', ')}`;

/** One of the keys of a record. */
export const oneOf = <K extends string>(names: Readonly<Record<K, unknown>>): Flag<K> =>
  flag(listed(names), t.keyof(names, listed(names)));

const isText = (u: unknown): u is string => typeof u === 'string' && u !== '';

/** A path may be left out, but not be empty: that would mean the root of the file system. */
export const path = (what: 'file' | 'folder'): Flag<string> =>
  flag(
    `the path of a ${what}`,
    new t.Type<string, unknown>(
      'a path',
      isText,
      (u, c) => (isText(u) ? t.success(u) : t.failure(u, c)),
      t.identity,
    ),
  );

const isWasm = (u: unknown): u is string => isText(u) && /[^/\\]\.wasm$/.test(u);

/** What other files are named after. */
export const wasmFile: Flag<string> = flag(
  'the path of a file that ends in .wasm',
  new t.Type<string, unknown>(
    'a .wasm path',
    isWasm,
    (u, c) => (isWasm(u) ? t.success(u) : t.failure(u, c)),
    t.identity,
  ),
);

/** The option of a name: `--learning-rate` of learningRate. */
export const written = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/** A refused flag, as one of the errors of the boundary. */
export const flagError = (name: string, expected: string, actual: string): BoundaryError =>
  boundaryError('command line', name, expected, actual);

/** The value of a flag, `absent` where it is not given. */
export const decodeFlag = <A, B>(
  given: Given,
  name: string,
  { expected, codec }: Flag<A>,
  absent: B,
): Decoded<A | B> =>
  given[name] === undefined
    ? E.right(absent)
    : E.mapLeft(() => flagError(written(name), expected, `'${String(given[name])}'`))(
        codec.decode(given[name]),
      );

const allErrors: Semigroup<BoundaryError> = {
  concat: (a, b) => collectErrors(a, listErrors(b)),
};

/** Collects the errors of all flags, where `E.Applicative` would stop at the first. */
export const Flags: Applicative2C<E.URI, BoundaryError> = E.getApplicativeValidation(allErrors);
