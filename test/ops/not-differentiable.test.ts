/** A loss that depends on a parameter only through integers or truth values is refused; choices are not. */
import { describe, expect, test } from 'vitest';
import * as t from '../../src/index.ts';
import { NotDifferentiableError } from '../../src/index.ts';

type V = t.Tensor<[4]>;
const x: V = t.array([4], [1, 2, -1, -2]);
const total = (v: V) => t.sum()(v);
const through = (name: string) =>
  `grad: the loss depends on its argument only through ${name}, which has no derivative`;
const positive = (v: V) => t.greater(v, t.scalar(0));

describe('grad refuses', () => {
  const losses: readonly (readonly [string, (v: V) => t.Tensor<[]>])[] = [
    ['argMax', (v) => t.cast(t.f32)(t.argMax(0)(v))],
    ['argMax', (v) => t.sum()(t.mul(x, t.oneHot(4)(t.argMax(0)(v))))],
    ['a comparison', (v) => t.mean()(t.cast(t.f32)(positive(v)))],
    ['a comparison', (v) => total(t.cast(t.f32)(positive(t.exp(v))))],
    ['cast to i32', (v) => total(t.cast(t.f32)(t.cast(t.i32)(v)))],
  ];
  test.each(losses)('what lies behind %s', (name, loss) => {
    expect(() => t.grad(loss)(x)).toThrow(NotDifferentiableError);
    expect(() => t.grad(loss)(x)).toThrow(through(name));
  });
  test('one parameter of a tree, by its path', () => {
    const loss = (p: { readonly fc: { readonly w: V; readonly t: t.Tensor<[]> } }) =>
      total(t.mul(p.fc.w, t.cast(t.f32)(t.greater(p.fc.w, p.fc.t))));
    expect(() => t.valueAndGrad(loss)({ fc: { w: x, t: t.scalar(0) } })).toThrow(
      'valueAndGrad: the loss depends on fc.t only through a comparison',
    );
  });
});

describe('grad takes', () => {
  const numbers = (f: (v: V) => t.Tensor<[]>) => [...t.evaluate(t.grad(f)(x)).data];
  test('what the loss does not depend on', () => {
    expect(numbers(() => t.scalar(1))).toEqual([0, 0, 0, 0]);
  });
  test('steps that stay floats, and what is stopped', () => {
    expect(numbers((v) => total(t.round(v)))).toEqual([0, 0, 0, 0]);
    expect(numbers((v) => total(t.cast(t.f32)(t.cast(t.i32)(t.stopGradient(v)))))).toEqual([
      0, 0, 0, 0,
    ]);
    expect(numbers((v) => total(t.stopGradient(t.cast(t.f32)(positive(v)))))).toEqual([0, 0, 0, 0]);
  });
  test('choices, also where nothing else depends on the argument', () => {
    expect(numbers((v) => total(t.where(positive(v), x, t.scalar(0))))).toEqual([0, 0, 0, 0]);
    expect(numbers((v) => t.take(x, t.argMax(0)(v)))).toEqual([0, 0, 0, 0]);
  });
  test('the second derivative of a kink', () => {
    const slope = (v: V) => total(t.grad((u: V) => total(t.relu(u)))(v));
    expect(numbers(slope)).toEqual([0, 0, 0, 0]);
    const largest = (v: V) => total(t.grad((u: V) => t.max(0)(u))(v));
    expect(numbers(largest)).toEqual([0, 0, 0, 0]);
  });
});
