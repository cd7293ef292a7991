/** jit and evaluate: names, donation, residency, indices, the debug mode, memory. */
import { describe, expect, test } from 'vitest';
import {
  add,
  array,
  DonatedError,
  div,
  evaluate,
  exp,
  f32,
  f64,
  grad,
  i32,
  integers,
  jit,
  log,
  mul,
  NonFiniteError,
  ndarray,
  scalar,
  scale,
  scan,
  softmax,
  sub,
  sum,
  type Tensor,
  take,
  transpose,
  vmap,
  zeros,
} from '../../src/index.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';

const pair = { a: f32(2, 2), b: f32(2, 2) };
const a = () => array([2, 2], [1, 2, 3, 4]);
const b = () => array([2, 2], [5, 6, 7, 8]);

describe('names', () => {
  const f = jit([f32('B', 4), f32('B')], (x, y) => sum()(mul(sum(-1)(x), y)));
  test('are bound by the arguments, once for every set of sizes', () => {
    const ones = (n: number) => new Float32Array(n).fill(1);
    expect(f(array([3, 4], ones(12)), array([3], ones(3))).data).toEqual(Float32Array.of(12));
    expect(f(array([2, 4], ones(8)), array([2], ones(2))).data).toEqual(Float32Array.of(8));
  });
  test('that disagree are refused with the sentence of the types', () => {
    expect(() =>
      Reflect.apply(f, null, [
        array([3, 4], new Float32Array(12)),
        array([5], new Float32Array(5)),
      ]),
    ).toThrow("expected [B], got [5]: 'B' is 3 and 5");
  });
});

