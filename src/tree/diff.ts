/** Where a tree differs from the one that is expected, once for types and once for values, as one sentence. */
import { type AnyTensor, isValue, type One, type ShowTensor, showTensor } from '../core/tensor.ts';
import { entries } from './tree.ts';

/** The sentences for the places where Q is not the tree P, which begin with a label: a union of them, or never. */
type Differences<P, Q, L extends string, At extends string> = 0 extends 1 & Q
  ? never
  : Q extends P
    ? never
    : P extends AnyTensor
      ? `${L} is ${ShowTensor<Q>}, expected ${ShowTensor<P>}`
      : {
          [K in KeysOf<P>]: K extends keyof Q
            ? Differences<P[K], Q[K], `${At}${K}`, `${At}${K}.`>
            : `${At}${K} is missing`;
        }[KeysOf<P>];
/** The names in a tree: of a list the places, not the methods. */
type KeysOf<P> = keyof P &
  (P extends readonly unknown[] ? (number extends P['length'] ? number : `${number}`) : string);

/** What separates words and may stand in names, in the order of code units. */
type Characters =
  ' !"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~';
type Before<A extends string, B extends string> = B extends `${infer b}${infer BR}`
  ? A extends `${infer a}${infer AR}`
    ? a extends b
      ? Before<AR, BR>
      : Characters extends `${string}${a}${string}${b}${string}`
        ? true
        : false
    : true
  : false;

/** The first of some strings in the order of their characters; of a union any may come first to the compiler. */
type FirstOf<U, Best = One<U>, Rest = Exclude<U, Best>> = [Rest] extends [never]
  ? Best
  : One<Rest> extends infer S
    ? Before<S & string, Best & string> extends true
      ? FirstOf<Rest, S>
      : FirstOf<Exclude<Rest, S> | Best, Best>
    : never;

/** The sentence for the first place, in the order of the names, where Q is not the tree P; never when there is none. */
export type Diff<P, Q, Label extends string = 'params:'> =
  Differences<P, Q, Label, `${Label} `> extends infer U
    ? [U] extends [never]
      ? never
      : FirstOf<U>
    : never;

type Comparison = (formal: unknown, actual: unknown, path: string) => string | null;

const differs: Comparison = (formal, actual, path) => {
  const [is, expected] = [showTensor(actual), showTensor(formal)];
  return is === expected ? null : `${path} is ${is}, expected ${expected}`;
};
const isNone: Comparison = (formal, actual, path) =>
  isValue(actual) ? null : differs(formal, actual, path);

const allBy = (
  compare: Comparison,
  formal: unknown,
  actual: unknown,
  path: string,
  inside: string,
): readonly string[] => {
  if (isValue(formal)) {
    const wrong = compare(formal, actual, path);
    return wrong === null ? [] : [wrong];
  }
  const have = new Map(entries(actual));
  return entries(formal).flatMap(([key, want]) => {
    const here = inside + key;
    return have.has(key)
      ? allBy(compare, want, have.get(key), here, `${here}.`)
      : [`${here} is missing`];
  });
};

const firstBy = (
  compare: Comparison,
  formal: unknown,
  actual: unknown,
  label: string,
): string | null => {
  const all = allBy(compare, formal, actual, label, `${label} `);
  return all.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
};

/**
 * The sentence for the first place, in the order of the names, where `actual` is not the tree `formal`; null when there
 * is none. It begins with what the tree is called.
 */
export const diff = (formal: unknown, actual: unknown, label = 'params:'): string | null =>
  firstBy(differs, formal, actual, label);

/** The same for places that hold no tensor, whatever the types of those that do. */
export const missing = (formal: unknown, actual: unknown): string | null =>
  firstBy(isNone, formal, actual, 'params:');
