/** Runs the interpreters of 64-bit registers on arrays. */
import { type OpcodeName, WideKind } from '../../src/core/abi.gen.ts';
import { type Data, type Instruction, type Machine, product, programWords } from './harness.ts';

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

/** The record of map64, and the part that mapReduce64 shares. */
export const wideWords = (
  m: Machine,
  p: WideProgram,
  begin: number,
  end: number,
  extra = 0,
): readonly number[] => {
  const operands = p.operands.map(({ kind, address, high = 0, strides }) => ({
    head: [address, WideKind[kind], high],
    strides,
  }));
  const results = p.results.map(({ address, kind }) => [address, WideKind[kind]]);
  return programWords(m, { ...p, operands, results }, begin, end, extra);
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
