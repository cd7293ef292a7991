/** Programs in f64, and the dtypes that are only stored: what goes in, what is computed, what comes out. */
import { describe, expect, test } from 'vitest';
import { BF16, F16, type HalfFormat, halfBits, halfValue } from '../../src/core/half.ts';
import type { Graph } from '../../src/core/node.ts';
import { rounded } from '../../src/core/strided.ts';
import {
  add,
  array,
  bf16,
  cast,
  diagonal,
  equal,
  evaluate,
  exp,
  f16,
  f32,
  f64,
  grad,
  i32,
  i64,
  integers,
  jit,
  log,
  matmul,
  mul,
  NonFiniteError,
  ndarray,
  notEqual,
  scalar,
  scale,
  scan,
  softmax,
  sqrt,
  sub,
  sum,
  take,
  u8,
  where,
} from '../../src/index.ts';
import { reduceMax, reduceSum } from '../../src/prim/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { DTypes } from '../../src/types/dtype.ts';

const wave = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1));

describe('f64', () => {
  test('state stays in memory, is updated where it is, and gives the numbers of f64', () => {
    const step = jit(
      [{ w: f64(3), n: i32() }, f64(3)],
      ({ w, n }, x) => ({ w: sub(w, mul(w, x)), n: add(n, scalar(1, i32)) }),
      { donate: [0] },
    );
    const x = wave(3);
    let want = Float64Array.of(1, 2, 3);
    let state = { w: ndarray([3], f64, want), n: ndarray([], i32, [0]) };
    for (let i = 0; i < 5; i++) {
      state = step(state, ndarray([3], f64, x));
      want = want.map((w, k) => w - w * x[k]!);
    }
    expect(state.w.data).toEqual(want);
    expect(state.n.data).toEqual(Int32Array.of(5));
  });
  test('a gradient is that of differences, far below the rounding of f32', () => {
    const [x, w] = [wave(6), wave(12).map(Math.cos)];
    const loss = jit([f64(2, 3), f64(3, 4)], (a, b) => {
      const y = softmax(-1)(matmul(a, b));
      return sum()(mul(y, sqrt(y)));
    });
    const slope = jit([f64(2, 3), f64(3, 4)], (a, b) =>
      grad((v: typeof a) => {
        const y = softmax(-1)(matmul(v, b));
        return sum()(mul(y, sqrt(y)));
      })(a),
    );
    const weights = ndarray([3, 4], f64, w);
    const at = (k: number, h: number): number =>
      loss(ndarray([2, 3], f64, x.with(k, x[k]! + h)), weights).data[0]!;
    const central = (k: number, h: number): number => (at(k, h) - at(k, -h)) / (2 * h);
    const got = slope(ndarray([2, 3], f64, x), weights).data;
    // Richardson's extrapolation: the error is of order h^4, and 2^-53 / h
    got.forEach((g, k) => {
      expect(g).toBeCloseTo((4 * central(k, 5e-4) - central(k, 1e-3)) / 3, 11);
    });
  });
  test('loops carry it', () => {
    const f = jit([f64(4), f64()], (xs, c) =>
      scan((s, x) => [add(mul(s, c), x), exp(s)] as const, c, xs),
    );
    const xs = wave(4);
    const [last, ys] = f(ndarray([4], f64, xs), ndarray([], f64, [0.5]));
    let s = 0.5;
    const want = xs.map((x) => {
      const y = Math.exp(s);
      s = s * 0.5 + x;
      return y;
    });
    expect(last.data[0]).toBe(s);
    ys.data.forEach((y, i) => {
      expect(y).toBeCloseTo(want[i]!, 14);
    });
  });
  test('an op that makes a NaN is named', () => {
    const f = jit([f64(2)], (x) => log(x), { debug: true });
    expect(() => f(ndarray([2], f64, [1, -1]))).toThrow(NonFiniteError);
    expect(() => f(ndarray([2], f64, [1, -1]))).toThrow('log: NaN at position 1 of [2]');
  });
  test('of nothing is nothing', () => {
    const none = ndarray([0, 3], f64, []);
    expect(evaluate(sum(0)(none)).data).toEqual(new Float64Array(3));
    expect(evaluate(sum(1)(none)).data).toEqual(new Float64Array(0));
    expect(evaluate(exp(none)).data).toEqual(new Float64Array(0));
  });
});

