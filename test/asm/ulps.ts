/** Runs one opcode on arrays, and says how far it is from a function, in units in the last place. */
import { expect } from 'vitest';
import type { OpcodeName } from '../../src/core/abi.gen.ts';
import { machine, mapWords } from './harness.ts';

const m = machine(80);

export type F = (...xs: readonly number[]) => number;

export const evaluate = (op: OpcodeName, ...xs: readonly Float32Array[]): Float32Array => {
  m.reset();
  const n = xs[0]!.length;
  const address = m.output(4 * n);
  const operands = xs.map((x) => ({ kind: 'contiguous', address: m.put(x) }) as const);
  const code = [{ op, dst: xs.length, from: [...xs.keys()] }];
  m.run('map', mapWords(m, { dims: [n], operands, results: [{ address }], code }, 0, n));
  m.intact();
  return m.f32(address, n);
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
export const everyExponent = (dense: number): Float32Array => {
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

/** Checks that the opcode is at most `ulps` from f everywhere. */
export const within = (
  ulps: number,
  op: OpcodeName,
  f: F,
  ...xs: readonly Float32Array[]
): void => {
  const y = evaluate(op, ...xs);
  let [most, where] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const d = distance(y[i]!, f(...xs.map((x) => x[i]!)));
    if (d > most) [most, where] = [d, i];
  }
  expect(most, `${op} at ${xs.map((x) => x[where]!).join(', ')}`).toBeLessThanOrEqual(ulps);
};
