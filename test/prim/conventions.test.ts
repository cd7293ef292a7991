/** The stated conventions of primitives where laws are silent: ties, NaN, overflow, empty arrays, and errors. */
import { describe, expect, it } from 'vitest';
import { fresh, inline, trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { exact } from '../../src/core/strided.ts';
import * as p from '../../src/prim/index.ts';
import { evaluateGraph, vjpGraph, vmapGraph } from '../../src/transform/index.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import type { Args } from '../laws/laws.ts';
import { array, f32, run, runRounded, scalar } from '../laws/numbers.ts';
import { applied, type } from '../laws/recipe.ts';

const i32 = (...data: readonly number[]) => array(data, [data.length], 'i32');
const u32 = (...data: readonly number[]) => array(data, [data.length], 'u32');
const bool = (...data: readonly number[]) => array(data, [data.length], 'bool');
const of = (dtype: DTypeName, ...shape: readonly number[]): Value => fresh(type(dtype, shape));
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** The cotangents of f at these arrays for cotangents of ones. */
const pulled = (
  f: (...xs: readonly Value[]) => Value,
  ...args: Args
): readonly (readonly number[])[] => {
  const g = trace((...xs) => [f(...xs)], args);
  const [y] = run((...xs) => inline(g, xs), ...args);
  const ones = array(
    y!.map(() => 1),
    g.results[0]!.shape.map(Number),
  );
  return run((...xs) => inline(vjpGraph(g), xs).slice(1), ...args, ones);
};

describe('ties', () => {
  it('max gives half to each side', () => {
    expect(pulled((x, y) => p.maximum(x!, y!), array([1, 2, 3]), array([1, 3, 2]))).toEqual([
      [0.5, 0, 1],
      [0.5, 1, 0],
    ]);
  });

  it('reduceMax shares among all that attain it', () => {
    expect(pulled((x) => p.reduceMax(x!, [0]), array([3, 1, 3, 3, 2]))).toEqual([
      [1 / 3, 0, 1 / 3, 1 / 3, 0],
    ]);
  });

  it('select passes the cotangent to the side taken; the other side gets zero, of which NaN makes NaN', () => {
    const f = (c: Value, x: Value): Value => p.select(c, p.sqrt(x), p.zeros(x));
    expect(pulled((c, x) => f(c!, x!), bool(1, 0), array([4, -1]))).toEqual([[0.25, nan]]);
    expect(pulled((c, x) => p.select(c!, x!, p.zeros(x!)), bool(1, 0), array([4, nan]))).toEqual([
      [1, 0],
    ]);
  });
});

describe('NaN, infinity, empty', () => {
  it('NaN wins maxima and loses comparisons', () => {
    const x = array([nan, 1, nan]);
    const y = array([1, nan, nan]);
    expect(run((a, b) => [p.maximum(a!, b!)], x, y)).toEqual([[nan, nan, nan]]);
    expect(run((a, b) => [p.less(a!, b!), p.equal(a!, b!)], x, y)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(run((a) => [p.reduceMax(a!, [0])], array([1, nan, 2]))).toEqual([[nan]]);
  });

  it('of nothing, the sum is 0 and the maximum the lowest number', () => {
    const none = (dtype: DTypeName) => array([], [0, 2], dtype);
    expect(run((a) => [p.reduceSum(a!, [0]), p.reduceMax(a!, [0])], none('f32'))).toEqual([
      [0, 0],
      [-inf, -inf],
    ]);
    expect(run((a) => [p.reduceMax(a!, [0])], none('i32'))).toEqual([[-(2 ** 31), -(2 ** 31)]]);
    expect(run((a) => [p.reduceMax(a!, [0])], none('u32'))).toEqual([[0, 0]]);
  });

  it('log and sqrt at and below 0', () => {
    expect(run((a) => [p.log(a!), p.sqrt(a!)], array([0, -1]))).toEqual([
      [-inf, nan],
      [0, nan],
    ]);
  });
});

describe('integers', () => {
  it('wrap', () => {
    const [top, low] = [2 ** 31 - 1, -(2 ** 31)];
    expect(run((a, b) => [p.add(a!, b!), p.mul(a!, b!)], i32(top, top), i32(1, top))).toEqual([
      [low, -2],
      [top, 1],
    ]);
    expect(run((a) => [p.neg(a!)], i32(low, 5))).toEqual([[low, -5]]);
    expect(run((a, b) => [p.add(a!, b!), p.mul(a!, b!)], u32(2 ** 32 - 1), u32(2))).toEqual([
      [1],
      [2 ** 32 - 2],
    ]);
    expect(run((a) => [p.neg(a!)], u32(1))).toEqual([[2 ** 32 - 1]]);
    expect(run((a) => [p.reduceSum(a!, [0])], i32(top, 1, 1))).toEqual([[low + 1]]);
  });

  it('divide toward zero, and by zero give zero', () => {
    expect(run((a, b) => [p.div(a!, b!)], i32(-7, 7, 5), i32(2, -2, 0))).toEqual([[-3, -3, 0]]);
    expect(run((a, b) => [p.div(a!, b!)], u32(2 ** 32 - 1), u32(2))).toEqual([[2 ** 31 - 1]]);
  });

  it('shift logically and combine bits', () => {
    expect(run((a) => [p.shiftLeft(a!, 31), p.shiftRight(a!, 1)], i32(1, -2))).toEqual([
      [-(2 ** 31), 0],
      [0, 2 ** 31 - 1],
    ]);
    expect(run((a) => [p.shiftRight(a!, 0), p.shiftRight(a!, 4)], u32(0xf000_0000))).toEqual([
      [0xf000_0000],
      [0x0f00_0000],
    ]);
    expect(
      run((a, b) => [p.and(a!, b!), p.xor(a!, b!)], u32(0xffff_0000), u32(0xff00_ff00)),
    ).toEqual([[0xff00_0000], [0x00ff_ff00]]);
    expect(run((a, b) => [p.and(a!, b!), p.xor(a!, b!)], bool(1, 1, 0), bool(1, 0, 0))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });
});

describe('conversion', () => {
  it('from float truncates and saturates; NaN is 0', () => {
    const x = array([-1.9, 1.9, 3e9, -3e9, 5e9, nan]);
    const [low, top] = [-(2 ** 31), 2 ** 31 - 1];
    expect(run((a) => [p.cast(a!, DTypes.i32), p.cast(a!, DTypes.u32)], x)).toEqual([
      [-1, 1, top, low, top, 0],
      [0, 1, 3e9, 0, 2 ** 32 - 1, 0],
    ]);
    expect(run((a) => [p.cast(a!, DTypes.bool)], array([0, -0.5, nan]))).toEqual([[0, 1, 1]]);
  });

  it('between integers wraps, and of bits keeps them', () => {
    expect(run((a) => [p.cast(a!, DTypes.u32)], i32(-1))).toEqual([[2 ** 32 - 1]]);
    expect(run((a) => [p.bitcast(a!, DTypes.i32)], array([1, -0]))).toEqual([
      [0x3f80_0000, -(2 ** 31)],
    ]);
    expect(run((a) => [p.bitcast(a!, DTypes.f32)], u32(0x4000_0000))).toEqual([[2]]);
  });

  it('rounds every node in the rounded arithmetic, none in the exact one', () => {
    const f = (a: Value): readonly Value[] => [p.add(p.add(a, p.fill(1, a)), p.fill(-1, a))];
    expect(run((a) => f(a!), scalar(2 ** -30))).toEqual([[2 ** -30]]);
    expect(runRounded((a) => f(a!), scalar(2 ** -30))).toEqual([[0]]);
  });
});

describe('indices', () => {
  const x = array([10, 11, 12, 20, 21, 22], [2, 3]);

  it('repeated ones add up', () => {
    const u = array([1, 2, 4]);
    expect(run((a, i) => [p.scatterAdd(a!, i!, { axis: 0, size: 3 })], u, i32(2, 0, 2))).toEqual([
      [2, 0, 5],
    ]);
  });

  it('out of range are errors, also inside a batch where they would reach another example', () => {
    const take = trace((a, i) => [p.gather(a!, i!, 0)], [f32(3), type('i32', [1])]);
    const put = trace(
      (a, i) => [p.scatterAdd(a!, i!, { axis: 0, size: 3 })],
      [f32(1), type('i32', [1])],
    );
    const index = (k: number) => array([k, 0], [2, 1], 'i32');
    for (const k of [3, -1]) {
      expect(() => run((a, i) => inline(take, [a!, i!]), array([1, 2, 3]), i32(k))).toThrow(
        `gather: index ${k} at position 0 is out of range for size 3`,
      );
      expect(() => run((a, i) => vmapGraph(take, [a!, i!], [true, true], 2), x, index(k))).toThrow(
        'index',
      );
      const u = array([1, 1], [2, 1]);
      expect(() => run((a, i) => vmapGraph(put, [a!, i!], [true, true], 2), u, index(k))).toThrow(
        'index',
      );
    }
    expect(run((a, i) => vmapGraph(take, [a!, i!], [true, true], 2), x, index(2))).toEqual([
      [12, 20],
    ]);
  });
});

describe('what primitives refuse', () => {
  const refusals: readonly (readonly [what: string, f: () => unknown, message: string])[] = [
    ['other shapes', () => p.add(of('f32', 2), of('f32', 3)), 'add: shapes differ: [2] and [3]'],
    [
      'other dtypes',
      () => p.mul(of('f32'), of('i32')),
      'mul: dtypes differ: f32 and i32; use cast',
    ],
    ['maxima of other dtypes', () => p.maximum(of('f32'), of('i32')), 'max: dtypes differ'],
    ['functions of integers', () => p.exp(of('i32')), 'exp: does not take i32'],
    ['storage formats', () => p.add(of('f16'), of('f16')), 'f16 is a storage format; use cast'],
    ['bits of floats', () => p.and(of('f32'), of('f32')), 'and: does not take f32'],
    [
      'conditions that are no bools',
      () => p.select(of('f32'), of('f32'), of('f32')),
      'must be bool',
    ],
    ['bits of bools', () => p.bitcast(of('bool'), DTypes.f32), 'bitcast: needs 32-bit dtypes'],
    ['sums of bools', () => p.reduceSum(of('bool', 2), [0]), 'reduceSum: needs numbers, got bool'],
    [
      'another size',
      () => p.reshape(of('f32', 2, 3), [5]),
      'reshape: [2, 3] has 6 elements, [5] has 5',
    ],
    [
      'no permutation',
      () => p.permute(of('f32', 2, 3), [0, 0]),
      'permute: [0,0] is no permutation',
    ],
    ['axes out of order', () => p.broadcast(of('f32', 2, 3), [3, 2], [1, 0]), 'out of order'],
    ['another axis', () => p.broadcast(of('f32', 2), [3, 4], [0]), 'broadcast: [2] is not axes 0'],
    [
      'a window outside',
      () => p.slice(of('f32', 4), { start: [2], size: [3], stride: [1] }),
      'slice: 2+3 exceeds 4 on axis 0 of [4]',
    ],
    [
      'a window that stands still',
      () => p.slice(of('f32', 4), { start: [2], size: [3], stride: [0] }),
      'slice: stride 0 on axis 0',
    ],
    [
      'a place outside',
      () => p.embed(of('f32', 3), { shape: [4], start: [2], stride: [1] }),
      'pad: [3] at 2 exceeds axis 0 of [4]',
    ],
    [
      'joins of other shapes',
      () => p.concat([of('f32', 2, 3), of('f32', 2, 4)], 0),
      'shapes differ off axis 0',
    ],
    [
      'joins of other dtypes',
      () => p.concat([of('f32', 2), of('i32', 2)], 0),
      'concat: dtypes differ',
    ],
    [
      'contractions of other sizes',
      () => p.dot(of('f32', 2), of('f32', 3), { contract: [[0], [0]], batch: [[], []] }),
      'dot: [2] and [3] differ',
    ],
    [
      'contractions of integers',
      () => p.dot(of('i32'), of('i32'), { contract: [[], []], batch: [[], []] }),
      'dot: needs floats of one dtype, got i32 and i32',
    ],
    [
      'indices that are floats',
      () => p.gather(of('f32', 2), of('f32', 1), 0),
      'gather: indices must be i32',
    ],
    [
      'updates that do not fit their indices',
      () => p.scatterAdd(of('f32', 2), of('i32', 3), { axis: 0, size: 4 }),
      'scatterAdd: indices [3] do not match updates [2]',
    ],
    [
      'updates that are bools',
      () => p.scatterAdd(of('bool', 2), of('i32', 2), { axis: 0, size: 4 }),
      'scatterAdd: does not take bool',
    ],
  ];
  for (const [what, f, message] of refusals) {
    it(what, () => expect(f).toThrow(message));
  }

  it('data that does not fill its shape, or is not bound', () => {
    const held = (shape: readonly number[], data: p.Constant['data'], dtype: DTypeName = 'f32') => {
      const g = applied(p.constant, [], { type: type(dtype, shape), data });
      return evaluateGraph(g, [], exact);
    };
    expect(() => held([3], Float32Array.of(1, 2))).toThrow('array: [3] does not hold 2 numbers');
    expect(() => held([3], 1)).toThrow('array: [3] does not hold 1 numbers');
    expect(() => held([], 'B')).toThrow("constant: size 'B' is not bound");
  });
});
