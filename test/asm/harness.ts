/** Runs a kernel on arrays laid out in a fresh memory, with canaries around every output. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { buildKernels, wasmPath } from '../../scripts/build-asm.ts';
import {
  CodeWord,
  type KernelName,
  Opcode,
  type OpcodeName,
  OperandKind,
  ResultKind,
  SCRATCH_HEAD,
  SLOT_BYTES,
  STATIC_BYTES,
} from '../../src/core/abi.gen.ts';

export type Data =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | BigInt64Array;

const CANARY = 0xa5;
const GUARD = 64;
const PAGE = 65536;

export interface Machine {
  /** Forgets all arrays. */
  reset(): void;
  /** Copies an array into memory; bytes that are NaN as f32 follow it. */
  put(data: Data): number;
  /** Room for an output, with canaries on both sides. */
  output(bytes: number): number;
  /** Room without canaries, 16-aligned. */
  scratch(bytes: number): number;
  f32(address: number, n: number): Float32Array;
  f64(address: number, n: number): Float64Array;
  i32(address: number, n: number): Int32Array;
  u32(address: number, n: number): Uint32Array;
  u8(address: number, n: number): Uint8Array;
  /** Returns the address of the record. */
  run(kernel: KernelName, words: ArrayLike<number>): number;
  /** Fails if a canary has changed. */
  intact(): void;
}

const instantiate = (memory: WebAssembly.Memory): WebAssembly.Exports => {
  buildKernels();
  const module = new WebAssembly.Module(readFileSync(wasmPath));
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
};

export const machine = (pages = 64): Machine => {
  const memory = new WebAssembly.Memory({ initial: pages });
  const kernels = instantiate(memory);
  const bytes = new Uint8Array(memory.buffer);
  const start = Math.ceil(STATIC_BYTES / 16) * 16;
  let top = start;
  let outputs: (readonly [number, number])[] = [];
  const room = (size: number): number => {
    const address = top;
    top = Math.ceil((top + size) / 16) * 16;
    if (top + GUARD > pages * PAGE) throw new Error('the test needs more pages');
    return address;
  };
  const self: Machine = {
    reset: () => {
      top = start;
      outputs = [];
    },
    put: (data) => {
      const address = room(data.byteLength + GUARD);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
      bytes.fill(0xff, address + data.byteLength, top);
      return address;
    },
    output: (size) => {
      const address = room(size + 2 * GUARD) + GUARD;
      bytes.fill(CANARY, address - GUARD, address + size + GUARD);
      outputs.push([address, size]);
      return address;
    },
    scratch: (size) => room(size),
    f32: (address, n) => new Float32Array(memory.buffer, address, n).slice(),
    f64: (address, n) => new Float64Array(memory.buffer, address, n).slice(),
    i32: (address, n) => new Int32Array(memory.buffer, address, n).slice(),
    u32: (address, n) => new Uint32Array(memory.buffer, address, n).slice(),
    u8: (address, n) => bytes.slice(address, address + n),
    run: (kernel, words) => {
      const f = kernels[kernel];
      if (typeof f !== 'function') throw new Error(`no kernel ${kernel}`);
      const record = self.put(Int32Array.from(words));
      f(record);
      return record;
    },
    intact: () => {
      for (const [address, size] of outputs) {
        const around = [...self.u8(address - GUARD, GUARD), ...self.u8(address + size, GUARD)];
        expect(around.every((b) => b === CANARY)).toBe(true);
      }
    },
  };
  return self;
};

export interface Operand {
  readonly kind: keyof typeof OperandKind;
  readonly address: number;
  readonly strides?: readonly number[];
}

export interface Instruction {
  readonly op: OpcodeName;
  readonly dst: number;
  readonly from: readonly number[];
  readonly immediate?: number;
}

export interface Program {
  readonly dims: readonly number[];
  readonly operands: readonly Operand[];
  readonly registers?: number;
  readonly results: readonly { readonly address: number; readonly bool?: boolean }[];
  readonly code: readonly Instruction[];
}

