/**
 * Derivatives through formats of storage. The numbers are those of PyTorch 2.13 on a CPU, of the same programs with
 * `.to(torch.bfloat16)` and `.to(torch.float16)` in the place of casts: cotangents of stored values are rounded to their
 * format there too, so that all of them agree in every bit.
 */
import { describe, expect, test } from 'vitest';
import * as o from '../../src/index.ts';
import { bf16, f32, type Tensor } from '../../src/index.ts';
import { DTypes } from '../../src/types/dtype.ts';

type V3 = Tensor<[3]>;
type Stored = Tensor<[3], o.bf16>;
type Pair = Tensor<[2], o.bf16>;
type Store = (v: V3) => Stored;

const x = o.array([3], [0.1, 1.3, -2.7]);
const w = o.array([3], [1 / 3, 2 / 3, 7.7]);
const other = o.array([3], [1 / 3, 0.01, 1e-3]);
const picked = o.array([4], [1 / 3, 1 / 3, 1 / 3, 1 / 7]);
const table = o.array([3, 2], [1 / 3, 1 / 7, 0.2, 0.3, 3.3, 1e-3]);
const float = o.cast(f32);
const total = o.sum();

/** Losses of weights in f32, which are stored on the way. */
const roundTrip = (store: Store) => (v: V3) => total(o.mul(float(store(v)), w));
const readTwice = (store: Store) => (v: V3) => {
  const h = store(v);
  return total(o.add(o.mul(float(h), w), o.mul(float(h), other)));
};
/** Losses of stored weights. */
const squares = (v: Stored) => total(o.square(float(v)));
const takenTwice = (v: Stored) =>
  total(o.mul(float(o.take(v, o.integers([4], [0, 0, 0, 2]))), picked));
const broadcast = (v: Stored) =>
  total(o.mul(float(o.broadcastTo([3, 2])(o.reshape([3, 1])(v))), table));
const loop = (store: Store) => (v: Stored) => {
  const step = (c: Stored, k: Tensor<[]>) =>
    [store(o.mul(float(c), o.mul(k, float(v)))), c] as const;
  return total(float(o.scan(step, v, o.array([2], [1.1, 0.7]))[0]));
};

interface Case {
  readonly format: 'bf16' | 'f16';
  readonly roundTrip: readonly number[];
  readonly readTwice: readonly number[];
  readonly squares: readonly number[];
  readonly takenTwice: readonly number[];
  readonly broadcast: readonly number[];
  readonly loop: readonly number[];
}

const cases: readonly Case[] = [
  {
    format: 'bf16',
    roundTrip: [0.333984375, 0.66796875, 7.6875],
    readTwice: [0.66796875, 0.6796875, 7.6875],
    squares: [0.2001953125, 2.59375, -5.40625],
    takenTwice: [1, 0, 0.142578125],
    broadcast: [0.4765625, 0.5, 3.296875],
    loop: [0.023193359375, 3.875, 16.875],
  },
  {
    format: 'f16',
    roundTrip: [0.333251953125, 0.66650390625, 7.69921875],
    readTwice: [0.66650390625, 0.67626953125, 7.69921875],
    squares: [0.199951171875, 2.599609375, -5.3984375],
    takenTwice: [1, 0, 0.142822265625],
    broadcast: [0.47607421875, 0.5, 3.302734375],
    loop: [0.023101806640625, 3.90234375, 16.828125],
  },
];

