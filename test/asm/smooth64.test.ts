import { describe, expect, it } from 'vitest';
import type { OpcodeName } from '../../src/core/abi.gen.ts';
import type { Primitive } from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import { primitives } from '../../src/prim/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { machine, sequence, uniform64 } from './harness.ts';
import { ULPS64 } from './tolerances.ts';
import { evaluate64 } from './wide.ts';

const m = machine(80);

/** The primitive on the reference. */
const meaning = (p: Primitive, xs: readonly Float64Array[]): ArrayLike<number> =>
  p.evaluate(
    xs.map((x) => strided(DTypes.f64, [x.length], x)),
    {},
    exact,
  )[0]!.data;

/** The distance of f64 above |x|; denormals are equally spaced. */
const ulp = (x: number): number => {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer);
  const here = new Float64Array(bits.buffer)[0]!;
  bits[0] = bits[0]! + 1n;
  return new Float64Array(bits.buffer)[0]! - here;
};

const distance = (got: number, want: number): number => {
  if (Object.is(got, want)) return 0;
  return Number.isFinite(want) && Number.isFinite(got)
    ? Math.abs(got - want) / ulp(want)
    : Infinity;
};

const within = (name: keyof typeof primitives, ...xs: readonly Float64Array[]): void => {
  const want = meaning(primitives[name], xs);
  const op: `${string}_f64` = `${name}_f64`;
  const got = evaluate64(m, op as OpcodeName, ...xs);
  let [most, where] = [0, 0];
  for (let i = 0; i < got.length; i++) {
    const d = distance(got[i]!, want[i]!);
    if (d > most) [most, where] = [d, i];
  }
  const at = `${op} at ${xs.map((x) => x[where]).join(', ')}: ${got[where]}, ${want[where]}`;
  expect(most, at).toBeLessThanOrEqual(ULPS64[name]!);
};

/** All exponents, some mantissas each, both signs. */
const everyExponent = (): Float64Array => {
  const next = sequence(1);
  const bits = new Uint32Array(2 * 2 * 2048 * 4);
  for (let i = 0; i < bits.length; i += 2) {
    bits[i] = next() * 2 ** 32;
    bits[i + 1] = (i >> 1) * 2 ** 18 + next() * 2 ** 18;
  }
  return new Float64Array(bits.buffer);
};

const edges = Float64Array.of(0, -0, 1, -1, Infinity, -Infinity, NaN, 0.5, 2, 5e-324, 1e308, -3);
const all = everyExponent();

describe('functions in f64', () => {
  it.each([
    ['exp', -745, 710],
    ['exp', -1, 1],
    ['log', 0, 100],
    ['log', 0.99, 1.01],
    ['sin', -10, 10],
    ['sin', -1e6, 1e6],
    ['cos', -10, 10],
    ['cos', -1e6, 1e6],
    ['tanh', -20, 20],
    ['tanh', -0.5, 0.5],
    ['erf', -6, 6],
    ['erfc', -6, 26],
  ] as const)('%s from %d to %d, at every exponent and at the edges', (name, low, high) => {
    within(name, uniform64(20000, 2, low, high));
    within(name, all);
    within(name, edges);
  });

  it('pow: bases and exponents of every size, and C99 at the edges', () => {
    within('pow', uniform64(20000, 3, 0, 10), uniform64(20000, 4, -20, 20));
    within('pow', uniform64(20000, 5, 0.9, 1.1), uniform64(20000, 6, -3000, 3000));
    const pairs = [...edges].flatMap((x) => [...edges].map((y) => [x, y] as const));
    within(
      'pow',
      Float64Array.from(pairs, ([x]) => x),
      Float64Array.from(pairs, ([, y]) => y),
    );
  });

  it('atan2: the whole circle and the axes', () => {
    within('atan2', uniform64(20000, 7, -5, 5), uniform64(20000, 8, -5, 5));
    within('atan2', uniform64(5000, 7, -1, 1), all.subarray(0, 5000));
    const pairs = [...edges].flatMap((x) => [...edges].map((y) => [x, y] as const));
    within(
      'atan2',
      Float64Array.from(pairs, ([x]) => x),
      Float64Array.from(pairs, ([, y]) => y),
    );
  });
});
