/**
 * dynamicSlice and update: a block at a place that is known when the program runs, read and written; the transpose of
 * the one is the other.
 */

import { concreteShape } from '../core/check.ts';
import { DTypeError, ShapeError } from '../core/error.ts';
import { contiguous, type Layout, sizeOf } from '../core/layout.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { type Arithmetic, compact, type Numbers, type Strided, strided } from '../core/strided.ts';
import { type Dim, subDim } from '../types/dim.ts';
import { byteSize, equalDType } from '../types/dtype.ts';
import { show } from '../types/shape.ts';
import { add } from './arithmetic.ts';
import { broadcast, fill, repeat, zeros } from './broadcast-sum.ts';
import { gather } from './gather-scatter.ts';
import { less, select } from './order.ts';
import { slice, writeAt } from './slice-embed.ts';
import { iota } from './source.ts';
import { permute, reshape } from './view.ts';

/** Where blocks lie. The starts are i32 [...leading axes, one for each of `axes`]. */
export interface Places {
  /** how many leading axes all operands share, each index along which has a block of its own */
  readonly batch: number;
  /** the axes that have a start, ascending; along the others a block is as long as the array */
  readonly axes: readonly number[];
}
export interface DynamicSlice extends Places {
  /** the sizes of the block along `axes` */
  readonly size: readonly Dim[];
}

// ---- types ----------------------------------------------------------------------------------------

const blockOf = ({ shape }: TensorType, { axes, size }: DynamicSlice): readonly Dim[] =>
  shape.map((d, k) => (axes.includes(k) ? size[axes.indexOf(k)]! : d));

const longer = (n: Dim, d: Dim): boolean => typeof n === 'number' && typeof d === 'number' && n > d;

const checkPlaces = (
  op: string,
  x: TensorType,
  block: readonly Dim[],
  starts: TensorType,
  { batch, axes }: Places,
): void => {
  const wrong = x.shape.findIndex((d, k) =>
    axes.includes(k) ? longer(block[k]!, d) : block[k] !== d,
  );
  if (wrong >= 0 || block.length !== x.shape.length) {
    throw new ShapeError(`${op}: a block ${show(block)} exceeds axis ${wrong} of ${show(x.shape)}`);
  }
  if (starts.dtype.dtype !== 'i32') {
    throw new DTypeError(`${op}: starts must be i32, got ${starts.dtype.dtype}`);
  }
  const want = [...x.shape.slice(0, batch), axes.length];
  if (starts.shape.length !== want.length || want.some((d, k) => d !== starts.shape[k])) {
    throw new ShapeError(`${op}: starts must be ${show(want)}, got ${show(starts.shape)}`);
  }
};

// ---- meaning --------------------------------------------------------------------------------------

/** A negative start counts from the end; then the block is moved inside. */
const startAt = (start: number, d: number, n: number): number =>
  Math.max(0, Math.min(start < 0 ? start + d : start, d - n));

/** The blocks in x, one for every example. */
const blocksIn = (
  x: Layout,
  starts: Numbers,
  block: readonly number[],
  { batch, axes }: Places,
): readonly Layout[] =>
  Array.from({ length: sizeOf(x.shape.slice(0, batch)) }, (_, example) => {
    let { offset } = x;
    for (let k = batch - 1, rest = example; k >= 0; k--) {
      offset += (rest % x.shape[k]!) * x.strides[k]!;
      rest = Math.floor(rest / x.shape[k]!);
    }
    axes.forEach((k, j) => {
      const start = startAt(starts[example * axes.length + j]!, x.shape[k]!, block[k]!);
      offset += start * x.strides[k]!;
    });
    return { shape: block.slice(batch), strides: x.strides.slice(batch), offset };
  });

const readBlocks = (x: Strided, starts: Strided, p: DynamicSlice, a: Arithmetic): Strided => {
  const shape = concreteShape(blockOf(x, p));
  const blocks = blocksIn(x, compact(starts, a).data, shape, p);
  if (p.batch === 0) return { ...x, ...blocks[0]! };
  const out = a.alloc(x.dtype, sizeOf(shape));
  blocks.forEach((at, i) => {
    out.set(compact({ ...x, ...at }, a).data, i * sizeOf(at.shape));
  });
  return strided(x.dtype, shape, out);
};

const writeBlocks = (
  x: Strided,
  u: Strided,
  starts: Strided,
  p: Places,
  a: Arithmetic,
): Strided => {
  const out = compact(x, a);
  const { data } = compact(u, a);
  const all = contiguous(x.shape);
  blocksIn(all, compact(starts, a).data, u.shape, p).forEach((at, i) => {
    const n = sizeOf(at.shape);
    writeAt(out, at, strided(u.dtype, at.shape, data.subarray(i * n, (i + 1) * n)));
  });
  return out;
};

// ---- lowering -------------------------------------------------------------------------------------

/** Rows of the block: what lies together, up to the last axis that has a start. */
const rowsOf = (
  x: TensorType,
  block: readonly Dim[],
  { batch, axes }: Places,
): Pick<KernelCall, 'units' | 'args'> => {
  const [whole, part] = [concreteShape(x.shape), concreteShape(block)];
  const last = axes.at(-1)!;
  const rows = sizeOf(part.slice(batch, last));
  const inner = sizeOf(whole.slice(last + 1));
  const geometry = whole
    .slice(0, last + 1)
    .flatMap((d, k) => (k < batch ? [] : [d, part[k]!, axes.indexOf(k)]));
  return {
    units: part[last]! * inner === 0 ? 0 : rows * sizeOf(whole.slice(0, batch)),
    args: [byteSize(x.dtype), inner, rows, axes.length, last + 1 - batch, ...geometry],
  };
};

