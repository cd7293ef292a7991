/** map and mapReduce: operand records, registers, instructions. */
import {
  Combine,
  type KernelName,
  Opcode,
  type OpcodeName,
  REDUCE_BYTES,
  SCRATCH_HEAD,
  SLOT_BYTES,
} from '../../core/abi.gen.ts';
import { GraphError } from '../../core/error.ts';
import { collapse, rowMajor, sizeOf } from '../../core/layout.ts';
import { reduceLane } from '../../core/lowering.ts';
import type { Instruction, MapOperation, ReduceOperation, Source } from '../operation.ts';
import type { Address, Image, Word } from './image.ts';
import { type Form, interpreterOf } from './interpreter.ts';

export interface Encoded {
  readonly kernel: KernelName;
  readonly words: readonly Word[];
  readonly scratch: number;
}

const isOpcode = (name: string): name is OpcodeName => name in Opcode;

const opcodeOf = (name: string): number => {
  if (!isOpcode(name)) throw new GraphError(`lower: no instruction ${name}`);
  return Opcode[name];
};

const formOf = (strides: readonly number[], dense: readonly number[]): Form => {
  if (strides.every((d) => d === 0)) return 'splat';
  return strides.every((d, k) => d === dense[k]) ? 'contiguous' : 'strided';
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
  const result = new Map(results.map((v, k) => [v, k]));
  const free: number[] = [];
  const register = new Map<number, number>();
  let count = 0;
  code.forEach(({ args }, i) => {
    const value = operands + i;
    for (const a of new Set(args)) {
      const r = register.get(a);
      if (r !== undefined && last.get(a) === i) free.push(r);
    }
    if (result.has(value)) return;
    const r = free.pop() ?? count++;
    register.set(value, r);
    if (!last.has(value)) free.push(r);
  });
  const slot = (v: number): number => {
    if (v < operands) return v;
    const k = result.get(v);
    return k === undefined ? operands + register.get(v)! : operands + count + k;
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
  const { operand } = interpreterOf(o);
  const dense = rowMajor(o.space);
  const nest = collapse(o.space, [...o.operands.map((s) => s.layout.strides), dense]);
  const own = nest.strides.at(-1)!;
  const operands = o.operands.flatMap((s, i): readonly Word[] => {
    const strides = nest.strides[i]!;
    return [...operand(s, formOf(strides, own), bufferAt), ...strides];
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
  const { map, result } = interpreterOf(o);
  const words = o.writes.flatMap((b, k): readonly Word[] => [
    resultAt[k]!,
    result(b.type.dtype.dtype),
  ]);
  const t = tableOf(o, o.results, words, image, bufferAt);
  return {
    kernel: map,
    words: [0, sizeOf(o.space), ...t.head, 0, 0, 0, 0, 0, 0],
    scratch: t.scratch,
  };
};

export const encodeReduce = (
  o: ReduceOperation,
  image: Image,
  bufferAt: (s: Source) => Address,
  resultAt: Address,
): Encoded => {
  const [outer, reduce, inner] = o.extent;
  const { reduce: kernel, result } = interpreterOf(o);
  const { dtype } = o.writes[0]!.type.dtype;
  const t = tableOf(o, [], [resultAt, result(dtype)], image, bufferAt);
  const words = [
    0,
    outer * inner,
    ...t.head,
    outer,
    reduce,
    inner,
    o.combine === 'sum' ? Combine.sum : Combine.max,
    reduceLane(dtype),
    t.slots.of[o.value]!,
  ];
  return { kernel, words, scratch: t.scratch + SLOT_BYTES + REDUCE_BYTES };
};
