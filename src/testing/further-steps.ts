/** The steps of random programs that are to be run rather than differentiated: maxima, sorting, windows, bits, f64. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, divDim, mulDim, subDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { integer } from './random.ts';
import { binary, type Context, like, root, type Step, sameAxes, unary } from './steps.ts';

/** A step along one axis of its operands, which have the same axes. */
const along =
  (f: (x: Value, y: Value, axis: number, d: Dim) => Value): Step =>
  (x, y, { source }: Context) => {
    if (x.axes.length === 0 || !sameAxes(x, y)) return undefined;
    const axis = integer(source, 0, x.axes.length - 1);
    return like(x, f(x.value, y.value, axis, x.value.shape[axis]!));
  };

const withAxis = <T>(xs: readonly T[], axis: number, x: T): readonly T[] =>
  xs.map((own, k) => (k === axis ? x : own));

interface Range {
  readonly axis: number;
  readonly start: Dim;
  readonly size: Dim;
  readonly stride: number;
}
const cut = (x: Value, { axis, start, size, stride }: Range): Value =>
  p.slice(x, {
    start: withAxis<Dim>(
      x.shape.map(() => 0),
      axis,
      start,
    ),
    size: withAxis(x.shape, axis, size),
    stride: withAxis(
      x.shape.map(() => 1),
      axis,
      stride,
    ),
  });

const backwards = along((x, _, axis, d) =>
  cut(x, { axis, start: subDim(d, 1), size: d, stride: -1 }),
);
/** Every other element of both in a row. */
const interleaved = along((x, y, axis, d) =>
  cut(p.concat([x, y], axis), { axis, start: 0, size: d, stride: 2 }),
);
/** One place later, a zero first. */
const padded = (x: Value, axis: number, d: Dim): Value =>
  p.embed(x, {
    shape: withAxis(x.shape, axis, addDim(d, 1)),
    start: withAxis<Dim>(
      x.shape.map(() => 0),
      axis,
      1,
    ),
    stride: x.shape.map(() => 1),
  });
const later = along((x, _, axis, d) =>
  cut(padded(x, axis, d), { axis, start: 0, size: d, stride: 1 }),
);
/** The first half of one written over a part of the other, whose memory may be given away. */
const partly = along((x, y, axis, d) => {
  const block = cut(y, { axis, start: 0, size: divDim(d, 2), stride: 1 });
  const start = p.fill(1, { shape: [1], dtype: DTypes.i32 });
  return p.update(x, block, start, { batch: 0, axes: [axis] });
});
/** Every two neighbours through tanh, and added up again where they overlap. */
const neighbours = along((x, _, axis, d) => {
  const steps = { axes: [axis], stride: [1], dilation: [1] };
  const pairs = p.tanh(p.window(padded(x, axis, d), { ...steps, places: [d], size: [2] }));
  const sums = p.fold(pairs, { ...steps, shape: [addDim(d, 1)] });
  return cut(sums, { axis, start: 0, size: d, stride: 1 });
});

/** The largest along an axis; of nothing, -1, as tanh of -inf. */
const largest: Step = (x, _, { source }) => {
  if (x.axes.length === 0) return undefined;
  const k = integer(source, 0, x.axes.length - 1);
  return { value: p.tanh(p.reduceMax(x.value, [k])), axes: x.axes.filter((_a, i) => i !== k) };
};

const sorted: Step = (x) =>
  x.axes.length === 1
    ? like(x, p.gather(x.value, p.argSort(x.value, x.axes[0] === 0), 0))
    : undefined;

/** A choice by the bits of a count. */
const byBits: Step = (x, y) => {
  if (!sameAxes(x, y) || x.axes.length === 0) return undefined;
  const i = p.iota(x.value.shape, x.axes.length - 1);
  const odd = p.and(p.xor(i, p.shiftRight(p.shiftLeft(i, 2), 1)), p.fill(1, i));
  return like(x, p.select(p.equal(odd, p.fill(1, i)), x.value, y.value));
};

/** x (floor(i / 2) + i mod 3) / n, where i counts along an axis: exact, since whole numbers are. */
const counted = along((x, _, axis) => {
  const i = p.cast(p.iota(x.shape, axis), x.dtype);
  const n = p.add(p.floor(p.mul(i, p.fill(0.5, i))), p.rem(i, p.fill(3, i)));
  return p.tanh(p.mul(x, n));
});

const integers: Step = (x) => {
  if (x.axes.length === 0) return undefined;
  const i = p.iota(x.value.shape, 0);
  const n = p.maximum(p.div(p.mul(i, i), p.fill(3, i)), p.neg(i));
  return like(x, p.add(x.value, p.tanh(p.cast(n, x.value.dtype))));
};

/** Counts that are exact in every format of storage, chosen by one of them, moved, and added. */
const stored = along((x, _, axis, d) => {
  const i = p.iota(x.shape, axis);
  const [half, whole] = [p.cast(i, DTypes.bf16), p.cast(i, DTypes.u8)];
  const even = p.equal(p.and(i, p.fill(1, i)), p.fill(0, i));
  const other = p.cast(p.cast(whole, DTypes.i64), DTypes.f16);
  const chosen = p.select(even, half, p.cast(other, half.dtype));
  const turned = cut(chosen, { axis, start: subDim(d, 1), size: d, stride: -1 });
  return p.add(x, p.tanh(p.cast(turned, x.dtype)));
});

const inF64 = (x: Value): Value => p.cast(p.sin(p.cast(x, DTypes.f64)), x.dtype);
const throughBits = (x: Value): Value => p.bitcast(p.bitcast(x, DTypes.i32), x.dtype);
const flatSum = (x: Value): Value => {
  const n = x.shape.reduce<Dim>((a, d) => mulDim(a, d), 1);
  const flat = p.reshape(x, [n]);
  return p.tanh(p.add(x, p.broadcast(p.reduceSum(flat, [0]), x.shape, [])));
};

/** Steps that are continuous, so that rounding stays small, or exact; not all have a derivative everywhere. */
export const furtherSteps: readonly Step[] = [
  binary(p.maximum),
  binary((x, y) => p.tanh(p.pow(root(x), p.tanh(y)))),
  binary((x, y) => p.atan2(x, root(y))),
  unary(p.erf),
  unary(p.erfc),
  unary(inF64),
  unary(throughBits),
  unary(flatSum),
  backwards,
  interleaved,
  later,
  partly,
  partly,
  neighbours,
  largest,
  sorted,
  byBits,
  counted,
  integers,
  stored,
];
