/** The general contraction of two arrays; bilinear, and its transposes are contractions again. */

import { DTypeError, ShapeError } from '../core/error.ts';
import { type Layout, sizeOf } from '../core/layout.ts';
import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { type Arithmetic, compact, type Numbers, type Strided, strided } from '../core/strided.ts';
import { equalDType, isFloat } from '../types/dtype.ts';
import { neq, show } from '../types/shape.ts';
import { addTangents } from './arithmetic.ts';
import { permute } from './view.ts';

type Axes2 = readonly [readonly number[], readonly number[]];

export interface Dot {
  /** the axes of x and y that are summed over, in pairs */
  readonly contract: Axes2;
  /** the axes of x and y that are kept in step, in pairs */
  readonly batch: Axes2;
}

/** The axes of each operand by what becomes of them: result = batch ++ free(x) ++ free(y). */
export const freeAxes = (
  rank: number,
  contract: readonly number[],
  batch: readonly number[],
): readonly number[] =>
  Array.from({ length: rank }, (_, k) => k).filter(
    (k) => !contract.includes(k) && !batch.includes(k),
  );

const sizesAt = <T>(shape: readonly T[], axes: readonly number[]): readonly T[] =>
  axes.map((k) => shape[k]!);

const result = (x: TensorType, y: TensorType, { contract, batch }: Dot): TensorType => {
  if (!equalDType(x.dtype, y.dtype) || !isFloat(x.dtype)) {
    throw new DTypeError(
      `dot: needs floats of one dtype, got ${x.dtype.dtype} and ${y.dtype.dtype}`,
    );
  }
  for (const [xs, ys] of [contract, batch]) {
    xs.forEach((k, i) => {
      const [a, b] = [x.shape[k]!, y.shape[ys[i]!]!];
      if (a !== b)
        throw new ShapeError(`dot: ${show(x.shape)} and ${show(y.shape)} differ ${neq(a, b)}`);
    });
  }
  const xFree = freeAxes(x.shape.length, contract[0], batch[0]);
  const yFree = freeAxes(y.shape.length, contract[1], batch[1]);
  const shape = [
    ...sizesAt(x.shape, batch[0]),
    ...sizesAt(x.shape, xFree),
    ...sizesAt(y.shape, yFree),
  ];
  return { shape, dtype: x.dtype };
};

/** The operand as a contiguous [batch, free, contract] block. */
const blocked = (x: Strided, order: readonly number[], a: Arithmetic): Strided => {
  const l: Layout = {
    shape: sizesAt(x.shape, order),
    strides: sizesAt(x.strides, order),
    offset: x.offset,
  };
  return compact({ ...x, ...l }, a);
};

/**
 * n sums of k products: of one row on the left with the n rows from `r` on. Four rows at a time keep four sums in
 * flight; each sum still adds in order.
 */
const rowOfProducts = (
  left: Numbers,
  l: number,
  right: Numbers,
  r: number,
  k: number,
  out: Numbers,
  o: number,
  n: number,
): void => {
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const [r0, r1, r2, r3] = [r + j * k, r + (j + 1) * k, r + (j + 2) * k, r + (j + 3) * k];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = 0; i < k; i++) {
      const v = left[l + i]!;
      s0 += v * right[r0 + i]!;
      s1 += v * right[r1 + i]!;
      s2 += v * right[r2 + i]!;
      s3 += v * right[r3 + i]!;
    }
    out[o + j] = s0;
    out[o + j + 1] = s1;
    out[o + j + 2] = s2;
    out[o + j + 3] = s3;
  }
  for (; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += left[l + i]! * right[r + j * k + i]!;
    out[o + j] = sum;
  }
};

