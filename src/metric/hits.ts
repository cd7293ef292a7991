/** Counts of what was classified rightly, so that batches of different sizes add up. */
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { cast, literal, reduceSum } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';

/** How many rows were counted, and how many of them were classified as labelled. */
export interface Hits {
  readonly correct: number;
  readonly count: number;
}

/** Counts of several batches together: fp-ts's monoid as a type alone, since no browser loads its CommonJS modules. */
export const hits: Monoid<Hits> = {
  empty: { correct: 0, count: 0 },
  concat: (x, y) => ({ correct: x.correct + y.correct, count: x.count + y.count }),
};

/** correct / count; NaN of nothing. */
export const accuracyOf = ({ correct, count }: Hits): number => correct / count;

/** The counts of a batch inside a program. */
export interface HitTensors {
  readonly correct: Tensor<[], i32>;
  readonly count: Tensor<[], i32>;
}

/** How many of these truth values hold, and how many there are. */
export const counted = (right: Value): { readonly correct: Value; readonly count: Value } => ({
  correct: reduceSum(cast(right, DTypes.i32), [...right.shape.keys()]),
  count: literal(sizeOf(right.shape), DTypes.i32),
});
