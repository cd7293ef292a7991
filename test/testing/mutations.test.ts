/**
 * Fault seeding: rules of the shipped primitives with one thing wrong. The laws have to find each, and to shrink it to
 * arguments of at most four elements.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  callPrimitive,
  condPrimitive,
  scanPrimitive,
  whilePrimitive,
} from '../../src/control/index.ts';
import { sizeOf } from '../../src/core/layout.ts';
import { apply1, type Tangent, type Value } from '../../src/core/node.ts';
import { broadcastPrimitive, reduceSumPrimitive } from '../../src/prim/broadcast-sum.ts';
import { castPrimitive } from '../../src/prim/cast.ts';
import { concatPrimitive } from '../../src/prim/concat.ts';
import { type Dot, dotPrimitive } from '../../src/prim/dot.ts';
import { dynamicSlicePrimitive, updatePrimitive } from '../../src/prim/dynamic-slice.ts';
import { gatherPrimitive, scatterAddPrimitive } from '../../src/prim/gather-scatter.ts';
import * as p from '../../src/prim/index.ts';
import { reduceMaxPrimitive } from '../../src/prim/reduce-max.ts';
import { embedPrimitive, slicePrimitive } from '../../src/prim/slice-embed.ts';
import { permutePrimitive, reshapePrimitive } from '../../src/prim/view.ts';
import { foldPrimitive, windowPrimitive } from '../../src/prim/window-fold.ts';
import { everyPrimitive } from '../../src/testing/index.ts';
import {
  batch,
  binary,
  cotangentTimes,
  given,
  jvp,
  type Mutation,
  none,
  tangentTimes,
  times,
  transpose,
  unary,
} from './mutate.ts';
import { recipesOf, samples, smallest, violation } from './search.ts';

// ---- writing rules --------------------------------------------------------------------------------

const { primitives } = p;
const square = (x: Value): Value => p.mul(x, x);
const one = (x: Value): Value => p.fill(1, x);
const keepFirst = (ts: readonly Tangent[]): readonly Tangent[] =>
  ts.map((t, i) => (i === 0 ? t : null));
const swapped = ({ contract, batch: kept }: Dot): Dot => ({
  contract: [contract[1], contract[0]],
  batch: [kept[1], kept[0]],
});

// ---- the list ---------------------------------------------------------------------------------------

const mutations: readonly Mutation[] = [
  tangentTimes(primitives.neg, 'no sign', -1),
  cotangentTimes(primitives.neg, 'no sign', -1),
  unary(primitives.exp, 'no factor e^x', (t) => t),
  unary(primitives.exp, 'x in the place of e^x', (t, x) => p.mul(t, x)),
  unary(primitives.log, 'times x, not divided by it', (t, x) => p.mul(t, x)),
  tangentTimes(primitives.log, 'a sign', -1),
  unary(primitives.sqrt, 'no factor 1/2', (t, _, y) => p.div(t, y)),
  unary(primitives.sqrt, 'x in the place of its root', (t, x) => p.div(t, times(2, x))),
  unary(primitives.sin, 'a sign', (t, x) => p.neg(p.mul(t, p.cos(x)))),
  unary(primitives.sin, 'its own value', (t, _, y) => p.mul(t, y)),
  unary(primitives.cos, 'no sign', (t, x) => p.mul(t, p.sin(x))),
  tangentTimes(primitives.cos, 'a factor 1.001', 1.001),
  unary(primitives.tanh, 'no square: 1 - y', (t, _, y) => p.mul(t, p.sub(one(y), y))),
  unary(primitives.tanh, 'a sign within: 1 + y^2', (t, _, y) => p.mul(t, p.add(one(y), square(y)))),
  tangentTimes(primitives.erf, 'no factor 2 / sqrt(pi)', Math.sqrt(Math.PI) / 2),
  unary(primitives.erf, 'a sign in the exponent', (t, x) =>
    p.mul(t, times(2 / Math.sqrt(Math.PI), p.exp(square(x)))),
  ),
  tangentTimes(primitives.erfc, 'the sign of erf', -1),
  tangentTimes(primitives.erfc, 'a factor 2', 2),
  unary(primitives.floor, 'that of x', (t) => t),
  binary(primitives.add, 'the second term missing', (s) => s, none),
  transpose(primitives.add, 'the first operand takes all', ([c]) => [c!, null]),
  cotangentTimes(primitives.add, 'a factor 1/2', 0.5),
  binary(primitives.mul, 'the second term missing', (s, _, y) => p.mul(s, y), none),
  binary(
    primitives.mul,
    'each its own factor',
    (s, x) => p.mul(s, x),
    (t, _, y) => p.mul(t, y),
  ),
  transpose(primitives.mul, 'no factor', ([c], _, [left]) => (left ? [c!, null] : [null, c!])),
  binary(
    primitives.div,
    'no sign of the second term',
    (s, _, y) => p.div(s, y),
    (t, _, y, out) => p.div(p.mul(t, out), y),
  ),
  binary(
    primitives.div,
    'divided once, not twice',
    (s, _, y) => p.div(s, y),
    (t, _, __, out) => p.neg(p.mul(t, out)),
  ),
  transpose(primitives.div, 'times y', ([c], [, y]) => [p.mul(c!, y!), null]),
  binary(primitives.rem, 'the second term missing', (s) => s, none),
  binary(
    primitives.rem,
    'no sign of the second term',
    (s) => s,
    (t, x, y, out) => p.mul(t, p.div(p.sub(x, out), y)),
  ),
  binary(
    primitives.pow,
    'no term of the exponent',
    (s, x, y) => p.mul(s, p.mul(y, p.pow(x, p.sub(y, one(y))))),
    none,
  ),
  binary(
    primitives.pow,
    'the exponent not lowered',
    (s, _, y, out) => p.mul(s, p.mul(y, out)),
    (t, x, _, out) => p.mul(t, p.mul(out, p.log(x))),
  ),
  jvp(
    primitives.atan2,
    'the arguments exchanged',
    ([s, t], [y, x], [out]) =>
      primitives.atan2.jvp([t ?? null, s ?? null], [y!, x!], [out!], {}) as readonly Tangent[],
  ),
  tangentTimes(primitives.atan2, 'a sign', -1),
  binary(
    primitives.max,
    'no mask: both count',
    (s) => s,
    (t) => t,
  ),
  jvp(primitives.max, 'that of the smaller', ([s, t], [x, y]) => [
    p.select(p.less(x!, y!), given(s, x!), given(t, y!)),
  ]),
  jvp(primitives.select, 'no mask', ([, s, t], [, x]) => [p.add(given(s, x!), given(t, x!))]),
  jvp(primitives.select, 'the mask inverted', ([, s, t], [mask, x]) => [
    p.select(mask!, given(t, x!), given(s, x!)),
  ]),
  transpose(primitives.select, 'no mask', ([c], _, linear) =>
    linear.map((l, k) => (k > 0 && l ? c! : null)),
  ),
  tangentTimes(castPrimitive, 'a factor', 2),
  jvp(castPrimitive, 'none', () => [null]),
  transpose(castPrimitive, 'the dtype of the result', ([c]) => [c!]),
  transpose(reshapePrimitive, 'the elements backwards', ([c], [x]) => {
    const back = p.slice(c!, {
      start: c!.shape.map((d) => Math.max(0, Number(d) - 1)),
      size: c!.shape,
      stride: c!.shape.map(() => -1),
    });
    return [p.reshape(back, x!.shape)];
  }),
  cotangentTimes(reshapePrimitive, 'a sign', -1),
  transpose(permutePrimitive, 'the permutation itself, not its inverse', ([c], _, __, { perm }) => [
    p.permute(c!, perm),
  ]),
  batch(permutePrimitive, 'the axes not moved', ([x], _, { perm }) => [
    p.permute(x!, [0, ...perm.map((k) => perm.length - k)]),
  ]),
  transpose(broadcastPrimitive, 'the sum dropped', ([c], [x], _, { shape, dims }) => {
    const size = shape.map((d, k) => (dims.includes(k) ? d : Math.min(1, Number(d))));
    const first = p.slice(c!, { start: shape.map(() => 0), size, stride: shape.map(() => 1) });
    return [p.reshape(first, x!.shape)];
  }),
  transpose(broadcastPrimitive, 'a mean, not a sum', ([c], xs, linear, params) => {
    const [sum] = broadcastPrimitive.transpose!([c!], xs, linear, params);
    const repeats = sizeOf(c!.shape.map(Number)) / Math.max(1, sizeOf(xs[0]!.shape.map(Number)));
    return [times(1 / Math.max(1, repeats), sum!)];
  }),
  transpose(slicePrimitive, 'from the start', ([c], [x], _, { start, size, stride }) => {
    const first = start.map((_s, k) => (stride[k]! < 0 ? (Number(size[k]) - 1) * -stride[k]! : 0));
    return [p.embed(c!, { shape: x!.shape, start: first.map((s) => Math.max(0, s)), stride })];
  }),
  cotangentTimes(slicePrimitive, 'a sign', -1),
  transpose(embedPrimitive, 'from the start', ([c], [x], _, { stride }) => {
    const start = stride.map((s, k) => (s < 0 ? (Number(x!.shape[k]) - 1) * -s : 0));
    return [p.slice(c!, { start: start.map((s) => Math.max(0, s)), size: x!.shape, stride })];
  }),
  cotangentTimes(embedPrimitive, 'a factor 2', 2),
  jvp(concatPrimitive, 'the first operand only', (ts, xs, ys, params) =>
    concatPrimitive.jvp(keepFirst(ts), xs, ys, params),
  ),
  transpose(concatPrimitive, 'each from the start', ([c], xs, linear) =>
    xs.map((x, i) =>
      linear[i] === true
        ? p.slice(c!, {
            start: x.shape.map(() => 0),
            size: x.shape,
            stride: x.shape.map(() => 1),
          })
        : null,
    ),
  ),
  batch(concatPrimitive, 'the axis not moved', (xs, batched, params, size) =>
    concatPrimitive.batch(xs, batched, { axis: Math.max(0, params.axis - 1) }, size),
  ),
  transpose(reduceSumPrimitive, 'a mean', ([c], xs, linear, params) => {
    const [all] = reduceSumPrimitive.transpose!([c!], xs, linear, params);
    const count = sizeOf(params.axes.map((k) => Number(xs[0]!.shape[k])));
    return [times(1 / Math.max(1, count), all!)];
  }),
  batch(reduceSumPrimitive, 'the axes not moved', ([x], _, params) => [
    apply1(reduceSumPrimitive, [x!], params),
  ]),
  jvp(reduceMaxPrimitive, 'no mask: that of the sum', ([t], _, __, { axes }) => [
    p.reduceSum(t!, axes),
  ]),
  tangentTimes(reduceMaxPrimitive, 'a factor', 0.5),
  jvp(dotPrimitive, 'the second term missing', ([s], [, y], _, params) => [
    s == null ? null : p.dot(s, y!, params),
  ]),
  transpose(dotPrimitive, 'the other operand', ([c], [x, y], [left], params) => {
    const [own, other] = dotPrimitive.transpose!([c!], [x!, y!], [left!, !left], params);
    const back = left === true ? own : other;
    return left === true ? [times(-1, back!), null] : [null, back!];
  }),
  transpose(dotPrimitive, 'an operand not transposed', ([c], [x, y], linear, params) => {
    const right = dotPrimitive.transpose!([c!], [x!, y!], linear, params);
    return right.map((v) =>
      v === null ? null : p.reshape(p.permute(v, v.shape.map((_, k) => k).toReversed()), v.shape),
    );
  }),
  batch(dotPrimitive, 'the operands exchanged', ([x, y], [xb, yb], params, size) =>
    dotPrimitive.batch([y!, x!], [yb!, xb!], swapped(params), size),
  ),
  transpose(windowPrimitive, 'overlaps counted once', ([c], [x], _, params) => {
    const shape = params.axes.map((k) => x!.shape[k]!);
    const counts = p.fold(one(c!), { ...params, shape });
    const sum = p.fold(c!, { ...params, shape });
    return [p.div(sum, p.maximum(counts, one(counts)))];
  }),
  cotangentTimes(windowPrimitive, 'a sign', -1),
  cotangentTimes(foldPrimitive, 'a factor 2', 2),
  transpose(foldPrimitive, 'the first tap for all', ([c], xs, linear, params) => {
    const [right] = foldPrimitive.transpose!([c!], xs, linear, params);
    const rank = right!.shape.length - params.axes.length;
    const taps = right!.shape.map((d, k) => (k < rank ? d : 1));
    const at = { start: taps.map(() => 0), size: taps, stride: taps.map(() => 1) };
    const first = p.reshape(p.slice(right!, at), right!.shape.slice(0, rank));
    return [
      p.broadcast(
        first,
        right!.shape,
        first.shape.map((_d, k) => k),
      ),
    ];
  }),
  transpose(gatherPrimitive, 'one index for all', ([c], [x, i], _, { axis }) => [
    p.scatterAdd(c!, p.zeros(i!), { axis, size: x!.shape[axis]! }),
    null,
  ]),
  cotangentTimes(gatherPrimitive, 'a factor 2', 2),
  transpose(scatterAddPrimitive, 'one index for all', ([c], [, i], _, { axis }) => [
    p.gather(c!, p.zeros(i!), axis),
    null,
  ]),
  cotangentTimes(scatterAddPrimitive, 'a sign', -1),
  tangentTimes(dynamicSlicePrimitive, 'a factor 2', 2),
  transpose(dynamicSlicePrimitive, 'from the start', ([c], [x, starts], _, { batch: b, axes }) => [
    p.update(p.zeros(x!), c!, p.zeros(starts!), { batch: b, axes }),
    null,
  ]),
  batch(dynamicSlicePrimitive, 'the axes not moved', ([x, starts], [, own], params, size) =>
    own === true
      ? dynamicSlicePrimitive.batch([x!, starts!], [true, own], params, size)
      : [p.dynamicSlice(x!, starts!, params)],
  ),
  jvp(updatePrimitive, 'that of the array alone', ([s], [, u, starts], _, params) => [
    s == null ? null : p.update(s, p.zeros(u!), starts!, params),
  ]),
  transpose(updatePrimitive, 'the block not cut out', ([c], [, u, starts], linear, params) => [
    linear[0] === true ? c! : null,
    updatePrimitive.transpose!([c!], [c!, u!, starts!], [false, true, false], params)[1]!,
    null,
  ]),
  tangentTimes(callPrimitive, 'a sign', -1),
  jvp(callPrimitive, 'the first operand only', (ts, xs, ys, params) =>
    ts[0] == null ? ys.map(() => null) : callPrimitive.jvp(keepFirst(ts), xs, ys, params),
  ),
  cotangentTimes(callPrimitive, 'a factor 2', 2),
  tangentTimes(scanPrimitive, 'a factor 2', 2),
  cotangentTimes(scanPrimitive, 'a sign', -1),
  jvp(scanPrimitive, 'the loop constants not', (ts, xs, ys, params) => {
    const live = ts.map((t, i) => (i < params.constants ? null : t));
    return live.every((t) => t === null)
      ? ys.map(() => null)
      : scanPrimitive.jvp(live, xs, ys, params);
  }),
  jvp(condPrimitive, 'that of the other branch', (ts, xs, ys, params) =>
    condPrimitive.jvp(ts, xs, ys, { whenTrue: params.whenFalse, whenFalse: params.whenTrue }),
  ),
  cotangentTimes(condPrimitive, 'a factor 2', 2),
  tangentTimes(whilePrimitive, 'a sign', -1),
];

/** Primitives whose results are integers or constant almost everywhere, or that take nothing. */
const FLAT = [
  'param',
  'constant',
  'iota',
  'and',
  'xor',
  'shiftLeft',
  'shiftRight',
  'less',
  'equal',
];
const WITHOUT = [...FLAT, 'bitcast', 'argSort'];

describe('wrong rules are found, and shrink', () => {
  it.each(mutations.map((m) => [m.what, m] as const))('%s', (_, m) => {
    const size = smallest(m);
    expect(size).toBeDefined();
    expect(size).toBeLessThanOrEqual(4);
  });
});

test('there are at least fifty, one for every primitive with a derivative', () => {
  const names = new Set(mutations.map((m) => m.right.name));
  expect(mutations.length).toBeGreaterThanOrEqual(50);
  expect(Object.keys(recipesOf).filter((n) => !names.has(n) && !WITHOUT.includes(n))).toEqual([]);
});

test('the right rules break no law on the same samples', () => {
  for (const [name, recipe] of Object.entries(recipesOf)) {
    if (WITHOUT.includes(name)) continue;
    const right = everyPrimitive[name]!;
    fc.assert(
      fc.property(samples(recipe), (s) => {
        expect(violation({ what: name, right, wrong: right }, s)).toBeUndefined();
      }),
      { seed: 20261124, numRuns: 10 },
    );
  }
});
