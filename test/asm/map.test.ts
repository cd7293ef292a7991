import { describe, expect, it } from 'vitest';
import { opcodes } from '../../scripts/asm/rows.ts';
import { type OpcodeName, TILE } from '../../src/core/abi.gen.ts';
import {
  type Data,
  integers,
  machine,
  mapWords,
  nests,
  type Operand,
  offsets,
  type Program,
  product,
  sizes,
  uniform,
} from './harness.ts';
import { ULPS } from './tolerances.ts';

const m = machine();

const run = (p: Program, n = product(p.dims), begin = 0): void => {
  m.run('map', mapWords(m, p, begin, n));
};

const special = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1,
  -1,
  1e-40,
  -1e-40,
  3.5e9,
  -3.5e9,
  2.5,
  -2.5,
  1e30,
];
const floats = (n: number, seed: number): Float32Array =>
  uniform(n, seed, -100, 100).map((x, i) =>
    i % 3 === seed % 3 ? special[i % special.length]! : x,
  );
const least = -(2 ** 31);
const edges = [0, 1, -1, least, 2 ** 31 - 1, 7, -7, 100];
const ints = (n: number, seed: number): Int32Array =>
  integers(n, seed, -1000, 1000).map((x, i) =>
    i % 3 === seed % 3 ? edges[(i + seed) % edges.length]! : x,
  );
const words = (n: number, seed: number): Uint32Array => new Uint32Array(ints(n, seed).buffer);
const bools = (n: number, seed: number): Uint8Array => Uint8Array.from(integers(n, seed, 0, 2));

type Numbers = Exclude<Data, BigInt64Array>;
type Make = (n: number, seed: number) => Numbers;
type Meaning = (x: number, y: number, z: number) => number;
const f = Math.fround;
const toBool = (b: boolean): number => (b ? 1 : 0);
const bigger: Meaning = (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : Math.max(x, y));
const clamp =
  (low: number, high: number): Meaning =>
  (x) =>
    Number.isNaN(x) ? 0 : Math.trunc(Math.min(high, Math.max(low, x)));

/** opcode: types of the operands, type of the result, meaning. */
const exact: Partial<Record<OpcodeName, readonly [readonly Make[], Make, Meaning, number?]>> = {
  copy_f32: [[floats], floats, (x) => x],
  mulAdd_f32: [[floats, floats, floats], floats, (x, y, z) => f(x * y) + z],
  neg_f32: [[floats], floats, (x) => -x],
  neg_i32: [[ints], ints, (x) => -x],
  neg_u32: [[words], words, (x) => -x],
  add_f32: [[floats, floats], floats, (x, y) => x + y],
  add_i32: [[ints, ints], ints, (x, y) => x + y],
  add_u32: [[words, words], words, (x, y) => x + y],
  mul_f32: [[floats, floats], floats, (x, y) => x * y],
  mul_i32: [[ints, ints], ints, Math.imul],
  mul_u32: [[words, words], words, Math.imul],
  div_f32: [[floats, floats], floats, (x, y) => x / y],
  div_i32: [[ints, ints], ints, (x, y) => (y === 0 ? 0 : Math.trunc(x / y))],
  div_u32: [[words, words], words, (x, y) => (y === 0 ? 0 : Math.trunc(x / y))],
  rem_f32: [[floats, floats], floats, (x, y) => x % y],
  rem_i32: [[ints, ints], ints, (x, y) => (y === 0 ? x : x % y)],
  rem_u32: [[words, words], words, (x, y) => (y === 0 ? x : x % y)],
  sqrt_f32: [[floats], floats, Math.sqrt],
  floor_f32: [[floats], floats, Math.floor],
  max_f32: [[floats, floats], floats, bigger],
  max_i32: [[ints, ints], ints, bigger],
  max_u32: [[words, words], words, bigger],
  and_i32: [[ints, ints], ints, (x, y) => x & y],
  and_u32: [[words, words], words, (x, y) => x & y],
  and_bool: [[bools, bools], bools, (x, y) => x & y],
  xor_i32: [[ints, ints], ints, (x, y) => x ^ y],
  xor_u32: [[words, words], words, (x, y) => x ^ y],
  xor_bool: [[bools, bools], bools, (x, y) => x ^ y],
  shiftLeft_i32: [[ints], ints, (x) => x << 5, 5],
  shiftLeft_u32: [[words], words, (x) => x << 31, 31],
  shiftRight_i32: [[ints], ints, (x) => x >>> 3, 3],
  shiftRight_u32: [[words], words, (x) => x >>> 9, 9],
  less_f32: [[floats, floats], bools, (x, y) => toBool(x < y)],
  less_i32: [[ints, ints], bools, (x, y) => toBool(x < y)],
  less_u32: [[words, words], bools, (x, y) => toBool(x < y)],
  equal_f32: [[floats, floats], bools, (x, y) => toBool(x === y)],
  equal_i32: [[ints, ints], bools, (x, y) => toBool(x === y)],
  equal_u32: [[words, words], bools, (x, y) => toBool(x === y)],
  equal_bool: [[bools, bools], bools, (x, y) => toBool(x === y)],
  select_f32: [[bools, floats, floats], floats, (p, x, y) => (p !== 0 ? x : y)],
  cast_f32_f32: [[floats], floats, (x) => x],
  cast_f32_i32: [[floats], ints, clamp(least, 2 ** 31 - 1)],
  cast_f32_u32: [[floats], words, clamp(0, 2 ** 32 - 1)],
  cast_i32_f32: [[ints], floats, f],
  cast_u32_f32: [[words], floats, f],
  cast_i32_u32: [[ints], words, (x) => x],
  cast_u32_i32: [[words], ints, (x) => x],
  cast_bool_f32: [[bools], floats, (x) => x],
  cast_bool_i32: [[bools], ints, (x) => x],
  cast_bool_u32: [[bools], words, (x) => x],
  cast_f32_bool: [[floats], bools, (x) => toBool(x !== 0)],
  cast_i32_bool: [[ints], bools, (x) => toBool(x !== 0)],
  cast_u32_bool: [[words], bools, (x) => toBool(x !== 0)],
};

