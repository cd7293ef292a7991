/** Derivatives, batching and control over trees of tensors. */
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import * as o from '../../src/ops/index.ts';
import type * as D from '../../src/types/dtype.ts';
import { hasType, numbersOf, untypedCall } from './reference.ts';

type V3 = Tensor<[3]>;
const x = o.array([3], [1, 2, 3]);
const v = o.array([3], [1, 0, -1]);
const cube = (a: V3) => o.sum()(o.mul(a, o.square(a)));

describe('derivatives', () => {
  test('the gradient has the form of the tree', () => {
    const loss = (p: { readonly a: V3; readonly b: Tensor<[]> }, s: Tensor<[]>) =>
      o.mul(o.mul(o.sum()(o.square(p.a)), p.b), s);
    const p = { a: o.mul(x, x), b: o.scalar(2) };
    const [value, g] = o.valueAndGrad(loss)(p, o.scalar(0.5));
    hasType<Tensor<[]>>()(value);
    hasType<V3>()(g.a);
    expect(numbersOf(value)).toEqual([98]);
    expect(numbersOf(g.a)).toEqual([2, 8, 18]);
    expect(numbersOf(g.b)).toEqual([49]);
  });
  test('a parameter that is not used has a gradient of zeros', () => {
    const g = o.grad((p: { a: V3; b: V3 }) => cube(p.a))({ a: o.add(x, v), b: x });
    expect(numbersOf(g.b)).toEqual([0, 0, 0]);
  });
  test('forward over reverse and reverse over reverse agree', () => {
    const [, hv] = o.jvp(o.grad(cube), [x], [v]);
    const hv2 = o.grad((a: V3) => o.sum()(o.mul(o.grad(cube)(a), v)))(x);
    expect(numbersOf(hv)).toEqual([6, 0, -18]);
    expect(numbersOf(hv2)).toEqual([6, 0, -18]);
  });
  test('vjp pulls a cotangent of the result back to all arguments', () => {
    const [y, back] = o.vjp((a: V3, b: V3) => ({ y: o.mul(a, b) }), x, v);
    hasType<V3>()(y.y);
    const [da, db] = back({ y: o.array([3], [1, 1, 2]) });
    expect(numbersOf(da)).toEqual([1, 0, -2]);
    expect(numbersOf(db)).toEqual([1, 2, 6]);
  });
  test('a loss that is no scalar is refused', () => {
    // @ts-expect-error the loss must be a scalar
    expect(() => o.grad((a: V3) => o.square(a))(x)).toThrow(
      'grad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()',
    );
    const late = () =>
      o.grad((a: V3) => untypedCall(o.cast(o.arange(0).dtype), cube(a)) as Tensor<[]>)(x);
    expect(late).toThrow('grad: the loss must be a float, got i32');
  });
  test('integers among the parameters are constants', () => {
    const f = (a: V3, i: Tensor<[2], D.i32>) => o.sum()(o.square(o.take(a, i)));
    const [, back] = o.vjp(f, x, o.integers([2], [0, 0]));
    const [da, di] = back(o.scalar(1));
    expect(numbersOf(da)).toEqual([4, 0, 0]);
    expect(numbersOf(di)).toEqual([0, 0]);
  });
});

describe('vmap', () => {
  const w = o.array([2, 3], [1, 2, 3, 4, 5, 6]);
  test('maps axis 0 of every argument', () => {
    const y = o.vmap(cube)(w);
    hasType<Tensor<[2]>>()(y);
    expect(numbersOf(y)).toEqual([36, 405]);
    const g = o.vmap(o.grad(cube))(w);
    hasType<Tensor<[2, 3]>>()(g);
    expect(numbersOf(g)).toEqual([3, 12, 27, 48, 75, 108]);
  });
  test('an argument of axis null is the same for all, and trees are mapped', () => {
    const f = (p: { a: V3 }, b: V3) => ({ dot: o.sum()(o.mul(p.a, b)), b });
    const y = o.vmap(f, { inAxes: [0, null] })({ a: w }, x);
    hasType<Tensor<[2]>>()(y.dot);
    hasType<Tensor<[2, 3]>>()(y.b);
    expect(numbersOf(y.dot)).toEqual([14, 32]);
    expect(numbersOf(y.b)).toEqual([1, 2, 3, 1, 2, 3]);
  });
  test('sizes that differ are refused', () => {
    const f = o.vmap((a: V3, b: Tensor<[]>) => o.mul(a, b));
    // @ts-expect-error the batch is 2
    expect(() => f(w, x)).toThrow('vmap: axis 0 of [3] is not the batch of 2');
  });
});

describe('control', () => {
  test('scan carries a state and stacks results', () => {
    const [last, ys] = o.scan((sum, a) => [o.add(sum, a), o.square(a)], o.scalar(0), x);
    hasType<Tensor<[]>>()(last);
    hasType<V3>()(ys);
    expect(numbersOf(last)).toEqual([6]);
    expect(numbersOf(ys)).toEqual([1, 4, 9]);
  });
  test('scan over trees, backwards, differentiated', () => {
    const f = (a: V3) => {
      const step = (c: { readonly s: Tensor<[]> }, r: { readonly a: Tensor<[]> }) =>
        [{ s: o.mul(o.add(c.s, r.a), r.a) }, c.s] as const;
      const [c] = o.scan(step, { s: o.scalar(1) }, { a }, { reverse: true });
      return c.s;
    };
    // ((1 + c) c + b) b + a) a with a, b, c = 1, 2, 3
    expect(numbersOf(f(x))).toEqual([((1 + 3) * 3 + 2) * 2 + 1]);
    expect(numbersOf(o.grad(f)(x))).toEqual([30, 16, 14]);
  });
  test('a carry that changes its type is refused', () => {
    const step = (sum: Tensor<[]>, a: Tensor<[]>) => [o.expandDims(0)(o.add(sum, a)), a] as const;
    // @ts-expect-error the carry changes its shape
    const grow = () => o.scan(step, o.scalar(0), x);
    expect(grow).toThrow('scan: the carry');
  });
  test('cond runs one branch and has its derivative', () => {
    const f = (a: Tensor<[]>) =>
      o.cond(
        o.less(a, o.scalar(0)),
        (b: Tensor<[]>) => o.neg(b),
        (b) => o.square(b),
        a,
      );
    expect(numbersOf(f(o.scalar(-2)))).toEqual([2]);
    expect(numbersOf(o.grad(f)(o.scalar(-2)))).toEqual([-1]);
    expect(numbersOf(o.grad(f)(o.scalar(3)))).toEqual([6]);
  });
  test('checkpoint changes no number', () => {
    const f = o.checkpoint((a: V3) => ({ y: o.tanh(o.square(a)) }));
    const loss = (a: V3) => o.sum()(f(a).y);
    const plain = (a: V3) => o.sum()(o.tanh(o.square(a)));
    expect(numbersOf(o.grad(loss)(x))).toEqual(numbersOf(o.grad(plain)(x)));
  });
  test('a derivative of your own: straight through a step', () => {
    const step = o.customDerivative(
      'step',
      (a: V3) => o.floor(a),
      ([t]) => t,
    );
    expect(numbersOf(o.grad((a: V3) => o.sum()(o.square(step(a))))(o.scale(1.25, x)))).toEqual([
      2, 4, 6,
    ]);
  });
  test('stopGradient is a constant for derivatives', () => {
    const f = (a: V3) => o.sum()(o.mul(o.stopGradient(a), a));
    expect(numbersOf(o.grad(f)(x))).toEqual([1, 2, 3]);
  });
});
