/** checkGradients: right derivatives pass, wrong ones are reported with the smallest case, of values, trees and shapes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  array,
  customDerivative,
  exp,
  i32,
  matmul,
  mul,
  relu,
  sin,
  sum,
  type Tensor,
  take,
  tanh,
} from '../../src/index.ts';
import {
  checkGradients,
  gradientProperty,
  gradientVerdict,
  integers,
  nonZero,
  shape,
  tensorOf,
} from '../../src/testing/index.ts';

const any = fc.tuple(tensorOf(shape()));
/** The derivative of x^2, with the factor and the second derivative that are asked for. */
const squareWith = (slope: (x: Tensor) => Tensor) =>
  customDerivative(
    'square',
    (x: Tensor) => mul(x, x),
    ([t], [x]) => mul(t, slope(x)),
  );

describe('what is right passes', () => {
  it('of any shape, to second order', () => {
    checkGradients((x: Tensor) => tanh(mul(x, x)), any);
    checkGradients(
      squareWith((x) => add(x, x)),
      any,
    );
  });
  it('of trees, with integers as constants', () => {
    const layer = (
      p: { readonly w: Tensor<[3, 2]>; readonly b: Tensor<[2]> },
      x: Tensor<[4, 3]>,
    ) => ({
      out: sin(add(matmul(x, p.w), p.b)),
      sum: sum()(p.b),
    });
    const params = fc.record({ w: tensorOf([3, 2]), b: tensorOf([2]) });
    checkGradients(layer, fc.tuple(params, tensorOf([4, 3])), { numRuns: 10 });
    const rows = fc.tuple(tensorOf([3, 2]), tensorOf([4], { dtype: i32, domain: integers(0, 2) }));
    checkGradients((x, i) => exp(take(x, i)), rows, { numRuns: 10 });
  });
  it('away from a kink', () => {
    checkGradients(relu, fc.tuple(tensorOf([3], { domain: nonZero })));
  });
});

describe('what is wrong is reported', () => {
  const wrong = squareWith((x) => x);
  it('with the law, the smallest case and the way back to it', () => {
    const report = () => checkGradients(wrong, any, { seed: 3 });
    expect(report).toThrow(
      /^checkGradients: the derivative is not the slope of the function: tangent of result 0\[0\]: .*\nat \[f32 \[\]: 1\]\nagain: \{ seed: 3, path: '[\d:]+' \}$/,
    );
  });
  it('again, at once, at its path', () => {
    const { counterexamplePath, seed } = fc.check(gradientProperty(wrong, any), { seed: 3 });
    expect(() => checkGradients(wrong, any, { seed, path: counterexamplePath! })).toThrow('[]: 1');
  });
  it('at a kink', () => {
    const zeros = fc.tuple(tensorOf([2], { domain: integers(0, 0) }));
    expect(() => checkGradients(relu, zeros)).toThrow('f32 [2]: 0, 0');
  });
  it('when only the second derivative is wrong, unless the order is 1', () => {
    // twice x, whose own derivative is stated to be 1
    const twice = customDerivative(
      'twice',
      (x: Tensor) => add(x, x),
      ([t]) => t,
    );
    const once = squareWith(twice);
    checkGradients(once, any, { order: 1 });
    expect(() => checkGradients(once, any)).toThrow('the gradient has a wrong derivative');
  });
  it('when f throws', () => {
    const refuse = (_x: Tensor): Tensor => {
      throw new RangeError('no such thing');
    };
    expect(() => checkGradients(refuse, any)).toThrow('no such thing');
  });
  it('when no case was taken', () => {
    const nowhere = (x: Tensor): Tensor => {
      fc.pre(false);
      return x;
    };
    expect(() => checkGradients(nowhere, any)).toThrow('too many pre-condition failures');
  });
});

it('says at one point what is broken, and nothing where all holds', () => {
  const x = array([], [2]);
  expect(gradientVerdict(sin, [x])).toBeUndefined();
  expect(
    gradientVerdict(
      squareWith((v) => v),
      [x],
    ),
  ).toContain('not the slope');
});
