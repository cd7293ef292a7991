/** Accuracy as sums, so that batches of different sizes add up: a monoid of counts, divided at the end. */
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import type { Value } from '../core/node.ts';
import type { AnyTensor, Ok, Tensor } from '../core/tensor.ts';
import { must } from '../core/tensor.ts';
import { argMax, expand, type Floats, floats, type Indices, indices } from '../ops/index.ts';
import { cast, equal, literal, reduceSum } from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { type Broadcast, type Shape, sizeOf } from '../types/shape.ts';

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

type Rows<A extends Shape, Y extends Shape> = A extends readonly [...infer P extends Shape, infer _]
  ? Broadcast<P, Y, 'accuracy'>
  : 'accuracy: logits need rank >= 1, got []';

/** The counts of a batch inside a program. */
export interface HitTensors {
  readonly correct: Tensor<[], i32>;
  readonly count: Tensor<[], i32>;
}

/** How many rows of logits [..., C] have their largest at the label [...]; the first of equal ones counts. */
export function accuracy<A extends AnyTensor, Y extends AnyTensor>(
  logits: Floats<A, 'accuracy'>,
  labels: Ok<Indices<Y, 'accuracy: labels', Rows<A['shape'], Y['shape']>>, Y>,
): HitTensors;
export function accuracy(
  logits: Tensor<Shape>,
  labels: Value,
): { readonly correct: Value; readonly count: Value } {
  const given = floats('accuracy', logits).shape;
  const own = indices('accuracy: labels', labels).shape;
  const shape = must(
    given.length === 0
      ? 'accuracy: logits need rank >= 1, got []'
      : broadcastDims(given.slice(0, -1), own, 'accuracy'),
  );
  const best: Value = argMax(-1)(logits);
  const right = cast(equal(expand(best, shape), expand(labels, shape)), DTypes.i32);
  return {
    correct: reduceSum(right, [...shape.keys()]),
    count: literal(sizeOf(shape), DTypes.i32),
  };
}
