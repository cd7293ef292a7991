/**
 * Trees of graph values: records and arrays, at any depth, with tensors as leaves. Parameters, gradients, optimiser
 * states and batches are trees. Anything else in a tree (numbers, strings, functions) belongs to its structure.
 */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, isValue, type NdArray, type Tensor } from '../core/tensor.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

/** T with every tensor as data; an erased signature's `any` must not recurse. */
export type Arrays<T> = 0 extends 1 & T
  ? T
  : T extends Tensor<infer S extends Shape, infer D extends DType>
    ? NdArray<S, D>
    : T extends object
      ? { [K in keyof T]: Arrays<T[K]> }
      : T;

/** T with data as tensors. */
export type Tensors<T> = 0 extends 1 & T
  ? T
  : T extends NdArray<infer S extends Shape, infer D extends DType>
    ? Tensor<S, D>
    : T extends AnyTensor
      ? T
      : T extends object
        ? { [K in keyof T]: Tensors<T[K]> }
        : T;

/** The children of a record or array, by key; none of anything else. */
export const entries = (t: unknown): readonly (readonly [string, unknown])[] =>
  typeof t === 'object' && t !== null && !isValue(t) ? Object.entries(t) : [];

/** The child at a key. */
export const child = (t: unknown, key: string): unknown => new Map(entries(t)).get(key);

/** The tensors of a tree with their dotted names, in the order of the keys. */
export const paths = (t: unknown, name = ''): readonly (readonly [string, Value])[] =>
  isValue(t)
    ? [[name, t]]
    : entries(t).flatMap(([k, x]) => paths(x, name === '' ? k : `${name}.${k}`));

/** The tensors of a tree, in the order of the keys. */
export const leaves = (t: unknown): readonly Value[] =>
  isValue(t) ? [t] : entries(t).flatMap(([, x]) => leaves(x));

/** The tree with `f(child, key)` for every child. */
const overChildren = (t: unknown, f: (x: unknown, key: string) => unknown): unknown => {
  if (typeof t !== 'object' || t === null) return t;
  if (Array.isArray(t)) return t.map((x, i) => f(x, String(i)));
  return Object.fromEntries(entries(t).map(([k, x]) => [k, f(x, k)]));
};

const zipAt = (
  f: (leaf: Value, others: readonly Value[], path: string) => unknown,
  path: string,
  t: unknown,
  others: readonly unknown[],
): unknown => {
  if (!isValue(t)) {
    return overChildren(t, (x, k) =>
      zipAt(
        f,
        path === '' ? k : `${path}.${k}`,
        x,
        others.map((o) => child(o, k)),
      ),
    );
  }
  const rest = others.filter(isValue);
  if (rest.length < others.length) throw new ShapeError(`tree: ${path} is missing`);
  return f(t, rest, path);
};

/** The tree whose leaf at each path is f(leaf of `t`, the leaves of `others` there, path). */
export const zipLeaves = (
  f: (leaf: Value, others: readonly Value[], path: string) => unknown,
  t: unknown,
  ...others: readonly unknown[]
): unknown => zipAt(f, '', t, others);

/** The tree with f(leaf, dotted path) for every tensor. */
export function map<T>(f: (leaf: AnyTensor, path: string) => AnyTensor, t: T): T;
export function map(f: (leaf: Value, path: string) => unknown, t: unknown): unknown {
  return zipLeaves((leaf, _, path) => f(leaf, path), t);
}

/** The tree with f(a, b) for the tensors of two trees at the same path. */
export function zip<T>(f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: T, b: T): T;
export function zip(f: (a: Value, b: Value) => unknown, a: unknown, b: unknown): unknown {
  return zipLeaves((x, [y]) => f(x, y!), a, b);
}

/** The tree of the form of `like` with these tensors, in the order of `leaves`. */
export function rebuild<T>(like: T, values: readonly Value[]): T;
export function rebuild(like: unknown, values: readonly Value[]): unknown {
  const rest = values[Symbol.iterator]();
  return zipLeaves(() => rest.next().value, like);
}

/** The leaves of `actual` in the order in which `formal` has them, which may name its keys in another order. */
export const leavesLike = (formal: unknown, actual: unknown): readonly Value[] => {
  const out: Value[] = [];
  zipLeaves((_, [leaf]) => out.push(leaf!), formal, actual);
  return out;
};
