/** reshape and permute: the same elements in another shape or order of axes. */

import { concreteShape } from '../core/check.ts';
import { GraphError, ShapeError } from '../core/error.ts';
import { reshapeLayout } from '../core/layout.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { type Dim, mulDim } from '../types/dim.ts';
import { show } from '../types/shape.ts';
import { view } from './families/view.ts';

export interface Reshape {
  readonly shape: readonly Dim[];
}

const count = (shape: readonly Dim[]): Dim => shape.reduce<Dim>((n, d) => mulDim(n, d), 1);

export const reshapePrimitive: Primitive<Reshape> = view<Reshape>({
  name: 'reshape',
  infer: (x, { shape }) => {
    if (count(x.shape) !== count(shape)) {
      throw new ShapeError(
        `reshape: ${show(x.shape)} has ${count(x.shape)} elements, ${show(shape)} has ${count(shape)}`,
      );
    }
    return shape;
  },
  map: (x, { shape }) => reshapeLayout(x, concreteShape(shape)),
  transpose: (c, x) => reshape(c, x.shape),
  batch: ({ shape }, size) => ({ shape: [size, ...shape] }),
  resize: ({ shape }, at) => ({ shape: shape.map(at) }),
});
/** The same elements, row-major, in another shape. */
export const reshape = (x: Value, shape: readonly Dim[]): Value =>
  x.shape.length === shape.length && x.shape.every((d, k) => d === shape[k])
    ? x
    : apply1(reshapePrimitive, [x], { shape });

export interface Permute {
  readonly perm: readonly number[];
}

const inverse = (perm: readonly number[]): readonly number[] => perm.map((_, i) => perm.indexOf(i));

export const permutePrimitive: Primitive<Permute> = view<Permute>({
  name: 'permute',
  infer: (x, { perm }) => {
    if (perm.length !== x.shape.length || new Set(perm).size !== perm.length) {
      throw new GraphError(`permute: [${perm}] is no permutation of the axes of ${show(x.shape)}`);
    }
    return perm.map((k) => x.shape[k]!);
  },
  map: (x, { perm }) => ({
    shape: perm.map((k) => x.shape[k]!),
    strides: perm.map((k) => x.strides[k]!),
    offset: x.offset,
  }),
  transpose: (c, _, { perm }) => permute(c, inverse(perm)),
  batch: ({ perm }) => ({ perm: [0, ...perm.map((k) => k + 1)] }),
});
/** Axis i of the result is axis perm[i] of x. */
export const permute = (x: Value, perm: readonly number[]): Value =>
  perm.every((k, i) => k === i) ? x : apply1(permutePrimitive, [x], { perm });
