/** Matrices of derivatives, batches along any axis, loops and stated backward passes over trees of tensors. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import { inline, resize, trace } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import type { Tensor } from '../../src/core/tensor.ts';
import * as o from '../../src/ops/index.ts';
import { vjpGraph } from '../../src/transform/index.ts';
import { blockShape, updatedShape } from '../../src/types/block.ts';
import { substituteDim } from '../../src/types/dim.ts';
import type * as D from '../../src/types/dtype.ts';
import { type Case, lawsOf } from '../laws/composites.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  sameMeaning,
  secondOrderLaw,
  tangentLaw,
} from '../laws/laws.ts';
import { f32 } from '../laws/numbers.ts';
import { examplesOf, integers, nonZero, type } from '../laws/recipe.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';
import { law, numbersOf, untypedCall } from './reference.ts';

type V3 = Tensor<[3]>;
const x = o.array([3], [1, 2, 3]);
const v = o.array([3], [1, 0, -1]);
const w = o.array([2, 3], [1, -1, 2, 0, 3, 1]);

interface Pair {
  readonly a: V3;
  readonly b: Tensor<[2, 3]>;
}
const pair: Pair = { a: x, b: w };
/** sum of (b a)^2 over both, bent */
const energy = ({ a, b }: Pair) => o.sum()(o.square(o.tanh(o.mul(b, a))));

const flat = (...ts: readonly Value[]): readonly number[] => ts.flatMap((t) => numbersOf(t));
/** Sums of the same products in another order. */
const close = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  got.forEach((g, i) => {
    expect(g).toBeCloseTo(want[i]!, 10);
  });
};

const argsFor = (g: Graph): Args =>
  examplesOf(
    g,
    g.params.map(() => nonZero),
    1,
    1,
  )[0]!;

