import { describe, expect, it } from 'vitest';
import type { OpcodeName } from '../../src/core/abi.gen.ts';
import { machine, mapWords, uniform } from './harness.ts';
import { FUNCTION_ULPS } from './tolerances.ts';

const m = machine(80);

const evaluate = (op: OpcodeName, x: Float32Array): Float32Array => {
  m.reset();
  const address = m.output(4 * x.length);
  const operands = [{ kind: 'contiguous', address: m.put(x) }] as const;
  const code = [{ op, dst: 1, from: [0] }];
  m.run(
    'map',
    mapWords(m, { dims: [x.length], operands, results: [{ address }], code }, 0, x.length),
  );
  m.intact();
  return m.f32(address, x.length);
};

/** The distance of f32 above |x|; denormals are equally spaced. */
const ulp = (x: number): number => {
  const a = Math.abs(x);
  return a < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(a)) - 23);
};

const distance = (got: number, want: number): number => {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded)) return 0;
  return Number.isFinite(rounded) && Number.isFinite(got)
    ? Math.abs(got - rounded) / ulp(rounded)
    : Infinity;
};

/** All exponents, `dense` mantissas each, both signs. */
const everyExponent = (dense: number): Float32Array => {
  const bits = new Uint32Array(256 * dense * 2);
  for (let e = 0; e < 256; e++) {
    for (let k = 0; k < dense; k++) {
      const mantissa = Math.floor(((k + ((e * 37) % 101) / 101) / dense) * 2 ** 23) & 0x7fffff;
      const at = (e * dense + k) * 2;
      bits[at] = ((e << 23) | mantissa) >>> 0;
      bits[at + 1] = (bits[at]! | 0x80000000) >>> 0;
    }
  }
  return new Float32Array(bits.buffer);
};

/** The worst distance in ulp, and where. */
const worst = (
  op: OpcodeName,
  f: (x: number) => number,
  x: Float32Array,
): readonly [number, number] => {
  const y = evaluate(op, x);
  let [most, where] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const d = distance(y[i]!, f(x[i]!));
    if (d > most) [most, where] = [d, x[i]!];
  }
  return [most, where];
};

const within = (op: OpcodeName, f: (x: number) => number, x: Float32Array): void => {
  const [most, where] = worst(op, f, x);
  expect(most, `${op} at ${where}`).toBeLessThanOrEqual(FUNCTION_ULPS);
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

  it('a lane does not depend on its neighbours', () => {
    const mixed = Float32Array.of(1, 3e7, -2, NaN);
    expect(evaluate('sin_f32', mixed)[0]).toBe(evaluate('sin_f32', Float32Array.of(1))[0]);
    expect(evaluate('sin_f32', mixed)[2]).toBe(evaluate('sin_f32', Float32Array.of(-2))[0]);
  });
});
