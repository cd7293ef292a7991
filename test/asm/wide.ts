/** Runs the interpreters of 64-bit registers on arrays. */
import { type OpcodeName, SCRATCH_HEAD, SLOT_BYTES, WideKind } from '../../src/core/abi.gen.ts';
import { type Data, type Instruction, instructionWords, type Machine, product } from './harness.ts';

export interface WideOperand {
  readonly kind: keyof typeof WideKind;
  readonly address: number;
  readonly strides?: readonly number[];
  /** the upper half of an immediate */
  readonly high?: number;
}

export interface WideProgram {
  readonly dims: readonly number[];
  readonly operands: readonly WideOperand[];
  readonly registers?: number;
  readonly results: readonly { readonly address: number; readonly kind: keyof typeof WideKind }[];
  readonly code: readonly Instruction[];
}

const operandWords = (o: WideOperand, rank: number): readonly number[] => [
  o.address,
  WideKind[o.kind],
  o.high ?? 0,
  ...(o.strides ?? Array.from({ length: rank }, () => 0)),
];

/** The record of map64, and the part that mapReduce64 shares. */
export const wideWords = (
  m: Machine,
  p: WideProgram,
  begin: number,
  end: number,
  extra = 0,
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
    words(p.operands.flatMap((o) => operandWords(o, p.dims.length))),
    p.registers ?? 0,
    p.results.length,
    words(p.results.flatMap((r) => [r.address, WideKind[r.kind]])),
    p.code.length,
    words(p.code.flatMap(instructionWords)),
  ];
};

export const runMap64 = (m: Machine, p: WideProgram, begin = 0, end = product(p.dims)): void => {
  m.run('map64', wideWords(m, p, begin, end));
  m.intact();
};

/** One opcode on f64, element by element. */
export const evaluate64 = (
  m: Machine,
  op: OpcodeName,
  ...xs: readonly Float64Array[]
): Float64Array => {
  m.reset();
  const n = xs[0]!.length;
  const address = m.output(8 * n);
  const operands = xs.map(
    (x) => ({ kind: 'contiguous', address: m.put(x), strides: [1] }) as const,
  );
  const code = [{ op, dst: xs.length, from: [...xs.keys()] }];
  runMap64(m, { dims: [n], operands, results: [{ address, kind: 'f64' }], code });
  return m.f64(address, n);
};

export const contiguousOf = (m: Machine, kind: keyof typeof WideKind, data: Data): WideOperand => ({
  kind,
  address: m.put(data),
  strides: [1],
});