const evaluate = (x: Strided, y: Strided, p: Dot, a: Arithmetic): Strided => {
  const { contract, batch } = p;
  const xFree = freeAxes(x.shape.length, contract[0], batch[0]);
  const yFree = freeAxes(y.shape.length, contract[1], batch[1]);
  const left = blocked(x, [...batch[0], ...xFree, ...contract[0]], a).data;
  const right = blocked(y, [...batch[1], ...yFree, ...contract[1]], a).data;
  const [b, m, n, k] = [
    sizeOf(sizesAt(x.shape, batch[0])),
    sizeOf(sizesAt(x.shape, xFree)),
    sizeOf(sizesAt(y.shape, yFree)),
    sizeOf(sizesAt(x.shape, contract[0])),
  ];
  const out = a.alloc(x.dtype, b * m * n);
  for (let row = 0; row < b * m; row++) {
    rowOfProducts(left, row * k, right, Math.floor(row / m) * n * k, k, out, row * n, n);
  }
  const { shape } = result(x, y, p);
  return strided(x.dtype, shape.map(Number), out);
};

const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** A result whose axes are `order` of the wanted array, put back in place. */
const restore = (v: Value, order: readonly number[]): Value =>
  permute(
    v,
    order.map((_, k) => order.indexOf(k)),
  );

/** The contracted axes of one operand in the order in which the other operand's free axes come out. */
const paired = (mine: readonly number[], theirs: readonly number[]): readonly number[] =>
  [...theirs.keys()].sort((i, j) => theirs[i]! - theirs[j]!).map((i) => mine[i]!);

const transposeLeft = (c: Value, x: Value, y: Value, { contract, batch }: Dot): Value => {
  const nb = batch[0].length;
  const xFree = freeAxes(x.shape.length, contract[0], batch[0]);
  const yFree = freeAxes(y.shape.length, contract[1], batch[1]);
  const d = dot(c, y, {
    contract: [range(nb + xFree.length, yFree.length), yFree],
    batch: [range(0, nb), batch[1]],
  });
  return restore(d, [...batch[0], ...xFree, ...paired(contract[0], contract[1])]);
};

const transposeRight = (c: Value, x: Value, y: Value, { contract, batch }: Dot): Value => {
  const nb = batch[0].length;
  const xFree = freeAxes(x.shape.length, contract[0], batch[0]);
  const yFree = freeAxes(y.shape.length, contract[1], batch[1]);
  const d = dot(x, c, {
    contract: [xFree, range(nb, xFree.length)],
    batch: [batch[0], range(0, nb)],
  });
  return restore(d, [...batch[1], ...paired(contract[1], contract[0]), ...yFree]);
};

const up = (axes: readonly number[]): readonly number[] => axes.map((k) => k + 1);

export const dotPrimitive: Primitive<Dot> = {
  name: 'dot',
  infer: ([x, y], p) => [result(x!, y!, p)],
  evaluate: ([x, y], p, arithmetic) => [evaluate(x!, y!, p, arithmetic)],
  jvp: ([s, t], [x, y], _, p) => [
    addTangents(s == null ? null : dot(s, y!, p), t == null ? null : dot(x!, t, p)),
  ],
  transpose: ([c], [x, y], [left], p): readonly Tangent[] =>
    left === true ? [transposeLeft(c!, x!, y!, p), null] : [null, transposeRight(c!, x!, y!, p)],
  batch: ([x, y], [xb, yb], { contract, batch }) => {
    if (xb !== true || yb !== true) return [batchOne(x!, y!, xb === true, { contract, batch })];
    const [cx, cy] = [up(contract[0]), up(contract[1])];
    return [
      dot(x!, y!, {
        contract: [cx, cy],
        batch: [
          [0, ...up(batch[0])],
          [0, ...up(batch[1])],
        ],
      }),
    ];
  },
  lower: { kind: 'dot' },
};

/** A batch that one operand has is one more free axis of it, the first; it comes out after dot's own batch axes. */
const batchOne = (x: Value, y: Value, left: boolean, { contract, batch }: Dot): Value => {
  const lift = (axes: Axes2): Axes2 => (left ? [up(axes[0]), axes[1]] : [axes[0], up(axes[1])]);
  const d = dot(x, y, { contract: lift(contract), batch: lift(batch) });
  const nb = batch[0].length;
  const at = left ? nb : nb + freeAxes(x.shape.length, contract[0], batch[0]).length;
  return permute(d, [at, ...range(0, at), ...range(at + 1, d.shape.length - at - 1)]);
};

/** sum over the contracted axes of x * y; axes of the result: batch, then free of x, then free of y */
export const dot = (x: Value, y: Value, p: Dot): Value => apply1(dotPrimitive, [x, y], p);