describe('within a function that is traced', () => {
  const norm = jit([f32('N')], (x) => sum()(mul(x, x)), { donate: [0] });
  const x = array([3], [1, 2, 3]);
  type V3 = Tensor<[3]>;
  test('it is a part of that program: of a gradient, a batch, another jit at names', () => {
    expect(evaluate(grad((v: V3) => norm(v))(x)).data).toEqual(Float32Array.of(2, 4, 6));
    const slope = grad((v: V3) => sum()(mul(grad((w: V3) => norm(w))(v), v)));
    expect(evaluate(slope(x)).data).toEqual(Float32Array.of(4, 8, 12));
    const rows = array([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(evaluate(vmap((v: V3) => norm(v))(rows)).data).toEqual(Float32Array.of(14, 77));
    const outer = jit([f32('B', 'K')], (m) => vmap((r: Tensor<['K']>) => norm(r))(m));
    expect(outer(rows).data).toEqual(Float32Array.of(14, 77));
    const loop = scan((c: Tensor<[]>, r: V3) => [add(c, norm(r)), c] as const, scalar(0), rows);
    expect(evaluate(loop[0]).data).toEqual(Float32Array.of(91));
  });
  test('it gives nothing away, and its arguments must fit', () => {
    expect(norm(array([2], [3, 4])).data).toEqual(Float32Array.of(25));
    // @ts-expect-error a matrix is no vector
    expect(() => jit([f32(2, 2)], (m) => norm(m))).toThrow('expected [N], got [2, 2]');
  });
});

describe('donation', () => {
  test('gives the results that there are without it', () => {
    const body = (s: { a: ReturnType<typeof a>; b: ReturnType<typeof b> }) => ({
      a: add(s.a, s.b),
      b: mul(s.a, s.b),
    });
    const [plain, donated] = [
      jit([pair], body as never),
      jit([pair], body as never, { donate: [0] as never }),
    ] as const;
    const results = [plain, donated].map((f) => {
      const r = (f as unknown as (s: object) => ReturnType<typeof body>)({ a: a(), b: b() });
      return [evaluate(r.a).data, evaluate(r.b).data];
    });
    expect(results[1]).toEqual(results[0]);
  });
  const names = ({
    a,
    b,
  }: {
    readonly a: { readonly data: unknown };
    readonly b: { readonly data: unknown };
  }) => [a.data, b.data];
  test('swaps two tensors', () => {
    const swap = jit([pair], (s) => ({ a: s.b, b: s.a }), { donate: [0] });
    const once = swap({ a: a(), b: b() });
    expect(names(once)).toEqual([b().data, a().data]);
    expect(names(swap(once))).toEqual([a().data, b().data]);
  });
  test('gives the old value of what it overwrites, as a result of its own', () => {
    const f = jit([pair], (s) => ({ a: add(s.a, s.b), b: s.b, old: s.a }), { donate: [0] });
    const { old, ...next } = f({ a: a(), b: b() });
    expect(names(next)).toEqual([Float32Array.of(6, 8, 10, 12), b().data]);
    expect(old.data).toEqual(a().data);
  });
  test('returns one tensor unchanged', () => {
    const f = jit([pair], (s) => ({ a: add(s.a, s.b), b: s.b }), { donate: [0] });
    const once = f({ a: a(), b: b() });
    const twice = f(once);
    expect(names(twice)).toEqual([Float32Array.of(11, 14, 17, 20), b().data]);
  });
  test('returns one value at two paths', () => {
    const f = jit(
      [pair],
      (s) => {
        const c = add(s.a, s.b);
        return { a: c, b: c };
      },
      { donate: [0] },
    );
    expect(names(f(f({ a: a(), b: b() })))).toEqual([
      Float32Array.of(12, 16, 20, 24),
      Float32Array.of(12, 16, 20, 24),
    ]);
  });
  test('does not overwrite what a later view still reads', () => {
    const f = jit(
      [f32(2, 2)],
      (x) => {
        const y = scale(2, x);
        return { x: y, t: add(transpose(x), y) };
      },
      { donate: [0] },
    );
    const out = f(a());
    expect(out.x.data).toEqual(Float32Array.of(2, 4, 6, 8));
    expect(out.t.data).toEqual(Float32Array.of(3, 7, 8, 12));
  });
  const grow = jit([f32(2, 2), f32(2, 2)], (x, y) => add(x, y), { donate: [0] });
  test('refuses an array that was given away, before or in the same call', () => {
    const [x, y] = [a(), b()];
    const z = grow(x, y);
    expect(() => grow(x, y)).toThrow(DonatedError);
    expect(() => grow(z, z)).toThrow('donated and passed a second time');
    grow(z, y);
    expect(() => grow(z, y)).toThrow(DonatedError);
    expect(() => evaluate(add(z, y))).toThrow(DonatedError);
  });
  test('leaves its state readable: as data, by expressions, by other programs', () => {
    const z = grow(a(), b());
    expect(evaluate(scale(2, z)).data).toEqual(Float32Array.of(12, 16, 20, 24));
    const other = jit([f32(2, 2)], (x) => sum()(x));
    expect(other(z).data).toEqual(Float32Array.of(36));
    expect(z.data).toEqual(Float32Array.of(6, 8, 10, 12));
  });
  test('shares its memory among all sizes of the other arguments', () => {
    const f = jit([f32(3), f32('B', 3)], (w, x) => add(w, sum(0)(x)), { donate: [0] });
    const rows = (n: number) => array([n, 3], new Float32Array(3 * n).fill(1));
    let w = f(array([3], [0, 0, 0]), rows(4));
    w = f(w, rows(2));
    w = f(w, rows(4));
    expect(w.data).toEqual(Float32Array.of(10, 10, 10));
  });
});

describe('indices', () => {
  const f = jit([f32(3, 2), i32('N')], (x, i) => add(x, sum(0)(take(x, i))), { donate: [0] });
  const x = () => array([3, 2], [1, 2, 3, 4, 5, 6]);
  test('given from outside are checked before anything runs, and the state stays', () => {
    const w = f(x(), integers([1], [2]));
    expect(() => f(w, integers([2], [0, 3]))).toThrow(
      /index 3 at position 1 is out of range for size 3/,
    );
    expect(w.data[0]).toBe(6);
    expect(f(w, integers([1], [0])).data[0]).toBe(12);
  });
  test('computed in the program are checked when they are used', () => {
    const g = jit([f32(3, 2), i32(2)], (y, i) => sum()(take(y, add(i, i))));
    expect(g(x(), integers([2], [0, 1])).data[0]).toBe(14);
    expect(() => g(x(), integers([2], [0, 2]))).toThrow(/out of range/);
  });
});

describe('dtypes', () => {
  test('of 64 bits are computed in 64 bits', () => {
    const f = jit([f64('N'), f64('N')], (x, y) => sum()(mul(x, exp(y))));
    const x = ndarray([3], f64, [1, 1e-9, 3]);
    const y = ndarray([3], f64, [0.1, 0.2, -1 / 3]);
    const want = Math.exp(0.1) + 1e-9 * Math.exp(0.2) + 3 * Math.exp(-1 / 3);
    const got = f(x, y).data;
    expect(got).toBeInstanceOf(Float64Array);
    expect(got[0]).toBeCloseTo(want, 14);
  });
  test('are not mixed', () => {
    const f = jit([f64(2)], (x) => sum()(x));
    const g = f as unknown as (x: object) => unknown;
    expect(() => g(array([2], [1, 2]))).toThrow('expected dtype f64, got f32');
    expect(() => jit([f64(2), f32(2)], (x, y) => add(x as never, y as never))).toThrow(
      'dtypes differ: f64 and f32; use cast',
    );
  });
});

describe('debug', () => {
  test('names the op that makes the first NaN or infinity', () => {
    const body = (x: ReturnType<typeof a>) => sum()(log(sub(exp(x), exp(x))));
    const f = jit([f32(2, 2)], body as never, { debug: true }) as unknown as (x: object) => unknown;
    expect(() => f(a())).toThrow(NonFiniteError);
    expect(() => f(a())).toThrow('log: -Infinity at position 0 of [2, 2]');
  });
  test('names it inside of a loop', () => {
    const f = jit(
      [f32(3)],
      (xs) => scan((c, x) => [add(c, x), log(x)] as const, zeros([]), xs)[1],
      { debug: true },
    );
    expect(() => f(array([3], [1, 0, 2]))).toThrow('scan > log: -Infinity at position 0 of []');
  });
});

describe('memory', () => {
  test('that no machine has is refused before anything runs, with what takes it', () => {
    const g = jit([f32(1)], (x) => {
      const big = exp(add(zeros([40000, 40000]), x));
      return sum()(mul(softmax(-1)(big), big));
    });
    expect(() => g(array([1], [0]))).toThrow(/needs [0-9.]+ MiB at once.*softmax.*smaller batches/);
  });
  test('stays bounded over expressions of ever new sizes', () => {
    const { memory, heap } = currentMachine();
    const at = (n: number) =>
      evaluate(div(array([n], new Float32Array(n)), array([n], new Float32Array(n).fill(1))));
    for (let n = 1; n <= 50; n++) at(n * 7);
    const [bytes, used] = [memory.buffer.byteLength, heap.used];
    for (let n = 1; n <= 2000; n++) at(1 + (n % 350));
    expect(memory.buffer.byteLength).toBe(bytes);
    expect(heap.used).toBeLessThanOrEqual(used + 4096);
  });
});
