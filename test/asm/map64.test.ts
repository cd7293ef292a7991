import { describe, expect, it } from 'vitest';
import { opcodes } from '../../scripts/asm/rows.ts';
import { type OpcodeName, TILE64, type WideKind } from '../../src/core/abi.gen.ts';
import { BF16, F16, halfBits, halfValue } from '../../src/core/half.ts';
import {
  type Data,
  integers,
  machine,
  nests,
  offsets,
  product,
  sequence,
  sizes,
} from './harness.ts';
import { ULPS64 } from './tolerances.ts';
import { contiguousOf, runMap64, type WideOperand, type WideProgram } from './wide.ts';

const m = machine();

type Kind = Exclude<keyof typeof WideKind, 'contiguous' | 'immediate' | 'iota'>;

const special = [0, -0, NaN, Infinity, -Infinity, 1, -1, 1e-310, 2.5, -2.5, 3e9, -3e9, 1e20, 300.7];

/** Numbers of every size, some of them special, between others from -1000 to 1000. */
const doubles = (n: number, seed: number): Float64Array => {
  const next = sequence(seed);
  return Float64Array.from({ length: n }, (_, i) =>
    i % 3 === seed % 3 ? special[i % special.length]! : 2000 * next() - 1000,
  );
};
const wholes = (n: number, seed: number): Int32Array =>
  integers(n, seed, -(2 ** 31), 2 ** 31).map((x, i) => (i % 2 === 0 ? x : x >> 22));
const longs = (n: number, seed: number): BigInt64Array =>
  BigInt64Array.from(wholes(n, seed), (x, i) => (i % 4 === 3 ? BigInt(x) ** 2n + 1n : BigInt(x)));
const halves = (n: number, seed: number): Uint16Array =>
  Uint16Array.from(integers(n, seed, 0, 2 ** 16), (x) => ((x & 0x7c00) === 0x7c00 ? 0x7c00 : x));

interface Format {
  make(n: number, seed: number): Data;
  read(address: number, n: number): Data;
  readonly bytes: number;
}

const formats: Readonly<Record<Kind, Format>> = {
  f64: { make: doubles, read: (a, n) => m.f64(a, n), bytes: 8 },
  f32: { make: (n, s) => Float32Array.from(doubles(n, s)), read: (a, n) => m.f32(a, n), bytes: 4 },
  i32: { make: wholes, read: (a, n) => m.i32(a, n), bytes: 4 },
  u32: { make: (n, s) => Uint32Array.from(wholes(n, s)), read: (a, n) => m.u32(a, n), bytes: 4 },
  bool: {
    make: (n, s) => Uint8Array.from(integers(n, s, 0, 2)),
    read: (a, n) => m.u8(a, n),
    bytes: 1,
  },
  u8: { make: (n, s) => Uint8Array.from(wholes(n, s)), read: (a, n) => m.u8(a, n), bytes: 1 },
  f16: { make: halves, read: (a, n) => new Uint16Array(m.u8(a, 2 * n).buffer), bytes: 2 },
  bf16: { make: halves, read: (a, n) => new Uint16Array(m.u8(a, 2 * n).buffer), bytes: 2 },
  i64: { make: longs, read: (a, n) => new BigInt64Array(m.u8(a, 8 * n).buffer), bytes: 8 },
};

/** The elements as numbers; i64 as they are. */
const valuesOf = (kind: Kind, data: Data): readonly (number | bigint)[] => {
  const all: readonly (number | bigint)[] = [...data];
  if (kind !== 'f16' && kind !== 'bf16') return all;
  return all.map((x) => halfValue(Number(x), kind === 'f16' ? F16 : BF16));
};

const bool = (b: boolean): number => (b ? 1 : 0);
type Meaning = (x: number, y: number, z: number) => number;

const exact: Partial<Record<OpcodeName, readonly [readonly Kind[], Kind, Meaning]>> = {
  neg_f64: [['f64'], 'f64', (x) => -x],
  sqrt_f64: [['f64'], 'f64', Math.sqrt],
  floor_f64: [['f64'], 'f64', Math.floor],
  add_f64: [['f64', 'f64'], 'f64', (x, y) => x + y],
  mul_f64: [['f64', 'f64'], 'f64', (x, y) => x * y],
  div_f64: [['f64', 'f64'], 'f64', (x, y) => x / y],
  rem_f64: [['f64', 'f64'], 'f64', (x, y) => x % y],
  max_f64: [['f64', 'f64'], 'f64', (x, y) => Math.max(x, y)],
  less_f64: [['f64', 'f64'], 'bool', (x, y) => bool(x < y)],
  equal_f64: [['f64', 'f64'], 'bool', (x, y) => bool(x === y)],
  select_f64: [['bool', 'f64', 'f64'], 'f64', (p, x, y) => (p !== 0 ? x : y)],
};

