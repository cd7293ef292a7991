/** Where a tree differs from the one that is expected, once for types and once for values, as one sentence. */
import { type AnyTensor, isValue, type ShowTensor, showTensor } from '../core/tensor.ts';
import { entries } from './tree.ts';

/** The sentence for every place where Q is not the tree P: a union of them, or never. */
export type Diff<P, Q, At extends string = ''> = {
  [K in keyof P & string]: K extends keyof Q
    ? Q[K] extends P[K]
      ? never
      : P[K] extends AnyTensor
        ? `params: ${At}${K} is ${ShowTensor<Q[K]>}, expected ${ShowTensor<P[K]>}`
        : Diff<P[K], Q[K], `${At}${K}.`>
    : `params: ${At}${K} is missing`;
}[keyof P & string];

type Comparison = (formal: unknown, actual: unknown, path: string) => string | null;

const differs: Comparison = (formal, actual, path) => {
  const [is, expected] = [showTensor(actual), showTensor(formal)];
  const what = path === '' ? 'is' : `${path} is`;
  return is === expected ? null : `params: ${what} ${is}, expected ${expected}`;
};
const isNone: Comparison = (formal, actual, path) =>
  isValue(actual) ? null : differs(formal, actual, path);

const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const firstBy = (
  compare: Comparison,
  formal: unknown,
  actual: unknown,
  path: string,
): string | null => {
  if (isValue(formal)) return compare(formal, actual, path);
  const have = new Map(entries(actual));
  for (const [key, want] of entries(formal)) {
    const here = at(path, key);
    const wrong = have.has(key)
      ? firstBy(compare, want, have.get(key), here)
      : `params: ${here} is missing`;
    if (wrong !== null) return wrong;
  }
  return null;
};

/** The sentence for the first place, in key order, where `actual` is not the tree `formal`; null when there is none. */
export const diff = (formal: unknown, actual: unknown): string | null =>
  firstBy(differs, formal, actual, '');

/** The same for places that hold no tensor, whatever the types of those that do. */
export const missing = (formal: unknown, actual: unknown): string | null =>
  firstBy(isNone, formal, actual, '');
