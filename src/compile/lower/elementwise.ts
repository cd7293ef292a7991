/** map and mapReduce: operand records, registers, instructions. */
import {
  Combine,
  Opcode,
  type OpcodeName,
  OperandKind,
  REDUCE_BYTES,
  ReduceLane,
  ResultKind,
  SCRATCH_HEAD,
  SLOT_BYTES,
} from '../../core/abi.gen.ts';
import { GraphError } from '../../core/error.ts';
import { collapse, rowMajor, sizeOf } from '../../core/layout.ts';
import type { Instruction, MapOperation, ReduceOperation, Source } from '../operation.ts';
import { type Address, bitsOf, type Image, type Word } from './image.ts';

export interface Encoded {
  readonly kernel: 'map' | 'mapReduce';
  readonly words: readonly Word[];
  readonly scratch: number;
}

const isOpcode = (name: string): name is OpcodeName => name in Opcode;

const opcodeOf = (name: string): number => {
  if (!isOpcode(name)) throw new GraphError(`lower: no instruction ${name}`);
  return Opcode[name];
};

const kindOf = (s: Source, strides: readonly number[], dense: readonly number[]): number => {
  if (s.origin.kind === 'literal') return OperandKind.immediate;
  const bool = s.type.dtype.dtype === 'bool';
  const repeats = strides.every((d) => d === 0);
  // counting that does not move is its start
  if (s.origin.kind === 'iota') return repeats ? OperandKind.immediate : OperandKind.iota;
  if (repeats) return bool ? OperandKind.boolSplat : OperandKind.splat;
  const whole = strides.every((d, k) => d === dense[k]);
  if (whole) return bool ? OperandKind.boolContiguous : OperandKind.contiguous;
  return bool ? OperandKind.boolStrided : OperandKind.strided;
};

const addressOf = (s: Source, bufferAt: (s: Source) => Address): Word => {
  const { origin, layout, type } = s;
  if (origin.kind === 'literal') return bitsOf(origin.value, type.dtype.dtype);
  if (origin.kind === 'iota') return layout.offset;
  return bufferAt(s);
};

/** The number of the slot of every value: operands, registers (reused), results. */
interface Slots {
  readonly of: readonly number[];
  readonly registers: number;
}

const slotsOf = (
  operands: number,
  code: readonly Instruction[],
  results: readonly number[],
): Slots => {
  const last = new Map<number, number>();
  code.forEach(({ args }, i) => {
    for (const a of args) last.set(a, i);
  });
  const free: number[] = [];
  const register = new Map<number, number>();
  let count = 0;
  code.forEach(({ args }, i) => {
    const value = operands + i;
    for (const a of new Set(args)) {
      const r = register.get(a);
      if (r !== undefined && last.get(a) === i) free.push(r);
    }
    if (results.includes(value)) return;
    const r = free.pop() ?? count++;
    register.set(value, r);
    if (!last.has(value)) free.push(r);
  });
  const slot = (v: number): number => {
    if (v < operands) return v;
    const k = results.indexOf(v);
    return k < 0 ? operands + register.get(v)! : operands + count + k;
  };
  const of = Array.from({ length: operands + code.length }, (_, v) => slot(v));
  return { of, registers: count };
};

interface Table {
  readonly head: readonly Word[];
  readonly slots: Slots;
  readonly scratch: number;
}

/** The words from `scratch` to `code` of MapArg. */
const tableOf = (
  o: MapOperation | ReduceOperation,
  results: readonly number[],
  resultWords: readonly Word[],
  image: Image,
  bufferAt: (s: Source) => Address,
): Table => {
  const dense = rowMajor(o.space);
  const nest = collapse(o.space, [...o.operands.map((s) => s.layout.strides), dense]);
  const own = nest.strides.at(-1)!;
  const operands = o.operands.flatMap((s, i): readonly Word[] => {
    const strides = nest.strides[i]!;
    return [addressOf(s, bufferAt), kindOf(s, strides, own), 0, ...strides];
  });
  const slots = slotsOf(o.operands.length, o.code, results);
  const code = o.code.flatMap(({ opcode, args, immediate }, i) => {
    const [a = 0, b = 0, c = 0] = args.map((v) => slots.of[v]!);
    return [opcodeOf(opcode), slots.of[o.operands.length + i]!, a, b, c, immediate];
  });
  const count = o.operands.length + slots.registers + results.length;
  const head = [
    { region: { kind: 'scratch' }, offset: 0 } as const,
    nest.shape.length,
    image.push(nest.shape),
    o.operands.length,
    image.push(operands),
    slots.registers,
    resultWords.length / 2,
    image.push(resultWords),
    o.code.length,
    image.push(code),
  ];
  return { head, slots, scratch: SCRATCH_HEAD + count * SLOT_BYTES };
};

export const encodeMap = (
  o: MapOperation,
  image: Image,
  bufferAt: (s: Source) => Address,
  resultAt: readonly Address[],
): Encoded => {
  const words = o.writes.flatMap((b, k): readonly Word[] => [
    resultAt[k]!,
    b.type.dtype.dtype === 'bool' ? ResultKind.bool : ResultKind.word,
  ]);
  const t = tableOf(o, o.results, words, image, bufferAt);
  return {
    kernel: 'map',
    words: [0, sizeOf(o.space), ...t.head, 0, 0, 0, 0, 0, 0],
    scratch: t.scratch,
  };
};

const laneOf = (dtype: string): number => {
  if (dtype === 'i32') return ReduceLane.i32;
  return dtype === 'u32' ? ReduceLane.u32 : ReduceLane.f32;
};

export const encodeReduce = (
  o: ReduceOperation,
  image: Image,
  bufferAt: (s: Source) => Address,
  resultAt: Address,
): Encoded => {
  const [outer, reduce, inner] = o.extent;
  const t = tableOf(o, [], [resultAt, ResultKind.word], image, bufferAt);
  const words = [
    0,
    outer * inner,
    ...t.head,
    outer,
    reduce,
    inner,
    o.combine === 'sum' ? Combine.sum : Combine.max,
    laneOf(o.writes[0]!.type.dtype.dtype),
    t.slots.of[o.value]!,
  ];
  return { kernel: 'mapReduce', words, scratch: t.scratch + SLOT_BYTES + REDUCE_BYTES };
};