const instructionWords = ({ op, dst, from, immediate }: Instruction): readonly number[] => {
  const words = Array.from({ length: CodeWord.size_ }, () => 0);
  words[CodeWord.opcode] = Opcode[op];
  words[CodeWord.dst] = dst;
  from.forEach((slot, k) => {
    words[CodeWord.a + k] = slot;
  });
  words[CodeWord.immediate] = immediate ?? 0;
  return words;
};

/** A program whose operands, but for their strides, and results are words. */
interface Encoded extends Pick<Program, 'dims' | 'registers' | 'code'> {
  readonly operands: readonly {
    readonly head: readonly number[];
    readonly strides?: readonly number[] | undefined;
  }[];
  readonly results: readonly (readonly number[])[];
}

/** The record of an elementwise interpreter, and the part that its reduction shares. */
export const programWords = (
  m: Machine,
  p: Encoded,
  begin: number,
  end: number,
  extra: number,
): readonly number[] => {
  const slots = p.operands.length + (p.registers ?? 0) + p.results.length;
  const words = (xs: readonly number[]): number => m.put(Int32Array.from(xs));
  return [
    begin,
    end,
    m.scratch(SCRATCH_HEAD + slots * SLOT_BYTES + extra),
    p.dims.length,
    words(p.dims),
    p.operands.length,
    words(
      p.operands.flatMap(({ head, strides }) => [...head, ...(strides ?? p.dims.map(() => 0))]),
    ),
    p.registers ?? 0,
    p.results.length,
    words(p.results.flat()),
    p.code.length,
    words(p.code.flatMap(instructionWords)),
  ];
};

/** The record of map, and the part that mapReduce shares. */
export const mapWords = (
  m: Machine,
  p: Program,
  begin: number,
  end: number,
  extra = 0,
): readonly number[] => {
  const operands = p.operands.map(({ kind, address, strides }) => ({
    head: [address, OperandKind[kind], 0],
    strides,
  }));
  const results = p.results.map(({ address, bool }) => [
    address,
    bool === true ? ResultKind.bool : ResultKind.word,
  ]);
  return programWords(m, { ...p, operands, results }, begin, end, extra);
};

/** A reproducible sequence of numbers in [0, 1) (mulberry32). */
export const sequence = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const uniform = (n: number, seed: number, low = -2, high = 2): Float32Array => {
  const next = sequence(seed);
  return Float32Array.from({ length: n }, () => low + (high - low) * next());
};

export const uniform64 = (n: number, seed: number, low = -2, high = 2): Float64Array => {
  const next = sequence(seed);
  return Float64Array.from({ length: n }, () => low + (high - low) * next());
};

export const integers = (n: number, seed: number, low: number, high: number): Int32Array => {
  const next = sequence(seed);
  return Int32Array.from({ length: n }, () => Math.floor(low + (high - low) * next()));
};

export const sizes: readonly number[] = Array.from({ length: 71 }, (_, n) => n);

export const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** The offsets of all elements of a nest, in row-major order. */
export const offsets = (dims: readonly number[], strides: readonly number[]): readonly number[] =>
  dims.reduce<readonly number[]>(
    (at, size, d) => at.flatMap((o) => Array.from({ length: size }, (_, i) => o + i * strides[d]!)),
    [0],
  );

/** Dims, strides of an operand and the offset of its first element: of every form that interpreters load. */
export const nests: readonly (readonly [
  dims: readonly number[],
  strides: readonly number[],
  offset: number,
])[] = [
  [[7], [3], 0],
  [[7], [-1], 6],
  [[5, 3], [1, 5], 0],
  [[40, 70], [1, 40], 0],
  [[40, 70], [0, 1], 0],
  [[40, 70], [1, 0], 0],
  [[9, 1024], [0, 1], 0],
  [[3, 2048], [0, 1], 0],
  [[3, 1500], [1501, 1], 7],
  [[700, 3], [0, 1], 0],
  [[2, 3, 4, 5], [60, 1, 15, 3], 0],
  [[2, 3, 4, 5], [0, 5, 0, 1], 0],
  [[4, 1, 300], [300, 0, 1], 1],
  [[6, 5, 50], [-250, 50, 1], 1250],
];
