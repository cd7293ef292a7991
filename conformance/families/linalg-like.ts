/** JAX's contractions, scans, sorting and indexed updates, of which some are compositions here. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { flagOf, listOf, numberOf, rowsOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import { einsum } from './einsum.ts';
import { generalConvolution, transposedConvolution } from './general-conv.ts';
import { add, fromEnd, layered, maximum, mul, reshape, take, where } from './untyped.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The subscripts of a contraction: one letter for each axis of a, those of b that go with them, the rest new. */
const dotGeneral: AdapterOf = ({ attrs, inputs: [a, b] }) => {
  const [ac, bc] = [listOf(attrs, 'lhs_contracting'), listOf(attrs, 'rhs_contracting')];
  const [ab, bb] = [listOf(attrs, 'lhs_batch'), listOf(attrs, 'rhs_batch')];
  const ours = [...LETTERS.slice(0, a!.shape.length)];
  const theirs = b!.shape.map((_, k) => {
    const [batch, contracted] = [bb.indexOf(k), bc.indexOf(k)];
    if (batch >= 0) return ours[ab[batch]!]!;
    return contracted >= 0 ? ours[ac[contracted]!]! : LETTERS[ours.length + k]!;
  });
  const free = (own: readonly string[], bound: readonly number[]): readonly string[] =>
    own.filter((_, k) => !bound.includes(k));
  const out = [
    ...ab.map((k) => ours[k]!),
    ...free(ours, [...ab, ...ac]),
    ...free(theirs, [...bb, ...bc]),
  ];
  const equation = `${ours.join('')},${theirs.join('')}->${out.join('')}`;
  return program((x: Value, y: Value) => op(o.einsum)(equation, x, y));
};

const flip = layered(o.flip);
/** The axis in front, and back. */
const swapped = (x: Value, axis: number): Value => layered(o.swapAxes)(x, 0, axis);

/** A running result, from the other end where the case says so. */
const running =
  (f: unknown): AdapterOf =>
  ({ attrs }) => {
    const axis = numberOf(attrs, 'axis');
    const along = layered(f);
    return program((x: Value) =>
      flagOf(attrs, 'reverse') ? flip(along(flip(x, axis), axis), axis) : along(x, axis),
    );
  };

const combinations: Readonly<Record<string, unknown>> = {
  add: o.add,
  mul: o.mul,
  max: o.maximum,
  min: o.minimum,
  matmul: o.matmul,
  logaddexp: o.logAddExp,
};
const associative: AdapterOf = ({ attrs }) => {
  const reverse = flagOf(attrs, 'reverse');
  const f = combinations[String(attrs['combine'])];
  const axis = numberOf(attrs, 'axis');
  return program((x: Value) =>
    swapped(op(o.associativeScan)(f, swapped(x, axis), { reverse }), axis),
  );
};

/** h[t] = a[t] h[t-1] + b[t], as the composition of affine maps. */
const recurrence: AdapterOf = ({ attrs }) => {
  type Map = readonly [a: Value, b: Value];
  const then = ([a1, b1]: Map, [a2, b2]: Map): Map => [mul(a1, a2), add(mul(b1, a2), b2)];
  const reverse = flagOf(attrs, 'reverse');
  const axis = numberOf(attrs, 'axis');
  const along = (x: Value): Value => swapped(x, axis);
  return program((a: Value, b: Value) => {
    const scanned = call(o.associativeScan, then, [along(a), along(b)], { reverse });
    return leaves(scanned).map(along);
  });
};

const ordering = ({ attrs }: Case): readonly [axis: number, options: object] => [
  numberOf(attrs, 'axis'),
  { descending: flagOf(attrs, 'descending') },
];
const sorted =
  (...fs: readonly unknown[]): AdapterOf =>
  (c) =>
    program((x: Value) => fs.map((f) => layered(f)(x, ...ordering(c))));

/** Sorting by the last key first: what is stable keeps its order. */
const sortMulti: AdapterOf = ({ attrs }) =>
  program((...xs: readonly Value[]) => {
    const axis = numberOf(attrs, 'axis');
    const along = (x: Value, order: Value): Value => op(o.gather)(x, order, axis);
    const keys = xs.slice(0, numberOf(attrs, 'num_keys')).toReversed();
    const order = keys.reduce<Value | undefined>((before, key) => {
      const next = layered(o.argSort)(before ? along(key, before) : key, axis);
      return before ? along(before, next) : next;
    }, undefined);
    return xs.map((x) => along(x, order!));
  });

const integer = (n: number): Value => o.scalar(n, DTypes.i32);
const minimum = op(o.minimum);

/** Indices from the end where they are negative; then, by the mode, those that are none clamped, and which ones were. */
const inBounds = (i: Value, n: number): { readonly at: Value; readonly valid: Value } => {
  const from = fromEnd(i, n);
  const at = maximum(minimum(from, integer(n - 1)), integer(0));
  return { at, valid: op(o.equal)(at, from) };
};

const sizeOf = (x: Value, axis: number): number => Number(x.shape[axis]);
/** An update of rows along the axis of the case. */
const updated =
  (f: (x: Value, i: Value, w: Value) => Value): AdapterOf =>
  ({ attrs }) => {
    const axis = numberOf(attrs, 'axis');
    return program((x: Value, i: Value, w: Value) =>
      swapped(f(swapped(x, axis), fromEnd(i, sizeOf(x, axis)), swapped(w, axis)), axis),
    );
  };