describe('storage', () => {
  test('pixels in bytes and labels of 64 bits become numbers in the program', () => {
    const f = jit([u8('B', 2), i64('B')], (x, y) => {
      const pixels = scale(1 / 256, cast(f32)(x));
      return [pixels, cast(i32)(y)] as const;
    });
    const [pixels, labels] = f(
      ndarray([2, 2], u8, [0, 128, 255, 64]),
      ndarray([2], i64, BigInt64Array.of(3n, -(2n ** 40n) + 7n)),
    );
    expect(pixels.data).toEqual(Float32Array.of(0, 0.5, 255 / 256, 0.25));
    expect(labels.data).toEqual(Int32Array.of(3, 7));
  });
  const numbers = [0.1, -3, 65504, 1e-6, 1e39, 1 + 2 ** -9, 0];
  const twice = (bits: Uint16Array, format: HalfFormat): readonly number[] =>
    Array.from(bits, (b) => halfBits(2 * halfValue(b, format), format));
  test('f16 holds the nearest number; state may be kept in it', () => {
    const stored = evaluate(cast(f16)(array([7], numbers)));
    expect([...stored.data]).toEqual(numbers.map((v) => halfBits(Math.fround(v), F16)));
    const step = jit([f16(7)], (w) => cast(f16)(scale(2, cast(f32)(w))), { donate: [0] });
    const want = twice(stored.data, F16);
    expect([...step(stored).data]).toEqual(want);
  });
  test('so does bf16', () => {
    const stored = evaluate(cast(bf16)(array([7], numbers)));
    expect([...stored.data]).toEqual(numbers.map((v) => halfBits(Math.fround(v), BF16)));
    const step = jit([bf16(7)], (w) => cast(bf16)(scale(2, cast(f32)(w))), { donate: [0] });
    const want = twice(stored.data, BF16);
    expect([...step(stored).data]).toEqual(want);
  });
  test('rows can be taken, copied and padded without a cast', () => {
    const x = ndarray([3, 2], bf16, [1, 2, 3, 4, 5, 6]);
    expect([...evaluate(take(x, integers([2], [2, 0]))).data]).toEqual([5, 6, 1, 2]);
  });
  test('it is compared and chosen without a cast, in all of its bits', () => {
    const long = 2n ** 60n;
    const [x, y] = [
      ndarray([3], i64, BigInt64Array.of(long, -3n, 7n)),
      ndarray([3], i64, BigInt64Array.of(long + 1n, -3n, 7n)),
    ];
    expect([...evaluate(equal(x, y)).data]).toEqual([0, 1, 1]);
    expect([...evaluate(notEqual(x, y)).data]).toEqual([1, 0, 0]);
    expect([...evaluate(where(equal(x, y), x, y)).data]).toEqual([long + 1n, -3n, 7n]);
    for (const dtype of [u8, f16, bf16]) {
      const [a, b] = [
        [1, 2, 0.5],
        [1, 3, 0.5],
      ].map((v) => cast(dtype)(array([3], v)));
      expect([...evaluate(equal(a!, b!)).data]).toEqual([1, 0, 1]);
    }
    const square = ndarray([2, 2], i64, BigInt64Array.of(long, 1n, 2n, long + 1n));
    expect([...evaluate(diagonal()(square)).data]).toEqual([long, long + 1n]);
  });
  test('has no arithmetic', () => {
    const x = ndarray([2], u8, [1, 2]);
    expect(() => add(x as never, x as never)).toThrow('add: needs a number tensor, got u8');
    expect(() => reduceSum(x, [0])).toThrow('reduceSum: needs numbers, got u8');
    expect(() => reduceMax(x, [0])).toThrow('reduceMax: needs numbers, got u8');
  });
  test('the reference means the same', () => {
    const x = array([4], [0.1, 300.7, -5, Number.NaN]);
    for (const dtype of [DTypes.u8, DTypes.i64, DTypes.bf16, DTypes.f16]) {
      const y = cast(f32)(cast(dtype)(x));
      const g: Graph = { params: [], results: [y] };
      const [want] = evaluateGraph(g, [], rounded);
      expect([...evaluate(y).data], dtype.dtype).toEqual([...want!.data]);
    }
  });
});