const saturated =
  (low: number, high: number) =>
  (x: number): number =>
    Number.isNaN(x) ? 0 : Math.trunc(Math.min(high, Math.max(low, x))) + 0;

const ofFloat: Readonly<Record<Exclude<Kind, 'i64'>, (x: number) => number>> = {
  f64: (x) => x,
  f32: Math.fround,
  f16: (x) => halfBits(x, F16),
  bf16: (x) => halfBits(x, BF16),
  i32: saturated(-(2 ** 31), 2 ** 31 - 1),
  u32: saturated(0, 2 ** 32 - 1),
  u8: saturated(0, 255),
  bool: (x) => bool(x !== 0),
};

/** Floats saturate when they become i64. */
const toLong = (x: number): bigint => {
  if (Number.isNaN(x)) return 0n;
  if (x >= 2 ** 63) return 2n ** 63n - 1n;
  return x < -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(x));
};

const isWhole = (kind: Kind): boolean => ['i32', 'u32', 'u8', 'i64'].includes(kind);

/** What a cast gives, as the result's array holds it. Integers wrap. */
const converted = (x: number | bigint, from: Kind, to: Kind): number | bigint => {
  if (to === 'i64') return typeof x === 'bigint' ? x : toLong(x);
  if (to === 'bool') return bool(Number(x) !== 0);
  if (isWhole(from) && isWhole(to)) {
    const [size, sign] = [to === 'u8' ? 8 : 32, to === 'i32'];
    return Number(sign ? BigInt.asIntN(size, BigInt(x)) : BigInt.asUintN(size, BigInt(x)));
  }
  return ofFloat[to](Number(x));
};

/** The lane of cast from one dtype to another, by src/prim/cast.ts. */
const laneOf = (from: Kind, to: Kind): string => {
  if (from === 'bool' && to !== 'i64') return 'bool_f64';
  const held = to === 'u8' && (from === 'i32' || from === 'u32') ? 'i32' : 'f64';
  return `${from === 'bool' || from === 'i64' ? from : held}_${to}`;
};

const narrow: readonly Kind[] = ['f32', 'i32', 'u32', 'bool'];
const kinds = Object.keys(formats) as readonly Kind[];
const casts = kinds.flatMap((from) =>
  kinds.flatMap((to) =>
    from === to || (narrow.includes(from) && narrow.includes(to)) ? [] : [[from, to] as const],
  ),
);

const runOp = (
  op: OpcodeName,
  inputs: readonly Kind[],
  output: Kind,
  data: readonly Data[],
): Data => {
  const n = data[0]!.length;
  const { bytes, read } = formats[output];
  const address = m.output(bytes * n);
  const operands = inputs.map((kind, k) => contiguousOf(m, kind, data[k]!));
  const code = [{ op, dst: inputs.length, from: [...inputs.keys()] }];
  runMap64(m, { dims: [n], operands, results: [{ address, kind: output }], code });
  return read(address, n);
};

const checkOp = (op: OpcodeName, n: number): void => {
  const [inputs, output, meaning] = exact[op]!;
  m.reset();
  const data = inputs.map((kind, k) => formats[kind].make(n, n + k));
  const at = (k: number, i: number): number => Number(data[k]?.[i] ?? 0);
  const want = Array.from({ length: n }, (_, i) => meaning(at(0, i), at(1, i), at(2, i)));
  expect([...runOp(op, inputs, output, data)], `${op} of ${n}`).toEqual(want);
};

const isOpcode = (name: string): name is OpcodeName => opcodes().some((o) => o.name === name);

const castOp = (from: Kind, to: Kind): OpcodeName => {
  const name = `cast_${laneOf(from, to)}`;
  if (!isOpcode(name)) throw new Error(`no instruction ${name}`);
  return name;
};

/** The operand as f64s, by an instruction that leaves numbers as they are. */
const load = (
  operand: WideOperand,
  dims: readonly number[],
  op: OpcodeName = 'cast_f64_f64',
): readonly number[] => {
  const n = product(dims);
  const address = m.output(8 * n);
  const code = [{ op, dst: 1, from: [0] }];
  runMap64(m, { dims, operands: [operand], results: [{ address, kind: 'f64' }], code });
  return [...m.f64(address, n)];
};

