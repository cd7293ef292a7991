/** Layer, RMS, group and instance normalisation: the laws, stages of networks, and what they have in common. */
import { describe, expect, test } from 'vitest';
import { call, op } from '../../conformance/adapter.ts';
import type { Value } from '../../src/core/node.ts';
import {
  array,
  f32,
  type GroupNormP,
  groupNorm,
  init,
  instanceNorm,
  key,
  type LayerNormP,
  layer,
  layerNorm,
  net,
  normal,
  type RmsNormP,
  rmsNorm,
  spec,
  type Tensor,
} from '../../src/index.ts';
import { type } from '../laws/recipe.ts';
import { type Program, sizedLaws } from '../laws/sized.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

const affine = (apply: (p: { gamma: Value; beta: Value }) => unknown): Program => ({
  types: (b, n) => [type('f32', [b, n, 4]), type('f32', [4]), type('f32', [4])],
  run: (x, gamma, beta) => op(apply({ gamma: gamma!, beta: beta! }))(x),
});

sizedLaws({
  layerNorm: affine((p) => call(layerNorm, p)),
  rmsNorm: affine((p) => call(rmsNorm, p, { eps: 0.01 })),
  groupNorm: affine((p) => call(groupNorm, p, 2)),
  instanceNorm: affine((p) => call(instanceNorm, p)),
  'layerNorm over two axes': {
    types: (b) => [type('f32', [b, 2, 3]), type('f32', [2, 3]), type('f32', [2, 3])],
    run: (x, gamma, beta) => op(call(layerNorm, { gamma, beta }))(x),
  },
});

const closeTo = (got: readonly number[], want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  got.forEach((y, i) => {
    expect(y).toBeCloseTo(want[i]!, 12);
  });
};

describe('what they have in common', () => {
  const x = normal(key(1), [2, 3, 5, 4]);
  const p: GroupNormP<4> = { gamma: array([4], [1, 2, 3, 4]), beta: array([4], [1, 0, 1, 0]) };
  test('as many groups as channels are instances', () => {
    closeTo(numbersOf(groupNorm(p, 4)(x)), numbersOf(instanceNorm(p)(x)));
  });
  test('one group of examples without space is the layer', () => {
    const flat = normal(key(2), [3, 4]);
    closeTo(numbersOf(groupNorm(p, 1)(flat)), numbersOf(layerNorm(p)(flat)));
  });
  test('of vectors of mean 0 RMS and layer normalisation agree', () => {
    const v = array([1, 4], [1, -1, 3, -3]);
    const none: GroupNormP<4> = { gamma: p.gamma, beta: array([4], [0, 0, 0, 0]) };
    closeTo(numbersOf(rmsNorm(p, { eps: 1e-5 })(v)), numbersOf(layerNorm(none)(v)));
  });
});

describe('as stages', () => {
  const m = net(
    f32('B', 6, 4),
    layer.layerNorm('ln', { axes: 2 }),
    layer.groupNorm('gn', 2),
    layer.instanceNorm('in'),
    layer.rmsNorm('rn'),
  );
  const params = init(m.params, key(0));
  test('their parameters are those of the sizes, ones and zeros', () => {
    hasType<{
      readonly ln: LayerNormP<[6, 4]>;
      readonly gn: GroupNormP<4>;
      readonly in: GroupNormP<4>;
      readonly rn: RmsNormP<4>;
    }>()(params);
    expect(numbersOf(params.ln.gamma)).toEqual(Array(24).fill(1));
    expect(numbersOf(params.in.beta)).toEqual([0, 0, 0, 0]);
    expect(params).toMatchObject({ rn: { gamma: { shape: [4] } } });
  });
  test('they are what they are alone', () => {
    const x = normal(key(3), [2, 6, 4]);
    const y = m(params, x);
    hasType<Tensor<[2, 6, 4]>>()(y);
    const z = instanceNorm(params.in)(groupNorm(params.gn, 2)(layerNorm(params.ln)(x)));
    closeTo(numbersOf(y), numbersOf(rmsNorm(params.rn)(z)));
  });
  test('specifications give the same parameters', () => {
    const p = init({ a: spec.layerNorm(2, 3), b: spec.rmsNorm(5), c: spec.groupNorm(4) }, key(0));
    hasType<LayerNormP<[2, 3]>>()(p.a);
    hasType<RmsNormP<5>>()(p.b);
    hasType<GroupNormP<4>>()(p.c);
    expect(numbersOf(p.a.beta)).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test('sizes must be known', () => {
    expect(() => net(f32('B', 'C'), layer.layerNorm('ln'))).toThrow(
      'layerNorm: the last dimension must be known, got [B, C]',
    );
    expect(() => net(f32('B', 'T', 4), layer.layerNorm('ln', { axes: 2 }))).toThrow(
      'layerNorm: the last 2 dimensions must be known, got [B, T, 4]',
    );
  });
});

test('a large mean costs no digits', () => {
  const p: LayerNormP<[3]> = { gamma: array([3], [1, 1, 1]), beta: array([3], [0, 0, 0]) };
  const y = numbersOf(layerNorm(p, { eps: 0 })(array([1, 3], [8388607, 8388608, 8388609])));
  closeTo(y, [-Math.sqrt(1.5), 0, Math.sqrt(1.5)]);
});