// ---- batches --------------------------------------------------------------------------------------

/** The starts of one axis within x, for all examples. */
const clamped = (start: Value, d: Dim, n: Dim): Value => {
  const zero = zeros(start);
  const from = select(less(start, zero), add(start, fill(d, start)), start);
  const last = fill(subDim(d, n), start);
  const within = select(less(from, last), from, last);
  return select(less(within, zero), zero, within);
};

const columns = (starts: Value, from: number, count: number): Value =>
  slice(starts, { start: [0, from], size: [starts.shape[0]!, count], stride: [1, 1] });

/** Blocks of one array for many starts: rows along the first axis, after which every example has its own array. */
const ofShared = (x: Value, starts: Value, { axes, size }: DynamicSlice, count: Dim): Value => {
  const [axis, n] = [axes[0]!, size[0]!];
  const first = clamped(reshape(columns(starts, 0, 1), [count]), x.shape[axis]!, n);
  const shape = [count, n];
  const at = add(broadcast(first, shape, [0]), broadcast(iota([n], 0), shape, [1]));
  const rows = gather(x, at, axis);
  const others = rows.shape.map((_, k) => k).filter((k) => k !== axis);
  const own = permute(rows, [axis, ...others]);
  if (axes.length === 1) return own;
  return dynamicSlice(own, columns(starts, 1, axes.length - 1), {
    batch: 1,
    axes: axes.slice(1).map((k) => k + 1),
    size: size.slice(1),
  });
};

const up = (axes: readonly number[]): readonly number[] => axes.map((k) => k + 1);

// ---- the primitives -------------------------------------------------------------------------------

export const dynamicSlicePrimitive: Primitive<DynamicSlice> = {
  name: 'dynamicSlice',
  infer: ([x, starts], p) => {
    const shape = blockOf(x!, p);
    checkPlaces('dynamicSlice', x!, shape, starts!, p);
    return [{ shape, dtype: x!.dtype }];
  },
  evaluate: ([x, starts], p, arithmetic) => [readBlocks(x!, starts!, p, arithmetic)],
  jvp: ([t], [, starts], _, p) => [t == null ? null : dynamicSlice(t, starts!, p)],
  transpose: ([c], [x, starts], _, { batch, axes }) => [
    c == null
      ? null
      : update(zeros({ shape: x!.shape, dtype: c.dtype }), c, starts!, { batch, axes }),
    null,
  ],
  batch: ([x, starts], [xb, sb], p, size) => {
    if (sb !== true && p.batch === 0)
      return [dynamicSlice(x!, starts!, { ...p, axes: up(p.axes) })];
    if (xb !== true && p.batch === 0) return [ofShared(x!, starts!, p, size)];
    const own = xb === true ? x! : repeat(x!, size);
    const at = sb === true ? starts! : repeat(starts!, size);
    return [dynamicSlice(own, at, { ...p, batch: p.batch + 1, axes: up(p.axes) })];
  },
  resize: (p, at) => ({ ...p, size: p.size.map(at) }),
  lower: {
    kind: 'kernel',
    call: ([x], p) => ({ kernel: 'dynamicSlice', ...rowsOf(x!, blockOf(x!, p), p) }),
  },
};
/** out[i] = x[start + i]; a negative start counts from the end, then the block is moved inside of x. */
export const dynamicSlice = (x: Value, starts: Value, p: DynamicSlice): Value =>
  apply1(dynamicSlicePrimitive, [x, starts], p);

export const updatePrimitive: Primitive<Places> = {
  name: 'update',
  infer: ([x, u, starts], p) => {
    if (!equalDType(x!.dtype, u!.dtype)) {
      throw new DTypeError(`update: dtypes differ: ${x!.dtype.dtype} and ${u!.dtype.dtype}`);
    }
    checkPlaces('update', x!, u!.shape, starts!, p);
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  evaluate: ([x, u, starts], p, arithmetic) => [writeBlocks(x!, u!, starts!, p, arithmetic)],
  jvp: ([s, t], [x, u, starts], _, p) => [
    s == null && t == null ? null : update(s ?? zeros(x!), t ?? zeros(u!), starts!, p),
  ],
  transpose: ([c], [, u, starts], linear, p) => {
    if (c == null) return [null, null, null];
    const size = p.axes.map((k) => u!.shape[k]!);
    return [
      linear[0] === true ? update(c, zeros({ shape: u!.shape, dtype: c.dtype }), starts!, p) : null,
      linear[1] === true ? dynamicSlice(c, starts!, { ...p, size }) : null,
      null,
    ];
  },
  batch: ([x, u, starts], [xb, ub, sb], p, size) => {
    const shared = sb !== true && p.batch === 0;
    const own = xb === true ? x! : repeat(x!, size);
    const block = ub === true ? u! : repeat(u!, size);
    const at = shared || sb === true ? starts! : repeat(starts!, size);
    return [update(own, block, at, { batch: shared ? 0 : p.batch + 1, axes: up(p.axes) })];
  },
  lower: {
    kind: 'kernel',
    overwrites: 0,
    call: ([x, u], p) => ({ kernel: 'update', ...rowsOf(x!, u!.shape, p) }),
  },
};
/** x, but out[start + i] = u[i], with starts as for dynamicSlice. */
export const update = (x: Value, u: Value, starts: Value, p: Places): Value =>
  apply1(updatePrimitive, [x, u, starts], p);