describe('matrices of derivatives', () => {
  test('columns and rows give the same Jacobian, in the form of results and arguments', () => {
    const f = ({ a, b }: Pair) => ({ y: o.sum(1)(o.mul(b, o.square(a))), z: o.sum()(a) });
    const [forward, reverse] = [o.jacfwd(f)(pair), o.jacrev(f)(pair)];
    expect(numbersOf(forward.y.a)).toEqual([2, -4, 12, 0, 12, 6]);
    expect(numbersOf(forward.z.a)).toEqual([1, 1, 1]);
    expect(forward.y.b.shape).toEqual([2, 2, 3]);
    expect(numbersOf(forward.y.b)).toEqual([1, 4, 9, 0, 0, 0, 0, 0, 0, 1, 4, 9]);
    expect(numbersOf(forward.z.b)).toEqual([0, 0, 0, 0, 0, 0]);
    close(
      flat(reverse.y.a, reverse.y.b, reverse.z.a, reverse.z.b),
      flat(forward.y.a, forward.y.b, forward.z.a, forward.z.b),
    );
  });
  test('the Hessian is symmetric, and its product with a direction is hvp', () => {
    const h = o.hessian(energy)(pair);
    close(
      numbersOf(o.reshape([18])(h.a.b)),
      numbersOf(o.reshape([18])(o.permute([2, 0, 1])(h.b.a))),
    );
    const direction: Pair = { a: v, b: o.mul(w, w) };
    const product = o.hvp(energy)(pair, direction);
    const byHand = o.add(
      o.einsum('ij,j->i', h.a.a, direction.a),
      o.einsum('ijk,jk->i', h.a.b, direction.b),
    );
    close(numbersOf(product.a), numbersOf(byHand));
    const [, forward] = o.jvp(o.grad(energy), [pair], [direction]);
    close(numbersOf(product.b), numbersOf(forward.b));
  });
  test('integers have blocks of zeros, an empty argument empty blocks', () => {
    const f = (t: { readonly a: V3; readonly i: Tensor<[2], D.i32> }) => o.take(t.a, t.i);
    const j = o.jacrev(f)({ a: x, i: o.integers([2], [2, 0]) });
    expect(numbersOf(j.a)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(numbersOf(j.i)).toEqual([0, 0, 0, 0]);
    const none = o.jacfwd((t: Tensor<[0]>) => o.tanh(t))(o.array([0], []));
    expect(none.shape).toEqual([0, 0]);
  });
  test('a derivative once linearised serves any number of tangents', () => {
    const [y, along] = o.linearize((a: V3) => o.mul(a, o.square(a)), x);
    expect(numbersOf(y)).toEqual([1, 8, 27]);
    expect(numbersOf(along(v))).toEqual([3, 0, -27]);
    expect(numbersOf(along(x))).toEqual([3, 24, 81]);
  });
  test('the transpose of a linear function is its adjoint; another function is refused', () => {
    const f = (a: V3) => o.sum(1)(o.mul(w, a));
    expect(numbersOf(o.linearTranspose(f, x)(o.array([2], [1, 10]))[0])).toEqual([1, 29, 12]);
    const square = (a: V3) => o.mul(a, a);
    expect(() => o.linearTranspose(square, x)(v)).toThrow(
      'linearTranspose: the function is not linear',
    );
    expect(() => o.linearTranspose((a: V3) => o.sin(a), x)(v)).toThrow('sin has no transpose');
  });
});

describe('batches along any axis', () => {
  const rows = o.array([2, 3], [1, 2, 3, 4, 5, 6]);
  test('the batch is taken from and put at its places', () => {
    const twice = (a: Tensor<[2]>) => o.add(a, a);
    expect(numbersOf(o.vmap(twice, { inAxes: [1], outAxes: 1 })(rows))).toEqual([
      2, 4, 6, 8, 10, 12,
    ]);
    expect(numbersOf(o.vmap(twice, { inAxes: [-1] })(rows))).toEqual([2, 8, 4, 10, 6, 12]);
  });
  test('a list of results has a list of places', () => {
    const f = (a: V3, b: V3) => [o.add(a, b), o.sum()(a)] as const;
    const [sums, totals] = o.vmap(f, { inAxes: [0, null], outAxes: [1, 0] })(rows, x);
    expect(sums.shape).toEqual([3, 2]);
    expect(numbersOf(sums)).toEqual([2, 5, 4, 7, 6, 9]);
    expect(numbersOf(totals)).toEqual([6, 15]);
  });
  test('nested, and of a gradient', () => {
    const table = o.vmap(
      o.vmap((a: Tensor<[]>, b: Tensor<[]>) => o.mul(a, b), { inAxes: [null, 0] }),
      {
        inAxes: [0, null],
      },
    );
    expect(numbersOf(table(x, v))).toEqual([1, 0, -1, 2, 0, -2, 3, 0, -3]);
    const each = o.vmap(o.grad((a: V3) => o.sum()(o.mul(a, o.square(a)))))(rows);
    expect(numbersOf(each)).toEqual([3, 12, 27, 48, 75, 108]);
  });
  test('what does not fit is refused', () => {
    const f = (a: Value, b: Value) => [untypedCall(o.add, a, b)];
    const call = (options: unknown, ...xs: readonly unknown[]) =>
      untypedCall(untypedCall(o.vmap, f, options) as never, ...xs);
    expect(() => call({ inAxes: [2, 0] }, rows, rows)).toThrow(
      'vmap: axis 2 is out of range for [2, 3]',
    );
    expect(() => call({ inAxes: [1, 0] }, rows, rows)).toThrow(
      'vmap: axis 0 of [2, 3] is not the batch of 3',
    );
    expect(() => call({ inAxes: [null, null] }, x, x)).toThrow('no argument has an axis');
    expect(() => call({ outAxes: 5 }, rows, rows)).toThrow(
      'vmap: the result: axis 5 is out of range for [2, 3]',
    );
    expect(() => call({ outAxes: [0, 0] }, rows, rows)).toThrow(
      'vmap: outAxes names 2 places for 1 results',
    );
  });
});

describe('loops', () => {
  const step = (c: Tensor<[4]>, y: Tensor<[4]>) => {
    const next = o.tanh(o.add(o.mul(c, c), o.sin(y)));
    return [next, o.mul(next, y)] as const;
  };
  const looped = (length: number, options: o.ScanOptions): Graph =>
    trace(
      (c, ys) => {
        const [last, all] = o.scan(step, c as Tensor<[4]>, ys as Tensor<[number, 4]>, options);
        return [last, all];
      },
      [f32(4), f32(length, 4)],
    );
  const argsOf = argsFor;

  test.each([
    [12, 4, false],
    [11, 4, false],
    [11, 4, true],
    [3, 5, true],
    [0, 2, false],
  ])(
    'of %i steps in segments of %i (reverse: %s) it is the same loop, with its gradients',
    (length, k, reverse) => {
      const [plain, cut] = [
        looped(length, { reverse }),
        looped(length, { reverse, checkpointEvery: k }),
      ];
      expect(sameMeaning(cut, plain, argsOf(plain))).toBeUndefined();
      const [back, cutBack] = [vjpGraph(plain), vjpGraph(cut)];
      // the same sums in another grouping
      expect(sameMeaning(cutBack, back, argsOf(back), 1e-12)).toBeUndefined();
    },
  );
  test.each([11, 12, 3, 0])('segments of a loop whose length %i is bound late', (length) => {
    const named = trace(
      (c, ys) => {
        const rows = ys as Tensor<[number, 4]>;
        return [...o.scan(step, c as Tensor<[4]>, rows, { checkpointEvery: 4 })];
      },
      [f32(4), type('f32', ['T', 4])],
    );
    const bound = (g: Graph): Graph => resize(g, (d) => substituteDim(d, new Map([['T', length]])));
    const [plain, back] = [looped(length, {}), vjpGraph(looped(length, {}))];
    expect(sameMeaning(bound(named), plain, argsOf(plain))).toBeUndefined();
    expect(sameMeaning(bound(vjpGraph(named)), back, argsOf(back), 1e-12)).toBeUndefined();
  });
  test('segments need memory for sqrt(T) carries', () => {
    const last = (options: o.ScanOptions): Graph =>
      trace(
        (c) => [
          o.scan((d: Tensor<[4]>) => [o.sin(d), []] as const, c as Tensor<[4]>, null, options)[0],
        ],
        [f32(4)],
      );
    const bytes = (options: o.ScanOptions): number => compile(vjpGraph(last(options))).arenaBytes;
    const [T, k, carry] = [256, 16, 16];
    expect(bytes({ length: T })).toBeGreaterThanOrEqual(T * carry);
    // carries of segments, of the steps of one of them, and a few values of one step
    expect(bytes({ length: T, checkpointEvery: k })).toBeLessThan((T / k + k + 16) * carry);
  });
  test('without elements it takes so many steps', () => {
    const [last, all] = o.scan((c: V3) => [o.add(c, c), o.sum()(c)] as const, x, null, {
      length: 3,
    });
    expect(numbersOf(last)).toEqual([8, 16, 24]);
    expect(numbersOf(all)).toEqual([6, 12, 24]);
    expect(() => o.scan((c: V3) => [c, c] as const, x, null)).toThrow(
      'scan: xs need an axis to run over; without xs, say { length }',
    );
    expect(() => o.scan((c: V3) => [c, c] as const, x, w, { checkpointEvery: 0 })).toThrow(
      'scan: checkpointEvery must be a positive integer, got 0',
    );
  });
  test('foriLoop counts', () => {
    const f = (a: V3) =>
      o.foriLoop(4, (i, c) => o.add(c, o.mul(a, untypedCall(o.cast(a.dtype), i) as Tensor<[]>)), a);
    expect(numbersOf(f(x))).toEqual([7, 14, 21]);
    expect(numbersOf(o.grad((a: V3) => o.sum()(f(a)))(x))).toEqual([7, 7, 7]);
  });
  test('whileLoop carries trees, and differentiates forward', () => {
    const root = (a: Tensor<[]>) =>
      o.whileLoop(
        ({ c }) => o.greater(o.abs(o.sub(o.mul(c, c), a)), o.scalar(1e-9)),
        ({ c, n }) => ({
          c: o.scale(0.5, o.add(c, o.div(a, c))),
          n: o.add(n, o.integers([], [1])),
        }),
        { c: o.scalar(1), n: o.integers([], [0]) },
      );
    const [{ c, n }, { c: slope }] = o.jvp(root, [o.scalar(2)], [o.scalar(1)]);
    expect(numbersOf(c)[0]).toBeCloseTo(Math.SQRT2, 8);
    expect(numbersOf(n)).toEqual([4]);
    expect(numbersOf(slope)[0]).toBeCloseTo(1 / (2 * Math.SQRT2), 8);
    expect(() => o.grad((a: Tensor<[]>) => root(a).c)(o.scalar(2))).toThrow(
      'use scan with a bound',
    );
    expect(() =>
      o.whileLoop(
        () => o.less(o.scalar(1), o.scalar(2)),
        () => w as never,
        x,
      ),
    ).toThrow('whileLoop: the carry is Tensor<[2, 3], f32>, expected Tensor<[3], f32>');
  });
  test('switchCase runs one branch, the nearest where the index is out of range', () => {
    const at = (i: number) => {
      const f = (a: V3): V3 =>
        o.switchCase(
          o.integers([], [i]),
          [(b: V3) => o.neg(b), (b: V3) => o.square(b), (b: V3) => o.add(b, b)],
          a,
        );
      return [numbersOf(f(x)), numbersOf(o.grad((a: V3) => o.sum()(f(a)))(x))];
    };
    expect(at(0)).toEqual([
      [-1, -2, -3],
      [-1, -1, -1],
    ]);
    expect(at(1)).toEqual([
      [1, 4, 9],
      [2, 4, 6],
    ]);
    expect(at(7)).toEqual([
      [2, 4, 6],
      [2, 2, 2],
    ]);
    expect(at(-3)).toEqual(at(0));
  });
});

describe('stated backward passes', () => {
  const clipped = o.customGradient(
    'clipped',
    (a: V3) => o.mul(a, a),
    (c, [a]) => [o.clamp({ min: -1, max: 1 })(o.mul(c, a))],
  );
  test('reverse mode is what is stated, forward mode that of the function', () => {
    expect(numbersOf(o.grad((a: V3) => o.sum()(clipped(a)))(x))).toEqual([1, 1, 1]);
    const small = o.scale(0.25, x);
    expect(numbersOf(o.grad((a: V3) => o.sum()(clipped(a)))(small))).toEqual([0.25, 0.5, 0.75]);
    expect(numbersOf(o.jvp((a: V3) => clipped(a), [x], [v])[1])).toEqual([2, 0, -6]);
  });
  test('it is differentiated again, and batched', () => {
    const slope = (a: V3) => o.sum()(o.grad((b: V3) => o.sum()(clipped(b)))(a));
    expect(numbersOf(o.grad(slope)(o.scale(0.25, x)))).toEqual([1, 1, 1]);
    const rows = o.array([2, 3], [0.5, 2, 3, -4, -0.25, 6]);
    const each = o.vmap(o.grad((a: V3) => o.sum()(clipped(a))))(rows);
    expect(numbersOf(each)).toEqual([0.5, 1, 1, -1, -0.25, 1]);
    const shared = o.grad((a: V3) => o.sum()(o.vmap((b: V3) => o.mul(clipped(a), b))(rows)))(x);
    expect(numbersOf(shared)).toEqual([-1, 1, 1]);
  });
});

describe('blocks at places that are computed', () => {
  test('shapes', () => {
    law(blockShape(['B', 4], ['B', 2], [0, 0], 'p'), ['B', 2]);
    law(blockShape([3, 4], [3, 4], [0, 0], 'p'), [3, 4]);
    law(blockShape([3, 4], [4, 4], [0, 0], 'p'), 'p: a block [4, 4] does not fit [3, 4]');
    law(blockShape([3, 4], [4], [0, 0], 'p'), 'p: a block [4] does not fit [3, 4]');
    law(blockShape(['B', 4], [2, 4], [0, 0], 'p'), [2, 4]);
    law(blockShape([3, 4], [3, 4], [0], 'p'), 'p: [3, 4] needs 2 starts, got 1');
    law(updatedShape([3, 4], [1, 4], [0, 0]), [3, 4]);
    law(updatedShape([3, 4], [5, 4], [0, 0]), 'update: a block [5, 4] does not fit [3, 4]');
  });

  const types = [f32(4, 5), f32(2, 3), type('i32', []), type('i32', [])];
  const programs: Readonly<Record<string, (...xs: readonly Value[]) => readonly Value[]>> = {
    dynamicSlice: (a, b, i, j) => [
      o.mul(o.dynamicSlice(a as Tensor<[4, 5]>, [i, j] as never, [2, 3]), b as Tensor<[2, 3]>),
    ],
    update: (a, b, i, j) => [
      o.update(a as Tensor<[4, 5]>, o.tanh(b as Tensor<[2, 3]>), [i, j] as never),
    ],
  };
  test.each(Object.entries(programs))('%s obeys the laws, wherever it starts', (_, f) => {
    const g = trace(f, types);
    const domains = [nonZero, nonZero, integers(-6, 6), integers(-6, 6)];
    for (const seed of [1, 2, 3, 4]) {
      const examples = examplesOf(g, domains, seed, 3);
      expect(tangentLaw(g, examples[0]!, seed)).toBeUndefined();
      expect(adjointLaw(g, examples[0]!, seed)).toBeUndefined();
      expect(secondOrderLaw(g, examples[0]!, seed)).toBeUndefined();
      expect(batchLaw(g, examples)).toBeUndefined();
    }
    expect(inline(g, g.params).length).toBe(1);
  });
  test('a start is counted from the end when negative, then clamped', () => {
    const line = o.array([5], [0, 1, 2, 3, 4]);
    const at = (i: number) => numbersOf(o.dynamicSlice(line, [i], [2]));
    expect([at(1), at(4), at(99), at(-2), at(-99)]).toEqual([
      [1, 2],
      [3, 4],
      [3, 4],
      [3, 4],
      [0, 1],
    ]);
    const put = (i: number) => numbersOf(o.update(line, o.array([2], [8, 9]), [i]));
    expect([put(1), put(4), put(-5)]).toEqual([
      [0, 8, 9, 3, 4],
      [0, 1, 2, 8, 9],
      [8, 9, 2, 3, 4],
    ]);
    expect(numbersOf(o.update(line, o.array([0], []), [2]))).toEqual([0, 1, 2, 3, 4]);
    expect(numbersOf(o.dynamicSlice(line, [0], [5]))).toEqual([0, 1, 2, 3, 4]);
  });
  test('a cache that a loop writes row by row, on the kernels', () => {
    const g = trace(
      (cache, rows, w) => {
        const f = (c: Tensor<[6, 3]>, [i, row]: readonly [Tensor<[], D.i32>, V3]) => {
          const next = o.update(c, o.expandDims(0)(o.mul(row, w as V3)), [i, 0]);
          return [next, o.sum(0)(o.mul(o.dynamicSlice(next, [i, 0], [2, 3]), row))] as const;
        };
        const xs = [o.arange(5), rows as Tensor<[5, 3]>] as const;
        return [...o.scan(f, cache as Tensor<[6, 3]>, xs)];
      },
      [f32(6, 3), f32(5, 3), f32(3)],
    );
    for (const program of [g, vjpGraph(g)]) {
      const args = argsFor(program);
      const want = runReference(program, args);
      // sums of a few products of numbers below 2
      expect(
        difference(runWasm(program, args), want, (v) => 1e-5 * (1 + Math.abs(v))),
      ).toBeUndefined();
    }
  });
  test('a block that is too long for a size bound late is refused then', () => {
    const named = [type('f32', ['N']), f32(2)];
    const g = trace((a, b) => [untypedCall(o.update, a, b, [0]) as Value], named);
    const bind = (n: number): Graph => resize(g, (d) => substituteDim(d, new Map([['N', n]])));
    expect(bind(2).results[0]!.shape).toEqual([2]);
    expect(() => bind(1)).toThrow('exceeds axis 0 of [1]');
  });
  test('a start that is no i32 scalar is refused', () => {
    expect(() => o.dynamicSlice(x, [o.scalar(1) as never], [2])).toThrow(
      'dynamicSlice: a start must be an i32 scalar, got f32 []',
    );
  });
});

const sizes: fc.Arbitrary<Case> = fc
  .record({ batch: fc.integer({ min: 0, max: 3 }), width: fc.integer({ min: 2, max: 4 }) })
  .map(({ batch, width }) => ({
    sizes: [batch, width],
    build: (b, [n]) =>
      trace(
        (t, u) => [o.square(untypedCall(o.update, t, u, [0, 1]) as Tensor<[2]>)],
        [type('f32', [b, n!]), type('f32', [b, 2])],
      ),
  }));
describe('laws of composites', () => lawsOf({ update: sizes }));
