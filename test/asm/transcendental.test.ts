import { describe, expect, it } from 'vitest';
import type { OpcodeName } from '../../src/core/abi.gen.ts';
import type { Primitive } from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import { erfcPrimitive } from '../../src/prim/error-function.ts';
import type { None } from '../../src/prim/families/elementwise.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { uniform } from './harness.ts';
import { ERFC_ULPS, FUNCTION_ULPS } from './tolerances.ts';
import { evaluate, everyExponent, type F, within as withinUlps } from './ulps.ts';

const within = (op: OpcodeName, f: F, x: Float32Array): void => {
  withinUlps(FUNCTION_ULPS, op, f, x);
};

/** 2 / sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!, whose terms are all positive. */
const erf = (x: number): number => {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
};

/** The floats next to multiples of pi / 2, where sin or cos is smallest. */
const nearZeros = (): Float32Array => {
  const center = Float32Array.from({ length: 6366 }, (_, k) => (k * Math.PI) / 2);
  const bits = new Uint32Array(center.buffer);
  return Float32Array.from(
    [
      ...center,
      ...new Float32Array(bits.map((b) => b + 1).buffer),
      ...new Float32Array(bits.map((b) => b - 1).buffer),
    ].slice(1),
  );
};

const values = everyExponent(500);

/** A primitive of the reference, element by element. */
const scalarOf =
  (primitive: Primitive<None>) =>
  (x: number): number =>
    primitive.evaluate([strided(DTypes.f64, [], Float64Array.of(x))], {}, exact)[0]!.data[0]!;

describe('functions of the library', () => {
  it('exp: every exponent, overflow to inf, through denormals to 0', () => {
    within('exp_f32', Math.exp, values);
    within('exp_f32', Math.exp, uniform(100000, 1, -105, 90));
    within('exp_f32', Math.exp, uniform(100000, 2, -1, 1));
    const edges = [0, -0, Infinity, -Infinity, NaN, 88.73, -104, 1e30, -1e30];
    expect([...evaluate('exp_f32', Float32Array.from(edges))]).toEqual([
      1,
      1,
      Infinity,
      0,
      NaN,
      Infinity,
      0,
      Infinity,
      0,
    ]);
  });

  it('log: every exponent, denormals, near 1', () => {
    within('log_f32', Math.log, values);
    within('log_f32', Math.log, uniform(100000, 3, 0.5, 2));
    within('log_f32', Math.log, uniform(100000, 4, 0.999, 1.001));
    const edges = [0, -0, -1, 1, Infinity, -Infinity, NaN, -1e-40];
    expect([...evaluate('log_f32', Float32Array.from(edges))]).toEqual([
      -Infinity,
      -Infinity,
      NaN,
      0,
      Infinity,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('tanh: every exponent, odd at zero', () => {
    within('tanh_f32', Math.tanh, values);
    within('tanh_f32', Math.tanh, uniform(200000, 5, -10, 10));
    const edges = [0, -0, Infinity, -Infinity, NaN];
    expect([...evaluate('tanh_f32', Float32Array.from(edges))]).toEqual([0, -0, 1, -1, NaN]);
  });

  it('sin and cos: every exponent, and next to their zeros', () => {
    for (const [op, f] of [
      ['sin_f32', Math.sin],
      ['cos_f32', Math.cos],
    ] as const) {
      within(op, f, values);
      within(op, f, uniform(200000, 6, -10, 10));
      within(op, f, uniform(200000, 7, -1e4, 1e4));
      within(op, f, nearZeros());
    }
    const edges = Float32Array.of(0, -0, Infinity, -Infinity, NaN);
    expect([...evaluate('sin_f32', edges)]).toEqual([0, -0, NaN, NaN, NaN]);
    expect([...evaluate('cos_f32', edges)]).toEqual([1, 1, NaN, NaN, NaN]);
  });

  it('erf: every exponent, odd at zero', () => {
    within('erf_f32', erf, values);
    within('erf_f32', erf, uniform(200000, 8, -4.2, 4.2));
    const edges = [0, -0, Infinity, -Infinity, NaN];
    expect([...evaluate('erf_f32', Float32Array.from(edges))]).toEqual([0, -0, 1, -1, NaN]);
  });

  it('erfc: every exponent, through denormals to 0', () => {
    const erfc = scalarOf(erfcPrimitive);
    withinUlps(ERFC_ULPS, 'erfc_f32', erfc, values);
    withinUlps(ERFC_ULPS, 'erfc_f32', erfc, uniform(200000, 9, -4, 10.3));
    const edges = [0, -0, Infinity, -Infinity, NaN, 11];
    expect([...evaluate('erfc_f32', Float32Array.from(edges))]).toEqual([1, 1, 0, 2, NaN, 0]);
  });

  it('a lane does not depend on its neighbours', () => {
    const mixed = Float32Array.of(1, 3e7, -2, NaN);
    expect(evaluate('sin_f32', mixed)[0]).toBe(evaluate('sin_f32', Float32Array.of(1))[0]);
    expect(evaluate('sin_f32', mixed)[2]).toBe(evaluate('sin_f32', Float32Array.of(-2))[0]);
  });
});
