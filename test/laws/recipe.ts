/** What the laws need to know of a primitive: a graph as a function of its dims, and values inside its domain. */

import { fresh } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import {
  apply,
  type Graph,
  type Primitive,
  type TensorType,
  type Value,
} from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import type { Dim } from '../../src/types/dim.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import type { Args } from './laws.ts';
import { integer, type Random, random, shuffled } from './random.ts';

/** The elements of one argument. */
export type Domain = (source: Random, size: number) => readonly number[];

export interface Recipe {
  /** the sizes of the dims that the graph is built from */
  readonly sizes: readonly number[];
  /** the graph, with names or sizes for its dims */
  build(dims: readonly Dim[]): Graph;
  /** one for every parameter */
  readonly domains: readonly Domain[];
}

// ---- domains ------------------------------------------------------------------------------------

const each =
  (f: (source: Random) => number): Domain =>
  (source, size) =>
    Array.from({ length: size }, () => f(source));

const magnitude = (source: Random): number => 0.3 + 1.7 * source();
const sign = (source: Random): number => (source() < 0.5 ? -1 : 1);

/** 0.3 to 2 */
export const positive: Domain = each(magnitude);
/** 0.3 to 2 with either sign */
export const nonZero: Domain = each((s) => sign(s) * magnitude(s));
/** 0.2 to 0.8 above an integer */
export const offInteger: Domain = each((s) => integer(s, -3, 3) + 0.2 + 0.6 * s());
/** multiples of a half, shifted: two arguments with different shifts have no ties */
export const grid = (shift: number): Domain => each((s) => integer(s, -4, 4) / 2 + shift);
/** no two elements are equal or close */
export const distinct: Domain = (source, size) =>
  shuffled(source, size).map((i) => (i - size / 3) / 4);
export const integers = (lo: number, hi: number): Domain => each((s) => integer(s, lo, hi));
export const booleans: Domain = integers(0, 1);

const domainOf: Readonly<Record<DTypeName, Domain>> = {
  f32: nonZero,
  f64: nonZero,
  f16: nonZero,
  bf16: nonZero,
  i32: each((s) => (s() < 0.8 ? integer(s, -9, 9) : integer(s, -(2 ** 31), 2 ** 31 - 1))),
  u32: each((s) => (s() < 0.8 ? integer(s, 0, 9) : integer(s, 0, 2 ** 32 - 1))),
  bool: booleans,
  u8: integers(0, 255),
  i64: integers(-9, 9),
};
export const anyOf = (dtype: DTypeName): Domain => domainOf[dtype];

// ---- graphs -------------------------------------------------------------------------------------

export const type = (dtype: DTypeName, shape: readonly Dim[]): TensorType => ({
  dtype: DTypes[dtype],
  shape,
});

/** A primitive on parameters of its own. */
export const applied = <P>(
  primitive: Primitive<P>,
  types: readonly TensorType[],
  params: P,
): Graph => {
  const own: readonly Value[] = types.map(fresh);
  return { params: own, results: apply(primitive, own, params) };
};

/** Several sets of arguments for the concrete graph. */
export const examplesOf = (
  g: Graph,
  domains: readonly Domain[],
  seed: number,
  count: number,
): readonly Args[] => {
  const source = random(seed);
  return Array.from({ length: count }, () =>
    g.params.map((p, i) => {
      const shape = p.shape.map(Number);
      const data = exact.alloc(p.dtype, sizeOf(shape));
      data.set(domains[i]!(source, data.length));
      return strided(p.dtype, shape, data);
    }),
  );
};
