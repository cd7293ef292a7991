/** Stages that put their input beside their output, and layers that users define. */
import { describe, expect, test } from 'vitest';
import type { InDType, InShape, Last, Out, Par } from '../../src/extend.ts';
import {
  add,
  array,
  concat,
  type Def,
  defineLayer,
  f32,
  grad,
  init,
  key,
  layer,
  mul,
  net,
  normal,
  onesOf,
  relu,
  slice,
  spec,
  sum,
  type Tensor,
} from '../../src/index.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

const x = normal(key(1), [3, 4]);

describe('layer.skip', () => {
  test('gives the input and what the stages make of it', () => {
    const m = net(f32('B', 4), layer.skip('s', layer.dense('fc', 2), relu));
    const params = init(m.params, key(0));
    const alone = net(f32('B', 4), layer.dense('fc', 2), relu);
    hasType<Tensor<[3, 6]>>()(m(params, x));
    expect(numbersOf(m(params, x))).toEqual(numbersOf(concat(-1, x, alone(params.s, x))));
  });
  test('keeps state and draws under its name', () => {
    const m = net(f32('B', 4), layer.skip('s', layer.batchNorm('bn'), layer.dropout(0.5)));
    const [params, state] = [init(m.params, key(0)), init(m.state, key(0))];
    const [y, next] = m.train(params, state, key(1), x);
    hasType<Tensor<[3, 8]>>()(y);
    expect(numbersOf(slice(1, 0, 4)(y))).toEqual(numbersOf(x));
    expect(numbersOf(next.s.bn.mean)).not.toEqual(numbersOf(state.s.bn.mean));
  });
  test('refuses stages that change other axes', () => {
    const wrong = () =>
      net(
        f32('B', 4, 4),
        // @ts-expect-error "net: stage 0, skip 's': the stages turn Tensor<[B, 4, 4], f32> into Tensor<[B, 4], f32>; ..."
        layer.skip('s', sum(1)),
      );
    expect(wrong).toThrow(
      "skip 's': the stages turn Tensor<[B, 4, 4], f32> into Tensor<[B, 4], f32>; only the last axis may differ",
    );
  });
});

interface ShiftP<C extends number | string> {
  readonly b: Tensor<[C]>;
}
interface Shift<K extends string> extends Def {
  readonly [Out]: Tensor<InShape<this>, InDType<this>>;
  readonly [Par]: { readonly [k in K]: ShiftP<Last<InShape<this>>> };
}
const shift = <const K extends string>(name: K): Shift<K> =>
  defineLayer(
    'shift',
    name,
    (features) => ({ b: spec.array([features], onesOf) }),
    (p, v) => add(v, p.b),
  );

describe('defineLayer', () => {
  const m = net(f32('B', 4), shift('a'), layer.group('g', shift('a')));
  const params = init(m.params, key(0));
  test('makes a stage with parameters, which stands in groups too', () => {
    hasType<{ readonly a: ShiftP<4>; readonly g: { readonly a: ShiftP<4> } }>()(params);
    const one = array([], [1]);
    expect(numbersOf(m(params, x))).toEqual(numbersOf(add(add(x, one), one)));
    expect(m.stages.map(({ name, kind, params: count }) => [name, kind, count])).toEqual([
      ['a', 'shift', 4],
      ['g', 'group', 4],
    ]);
  });
  test('has gradients', () => {
    const slopes = grad((p: typeof params) => sum()(mul(m(p, x), m(p, x))))(params);
    const y = m(params, x);
    expect(numbersOf(slopes.a.b)).toEqual(numbersOf(sum(0)(add(y, y))));
  });
  test('must know how many features there are', () => {
    expect(() => net(f32('B', 'F'), shift('a'))).toThrow(
      'shift: the last dimension must be known, got [B, F]',
    );
  });
});
