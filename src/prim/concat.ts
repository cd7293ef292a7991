/** Arrays side by side along an axis. */

import { concreteShape } from '../core/check.ts';
import { DTypeError, ShapeError } from '../core/error.ts';
import { type Layout, rowMajor, sizeOf } from '../core/layout.ts';
import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { compact, strided } from '../core/strided.ts';
import { addDim, type Dim } from '../types/dim.ts';
import { equalDType } from '../types/dtype.ts';
import { show } from '../types/shape.ts';
import { repeat, zeros } from './broadcast-sum.ts';
import { slice, writeAt } from './slice-embed.ts';

export interface Concat {
  readonly axis: number;
}

const joined = (inputs: readonly TensorType[], { axis }: Concat): TensorType => {
  const [first, ...rest] = inputs;
  for (const x of rest) {
    if (!equalDType(x.dtype, first!.dtype)) throw new DTypeError('concat: dtypes differ; use cast');
    if (
      x.shape.length !== first!.shape.length ||
      x.shape.some((d, k) => k !== axis && d !== first!.shape[k])
    ) {
      throw new ShapeError(
        `concat: shapes differ off axis ${axis}: ${show(first!.shape)} and ${show(x.shape)}`,
      );
    }
  }
  const width = inputs.reduce<Dim>((n, x) => addDim(n, x.shape[axis]!), 0);
  return { dtype: first!.dtype, shape: first!.shape.map((d, k) => (k === axis ? width : d)) };
};

/** The place of each operand in the output. */
const places = (
  inputs: readonly TensorType[],
  shape: readonly Dim[],
  { axis }: Concat,
): readonly Layout[] => {
  const strides = rowMajor(concreteShape(shape));
  let offset = 0;
  return inputs.map((x) => {
    const at = { shape: concreteShape(x.shape), strides, offset };
    offset += at.shape[axis]! * strides[axis]!;
    return at;
  });
};

const parts = (c: Value, inputs: readonly Value[], { axis }: Concat): readonly Value[] => {
  let from: Dim = 0;
  return inputs.map((x) => {
    const start = x.shape.map((_, k) => (k === axis ? from : 0));
    from = addDim(from, x.shape[axis]!);
    return slice(c, { start, size: x.shape, stride: x.shape.map(() => 1) });
  });
};

export const concatPrimitive: Primitive<Concat> = {
  name: 'concat',
  infer: (inputs, p) => [joined(inputs, p)],
  evaluate: (inputs, p, arithmetic) => {
    const { shape, dtype } = joined(inputs, p);
    const sizes = concreteShape(shape);
    const out = strided(dtype, sizes, arithmetic.alloc(dtype, sizeOf(sizes)));
    places(inputs, sizes, p).forEach((at, i) => {
      writeAt(out, at, compact(inputs[i]!, arithmetic));
    });
    return [out];
  },
  jvp: (ts, inputs, _, p) => [
    apply1(
      concatPrimitive,
      ts.map((t, i) => t ?? zeros(inputs[i]!)),
      p,
    ),
  ],
  transpose: ([c], inputs, linear, p): readonly Tangent[] =>
    parts(c!, inputs, p).map((v, i) => (linear[i] === true ? v : null)),
  batch: (inputs, batched, { axis }, size) => [
    concat(
      inputs.map((x, i) => (batched[i] === true ? x : repeat(x, size))),
      axis + 1,
    ),
  ],
  lower: {
    kind: 'copy',
    mode: 'write',
    fill: () => false,
    parts: (inputs, out, p) =>
      places(inputs, out.shape, p).map((layout, input) => ({ input, layout })),
  },
};
/** The arrays side by side along `axis`. */
export const concat = (inputs: readonly Value[], axis: number): Value =>
  inputs.length === 1 ? inputs[0]! : apply1(concatPrimitive, inputs, { axis });