const contiguous = (data: Numbers): Operand => ({
  kind: data instanceof Uint8Array ? 'boolContiguous' : 'contiguous',
  address: m.put(data),
});

const read = (like: Numbers, address: number, n: number): Numbers => {
  if (like instanceof Uint8Array) return m.u8(address, n);
  if (like instanceof Float32Array) return m.f32(address, n);
  return like instanceof Int32Array ? m.i32(address, n) : m.u32(address, n);
};

const checkOp = (op: OpcodeName, n: number): void => {
  const [inputs, output, meaning, immediate = 0] = exact[op]!;
  m.reset();
  const data = inputs.map((make, k) => make(n, n + k));
  const want = output(n, 0);
  for (let i = 0; i < n; i++) want[i] = meaning(data[0]![i]!, data[1]?.[i] ?? 0, data[2]?.[i] ?? 0);
  const bool = want instanceof Uint8Array;
  const address = m.output(bool ? n : 4 * n);
  const from = inputs.map((_, k) => k);
  const code = [{ op, dst: inputs.length, from, immediate }];
  run({ dims: [n], operands: data.map(contiguous), results: [{ address, bool }], code });
  expect(read(want, address, n), `${op} of ${n}`).toEqual(want);
  m.intact();
};

/** y = x[strides] through a copy */
const load = (operand: Operand, dims: readonly number[], bool = false): number => {
  const n = product(dims);
  const address = m.output(bool ? n : 4 * n);
  run({
    dims,
    operands: [operand],
    results: [{ address, bool }],
    code: [{ op: 'copy_f32', dst: 1, from: [0] }],
  });
  m.intact();
  return address;
};