/** The segments of the updates are combined with what is there. */
const combinedWith = (f: unknown, combine: (x: Value, y: Value) => Value): AdapterOf =>
  updated((x, i, w) => combine(x, op(f)(w, i, sizeOf(x, 0))));
/** Rows are written element by element. */
const written = updated((x, i, w) => {
  const perRow = reshape(i, [i.shape[0], ...w.shape.slice(1).map(() => 1)]);
  return op(o.scatter)(x, layered(o.broadcastTo)(perRow, w.shape), w, 0);
});

const addedAt = op(o.indexAdd);
/** Places of two index tensors in the flattened tensor. */
const addedAtPairs = (x: Value, i: Value, j: Value, w: Value): Value => {
  const at = add(mul(i, integer(sizeOf(x, 1))), j);
  return reshape(addedAt(reshape(x, [-1]), at, w, 0), x.shape);
};
const scatterAdd: AdapterOf = ({ attrs, inputs }) => {
  const mode = attrs['mode'];
  if (inputs.length === 4 && String(attrs['axis']) === '0,1') return program(addedAtPairs);
  const axis = numberOf(attrs, 'axis');
  return program((x: Value, i: Value, w: Value) => {
    const { at, valid } = inBounds(i, sizeOf(x, axis));
    if (mode === 'clip') return addedAt(x, at, w, axis);
    const own = w.shape.map((_, k) => (k === axis ? i.shape[0] : 1));
    return addedAt(x, at, where(reshape(valid, own), w, o.scalar(0)), axis);
  });
};

const gather: AdapterOf = ({ attrs }) =>
  program((x: Value, i: Value) => {
    const { at, valid } = inBounds(i, sizeOf(x, 0));
    const rows = take(x, at);
    if (attrs['mode'] === 'clip') return rows;
    const there = reshape(valid, [...valid.shape, ...x.shape.slice(1).map(() => 1)]);
    return where(there, rows, o.scalar(numberOf(attrs, 'fill_value')));
  });

const segment =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((x: Value, i: Value) => call(f, x, i, numberOf(attrs, 'num_segments')));

/** Zeros between and around, and the value wherever no entry is. */
const padded: AdapterOf = ({ attrs }) =>
  program((x: Value, v: Value) => {
    const config = rowsOf(attrs, 'config');
    const around = config.map((axis) => axis.slice(0, 2));
    const steps = config.map((axis) => axis[2]! + 1);
    const placed = (y: Value): Value => layered(o.pad)(layered(o.dilate)(y, steps), around);
    const isEntry = op(o.greater)(placed(o.ones(x.shape.map(Number))), o.scalar(0));
    return where(isEntry, placed(x), v);
  });

const maxPools: readonly unknown[] = [undefined, o.maxPool1d, o.maxPool2d, o.maxPool3d];
const neg = op(o.neg);

/** Windows of an image of one channel: their maximum or minimum, or their sum as a convolution with ones. */
const reduceWindow: AdapterOf = ({ attrs }) =>
  program((x: Value) => {
    const reduction = attrs['reduction'];
    const [window, stride, dilation] = ['window', 'strides', 'window_dilation'].map((name) =>
      listOf(attrs, name),
    );
    const image = (v: Value, fill: number): Value => {
      const around = layered(o.pad)(v, rowsOf(attrs, 'padding'), fill);
      return reshape(around, [1, ...around.shape, 1]);
    };
    const largest = (v: Value): Value => {
      const pool = layered(maxPools[x.shape.length]);
      return pool(image(v, Number.NEGATIVE_INFINITY), window, { stride, dilation });
    };
    const extreme = (): Value => (reduction === 'max' ? largest(x) : neg(largest(neg(x))));
    const y =
      reduction === 'sum'
        ? generalConvolution.ones(image(x, 0), window!, { stride, dilation })
        : extreme();
    return reshape(y, y.shape.slice(1, -1));
  });

export const linalgLike: Family = {
  ...einsum,
  dot_general: dotGeneral,
  conv_general_dilated: generalConvolution.of,
  conv_transpose: transposedConvolution,
  cumsum: running(o.cumsum),
  cumprod: running(o.cumprod),
  cummax: running(o.cummax),
  cummin: running(o.cummin),
  cumlogsumexp: running(o.logCumSumExp),
  associative_scan: associative,
  associative_scan_linear: recurrence,
  sort: sorted(o.sort),
  argsort: sorted(o.argSort),
  argsort_special: sorted(o.argSort, o.sort),
  sort_multi: sortMulti,
  top_k: ({ attrs }) => program((x: Value) => call(o.topK, x, numberOf(attrs, 'k'))),
  searchsorted: ({ attrs }) =>
    program((a: Value, v: Value) => call(o.searchSorted, a, v, { side: attrs['side'] })),
  scatter_add: scatterAdd,
  scatter_mul: combinedWith(o.segmentProd, mul),
  scatter_max: combinedWith(o.segmentMax, maximum),
  scatter_min: combinedWith(o.segmentMin, minimum),
  scatter_set: written,
  gather,
  segment_sum: segment(o.segmentSum),
  segment_max: segment(o.segmentMax),
  segment_min: segment(o.segmentMin),
  segment_prod: segment(o.segmentProd),
  dynamic_slice: ({ attrs }) =>
    program((x: Value) => call(o.dynamicSlice, x, listOf(attrs, 'start'), listOf(attrs, 'size'))),
  dynamic_update_slice: ({ attrs }) =>
    program((x: Value, w: Value) => call(o.update, x, w, listOf(attrs, 'start'))),
  lax_pad: padded,
  reduce_window: reduceWindow,
};