describe.each(cases)('gradients through $format are those of PyTorch', (c) => {
  // one type for both, which differ in their bits alone
  const store = o.cast(DTypes[c.format] as typeof bf16);
  const numbers = (v: Stored | V3): readonly number[] => [...o.evaluate(float(v as Stored)).data];
  test('by master weights', () => {
    expect(numbers(o.grad(roundTrip(store))(x))).toEqual(c.roundTrip);
    expect(numbers(o.grad(readTwice(store))(x))).toEqual(c.readTwice);
  });
  test('by stored weights, in their format', () => {
    const h = store(x);
    const slope = o.grad(squares)(h);
    expect(slope.dtype.dtype).toBe(c.format);
    expect(numbers(slope)).toEqual(c.squares);
    expect(numbers(o.grad(takenTwice)(h))).toEqual(c.takenTwice);
    expect(numbers(o.grad(broadcast)(h))).toEqual(c.broadcast);
    expect(numbers(o.grad(loop(store))(h))).toEqual(c.loop);
  });
  test('forward mode: the tangent is rounded as the value is', () => {
    const [value, tangent] = o.jvp((v: V3) => float(store(v)), [x], [w]);
    expect(numbers(value)).toEqual(numbers(store(x)));
    expect(numbers(tangent)).toEqual(c.roundTrip);
  });
  test('composed: in a batch, of a gradient, computed again, by branches, all rows at once', () => {
    const f = roundTrip(store);
    const both = o.stack(0, x, w);
    expect([...o.evaluate(o.vmap(o.grad(f))(both)).data]).toEqual([...c.roundTrip, ...c.roundTrip]);
    const twice = o.grad((v: V3) => total(o.mul(o.grad(f)(v), o.square(v))));
    // d/dv of g v^2 is 2 g v, exact but for one rounding of f32
    numbers(twice(x)).forEach((got, i) => {
      expect(got).toBeCloseTo(2 * c.roundTrip[i]! * x.data[i]!, 5);
    });
    expect(numbers(o.grad(o.checkpoint(f))(x))).toEqual(c.roundTrip);
    const chosen = (v: V3) => o.cond(o.less(o.take(v, o.scalar(0, o.i32)), o.scalar(1)), f, f, v);
    expect(numbers(o.grad(chosen)(x))).toEqual(c.roundTrip);
    const rows = o.jacrev((v: V3) => float(store(v)))(x);
    expect([...o.evaluate(rows).data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const columns = o.jacfwd((v: Stored) => float(v))(store(x));
    expect(columns.dtype.dtype).toBe(c.format);
  });
  test('a shared stored weight in a batch: cotangents are added in f32 and rounded once', () => {
    const scaled = o.customGradient(
      'scaled',
      (v: Stored, k: Tensor<[]>) => o.mul(float(v), k),
      (ct, [, k]) => [store(o.mul(ct, k)), k],
    );
    const ks = o.array([3], [1, 2 ** -9, 2 ** -9]);
    const f = (v: Stored) => total(o.vmap((k: Tensor<[]>) => total(scaled(v, k)))(ks));
    // one by one in bf16, the small ones would be lost
    const want = c.format === 'bf16' ? 1 : 1 + 2 ** -8;
    expect(numbers(o.grad(f)(store(x)))).toEqual([want, want, want]);
  });
});

describe('mixed precision', () => {
  test('master weights in f32 learn what a product in bf16 asks of them', () => {
    const store = o.cast(bf16);
    const inputs = o.array([4, 3], [1, 0, 2, 0, 1, -1, 2, 1, 0, -1, 1, 1]);
    const targets = o.array([4], [3, -1, 4, 0.5]);
    const loss = (v: V3) => {
      const y = o.sum(1)(o.mul(inputs, float(store(v))));
      return o.mean()(o.square(o.sub(y, targets)));
    };
    const step = o.jit([f32(3)], (v) => o.sub(v, o.scale(0.1, o.grad(loss)(v))));
    let v: o.NdArray<[3]> = o.array([3], [0, 0, 0]);
    const before = o.evaluate(loss(v)).data[0]!;
    for (let i = 0; i < 100; i++) v = step(v);
    expect(o.evaluate(loss(v)).data[0]!).toBeLessThan(0.1 * before);
  });
  test.each(['u8', 'i64', 'i32', 'u32', 'bool'] as const)('none passes through %s', (dtype) => {
    const f = (v: V3) => total(o.add(o.scale(2, v), float(o.cast(DTypes[dtype])(v))));
    expect([...o.evaluate(o.grad(f)(x)).data]).toEqual([2, 2, 2]);
  });
  test('choices between stored values move them, whatever their format', () => {
    const p = o.less(o.array([2], [0, 1]), o.array([2], [0.5, 0.5]));
    for (const dtype of ['bf16', 'f16', 'u8', 'i64'] as const) {
      const rows = o.cast(DTypes[dtype] as typeof bf16)(o.array([2, 2], [1, 2, 3, 4]));
      const either = (q: Tensor<[], o.bool>, s: Pair, t: Pair) =>
        o.cond(
          q,
          (u: Pair) => u,
          (_: Pair) => t,
          s,
        );
      const out = o.vmap(either)(p, rows, o.flip(0)(rows));
      expect([...o.evaluate(float(out)).data], dtype).toEqual([1, 2, 1, 2]);
    }
  });
});