describe('map64', () => {
  it('has a meaning to test for every opcode', () => {
    const smooth = Object.keys(ULPS64).map((s) => `${s}_f64`);
    const known = [
      ...Object.keys(exact),
      'equal_i64',
      ...smooth,
      ...casts.map(([from, to]) => castOp(from, to)),
    ];
    const wide = opcodes().flatMap(({ name, wide: w }) => (w ? [name] : []));
    expect(wide.filter((o) => !known.includes(o) && o !== 'cast_f64_f64')).toEqual([]);
  });

  it('compares all bits of 64', () => {
    m.reset();
    const x = BigInt64Array.of(2n ** 53n, 2n ** 62n, -1n, 0n, -(2n ** 63n), 5n);
    const y = BigInt64Array.of(2n ** 53n + 1n, 2n ** 62n, -1n, 2n ** 32n, 2n ** 63n - 1n, 5n);
    const got = runOp('equal_i64', ['i64', 'i64'], 'bool', [x, y]);
    expect([...got]).toEqual([0, 1, 1, 0, 0, 1]);
  });

  it('has every float op that map has', () => {
    const names = opcodes().map(({ name }) => name);
    const own = names.filter((n) => /^(?!cast_|copy_|mulAdd_)\w+_f32$/.test(n));
    expect(own.filter((n) => !isOpcode(n.replace(/f32$/, 'f64')))).toEqual([]);
  });

  it('computes every exact op bit for bit, at every size', () => {
    for (const op of Object.keys(exact) as OpcodeName[]) {
      for (const n of [...sizes, TILE64, TILE64 + 1]) checkOp(op, n);
    }
  });

  it.each(casts)('casts %s to %s', (from, to) => {
    for (const n of [0, 1, 2, 3, 70, 1100]) {
      m.reset();
      const data = formats[from].make(n, n);
      const got = runOp(castOp(from, to), [from], to, [data]);
      const want = valuesOf(from, data).map((x) => converted(x, from, to));
      expect([...got], `${from} to ${to}`).toEqual(want);
    }
  });

  it('loads operands of any dtype by any strides', () => {
    for (const kind of kinds) {
      for (const [dims, strides, start] of nests) {
        m.reset();
        const { make, bytes } = formats[kind];
        const data = make(5000, 1);
        const values = valuesOf(kind, data).map(Number);
        const want = offsets(dims, strides).map((o) => values[start + o]!);
        const operand = { kind, address: m.put(data) + bytes * start, strides };
        expect(load(operand, dims, castOp(kind, 'f64')), `${kind}: ${dims} by ${strides}`).toEqual(
          want,
        );
      }
    }
  });

  it('generates positions, and repeats scalars and immediates', () => {
    for (const [dims, strides] of nests) {
      m.reset();
      const want = offsets(dims, strides).map((o) => 11 + o);
      expect(load({ kind: 'iota', address: 11, strides }, dims)).toEqual(want);
    }
    m.reset();
    const [low, high] = new Int32Array(Float64Array.of(-0.1).buffer);
    const n = 1500;
    const immediate = { kind: 'immediate', address: low!, high: high! } as const;
    expect(load(immediate, [n])).toEqual(new Array(n).fill(-0.1));
    const scalar = { kind: 'f64', address: m.put(Float64Array.of(2.5)) } as const;
    expect(load(scalar, [n])).toEqual(new Array(n).fill(2.5));
    expect(load({ kind: 'i32', address: m.put(Int32Array.of(-7)) }, [])).toEqual([-7]);
    expect(load({ kind: 'iota', address: 4 }, [])).toEqual([4]);
  });

  it('runs a fused program with several results in place, the same bits for every split', () => {
    const n = 3 * TILE64 + 77;
    const [x, y] = [doubles(n, 3), doubles(n, 4)];
    const outcome = (cuts: readonly number[]): readonly Float64Array[] => {
      m.reset();
      const [a, t] = [m.output(8 * n), m.output(4 * n)];
      m.run('copy', [0, n, 1, m.put(Int32Array.of(n, 1, 1)), m.put(x), a, 8, 0]);
      const p: WideProgram = {
        dims: [n],
        operands: [
          { kind: 'contiguous', address: a, strides: [1] },
          contiguousOf(m, 'contiguous', y),
        ],
        registers: 1,
        results: [
          { address: a, kind: 'f64' },
          { address: t, kind: 'f32' },
        ],
        code: [
          { op: 'mul_f64', dst: 2, from: [0, 1] },
          { op: 'add_f64', dst: 3, from: [2, 0] },
          { op: 'cast_f64_f32', dst: 4, from: [0] },
        ],
      };
      cuts.slice(1).forEach((end, k) => {
        runMap64(m, p, cuts[k]!, end);
      });
      return [m.f64(a, n), Float64Array.from(m.f32(t, n))];
    };
    const whole = outcome([0, n]);
    expect(whole[0]).toEqual(x.map((v, i) => v * y[i]! + v));
    expect(whole[1]).toEqual(x.map(Math.fround));
    expect(outcome([0, TILE64, 2 * TILE64, n])).toEqual(whole);
  });
});
