/** What the tests of ops share: expressions evaluated by the reference interpreter, and laws of shape rules. */
import { expect } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { type Arithmetic, compact, exact, type Numbers } from '../../src/core/strided.ts';
import { evaluateGraph } from '../../src/transform/index.ts';

/** The elements of a closed expression, row-major. */
export const elementsOf = (v: Value, arithmetic: Arithmetic = exact): Numbers => {
  const [result] = evaluateGraph({ params: [], results: [v] }, [], arithmetic);
  return compact(result!, arithmetic).data;
};

/** Its elements as plain numbers. */
export const numbersOf = (v: Value, arithmetic: Arithmetic = exact): readonly number[] =>
  Array.from(elementsOf(v, arithmetic));

/** The elements of several closed expressions, what they share computed once. */
export const valuesOf = (
  vs: readonly Value[],
  arithmetic: Arithmetic = exact,
): readonly Numbers[] =>
  evaluateGraph({ params: [], results: vs }, [], arithmetic).map(
    (r) => compact(r, arithmetic).data,
  );

type Plain<T> = T extends readonly unknown[] ? { -readonly [K in keyof T]: T[K] } : T;
type Same<A, B> = [A, B] extends [B, A] ? true : false;
/** `got` has the type and the value of `want`; a type that differs is refused with what it is. */
export const law = <const G, const W>(
  got: G,
  want: Same<Plain<G>, Plain<W>> extends true ? W : { readonly got: G },
): void => {
  expect(got).toEqual(want);
};

/** The type of a tensor is exactly this one. */
export const hasType =
  <Want>() =>
  <Got>(_: Got, ..._same: Same<Got, Want> extends true ? [] : [{ readonly got: Got }]): void =>
    undefined;

/** Runs f as a JavaScript caller could, past the type checker, for its run-time sentence. */
export const untypedCall = (f: unknown, ...args: readonly unknown[]): unknown => {
  if (typeof f !== 'function') throw new TypeError('not a function');
  return f(...args);
};