describe('map', () => {
  it('has a meaning to test for every opcode but the smooth functions', () => {
    const smooth = Object.keys(ULPS).map((s) => `${s}_f32`);
    const narrow = opcodes().flatMap(({ name, wide }) => (wide ? [] : [name]));
    expect(narrow.filter((o) => !(o in exact) && !smooth.includes(o))).toEqual([]);
  });

  it('computes every exact op bit for bit, at every size', () => {
    for (const op of Object.keys(exact) as OpcodeName[]) for (const n of sizes) checkOp(op, n);
  });

  it('loads operands by any strides', () => {
    for (const [dims, strides, start] of nests) {
      m.reset();
      const data = uniform(5000, 1);
      const operand: Operand = { kind: 'strided', address: m.put(data) + 4 * start, strides };
      const want = Float32Array.from(offsets(dims, strides), (o) => data[start + o]!);
      expect(m.f32(load(operand, dims), want.length), `${dims} by ${strides}`).toEqual(want);
    }
  });

  it('loads bools by any strides', () => {
    for (const [dims, strides, start] of nests) {
      m.reset();
      const data = bools(5000, 2);
      const operand: Operand = { kind: 'boolStrided', address: m.put(data) + start, strides };
      const want = Uint8Array.from(offsets(dims, strides), (o) => data[start + o]!);
      expect(m.u8(load(operand, dims, true), want.length), `${dims} by ${strides}`).toEqual(want);
    }
  });

  it('generates positions', () => {
    for (const [dims, strides] of nests) {
      m.reset();
      const want = Int32Array.from(offsets(dims, strides), (o) => 11 + o);
      expect(m.i32(load({ kind: 'iota', address: 11, strides }, dims), want.length)).toEqual(want);
    }
  });

  it('repeats scalars and immediates', () => {
    m.reset();
    const n = 1500;
    expect(m.f32(load({ kind: 'splat', address: m.put(Float32Array.of(2.5)) }, [n]), n)).toEqual(
      new Float32Array(n).fill(2.5),
    );
    expect(m.i32(load({ kind: 'immediate', address: -5 }, [n]), n)).toEqual(
      new Int32Array(n).fill(-5),
    );
    expect(
      m.u8(load({ kind: 'boolSplat', address: m.put(Uint8Array.of(1)) }, [n], true), n),
    ).toEqual(new Uint8Array(n).fill(1));
    expect(m.f32(load({ kind: 'splat', address: m.put(Float32Array.of(4)) }, []), 1)).toEqual(
      Float32Array.of(4),
    );
  });

  it('runs a fused program with several results, the same bits for every split', () => {
    const n = 3 * TILE + 77;
    const [x, y] = [uniform(n, 3), uniform(n, 4)];
    const outcome = (cuts: readonly number[]): readonly Float32Array[] => {
      m.reset();
      const [s, t] = [m.output(4 * n), m.output(4 * n)];
      const p: Program = {
        dims: [n],
        operands: [contiguous(x), contiguous(y)],
        registers: 1,
        results: [{ address: s }, { address: t }],
        code: [
          { op: 'mul_f32', dst: 2, from: [0, 1] },
          { op: 'add_f32', dst: 3, from: [2, 0] },
          { op: 'exp_f32', dst: 4, from: [3] },
        ],
      };
      cuts.slice(1).forEach((end, k) => {
        run(p, end, cuts[k]!);
      });
      m.intact();
      return [m.f32(s, n), m.f32(t, n)];
    };
    const whole = outcome([0, n]);
    expect(whole[0]).toEqual(x.map((v, i) => f(v * y[i]!) + v));
    expect(outcome([0, TILE, n])).toEqual(whole);
    expect(outcome([0, TILE, 2 * TILE, 3 * TILE, n])).toEqual(whole);
  });

  it('writes results over contiguous operands, also when they are read again', () => {
    for (const n of [5, 64, TILE, TILE + 3]) {
      m.reset();
      const [x, y] = [uniform(n, 5), uniform(n, 6)];
      const [a, b] = [m.output(4 * n), m.put(y)];
      m.run('copy', [0, n, 1, m.put(Int32Array.of(n, 1, 1)), m.put(x), a, 4, 0]);
      run({
        dims: [n],
        operands: [
          { kind: 'contiguous', address: a },
          { kind: 'contiguous', address: b },
        ],
        results: [{ address: a }, { address: b }],
        code: [
          { op: 'add_f32', dst: 2, from: [0, 1] },
          { op: 'mul_f32', dst: 3, from: [0, 2] },
        ],
      });
      const sum = x.map((v, i) => v + y[i]!);
      expect(m.f32(a, n)).toEqual(sum);
      expect(m.f32(b, n)).toEqual(x.map((v, i) => v * sum[i]!));
      m.intact();
    }
  });
});
