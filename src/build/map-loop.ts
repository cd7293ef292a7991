/**
 * An elementwise program as loops of its own instead of a record that is interpreted: sizes and addresses are constants,
 * and what lies between two instructions stays in registers. Every instruction is the interpreter's, so are the bits.
 */
import {
  CodeWord,
  MapArg,
  OperandKind,
  OperandWord,
  ResultKind,
  ResultWord,
} from '../core/abi.gen.ts';
import type { Opcode } from './opcodes.ts';

/** A word of the record, by its index, and the index of the word at an address. */
export interface Records {
  readonly words: Int32Array;
  readonly wordAt: (address: number) => number;
  /** words that loops change while the program runs */
  readonly moving: ReadonlySet<number>;
}

interface Operand {
  readonly kind: number;
  /** or the bits of an immediate */
  readonly address: number;
  /** in elements */
  readonly strides: readonly number[];
}

interface Decoded {
  readonly dims: readonly number[];
  readonly operands: readonly Operand[];
  /** addresses */
  readonly results: readonly number[];
  readonly registers: number;
  readonly code: readonly (readonly number[])[];
}

const { contiguous, splat, strided, immediate } = OperandKind;
const LOADED: readonly number[] = [contiguous, splat, strided, immediate];

const isRow = (o: Operand): boolean => o.kind === strided;

/** The loops add offsets to addresses, which cannot be negative, and load along the last dim. */
const isForward = ({ strides }: Operand): boolean =>
  strides.every((n) => n >= 0) && strides.at(-1)! <= 1;

/** The record at `first`, or null where the interpreter is needed: bools, counting, rows by strides, moving addresses. */
const decode = (first: number, { words, wordAt, moving }: Records): Decoded | null => {
  const word = (k: number): number => words[first + k]!;
  const rank = word(MapArg.rank);
  const at = (arg: number): number => wordAt(word(arg));
  const slice = (from: number, n: number): readonly number[] => [...words.subarray(from, from + n)];
  const dims = slice(at(MapArg.dims), rank);
  const size = OperandWord.strides + rank;
  const operandAt = Array.from(
    { length: word(MapArg.operandCount) },
    (_, k) => at(MapArg.operands) + k * size,
  );
  const resultAt = Array.from(
    { length: word(MapArg.resultCount) },
    (_, k) => at(MapArg.results) + k * ResultWord.size_,
  );
  const operands = operandAt.map((w) => ({
    address: words[w + OperandWord.address]!,
    kind: words[w + OperandWord.kind]!,
    strides: slice(w + OperandWord.strides, rank),
  }));
  const inner = dims.at(-1) ?? 1;
  const loops =
    operands.every((o) => LOADED.includes(o.kind)) &&
    operands.every((o) => !isRow(o) || (inner >= 4 && isForward(o))) &&
    resultAt.every((w) => words[w + ResultWord.kind] === ResultKind.word) &&
    ![...operandAt, ...resultAt].some((w) => moving.has(w));
  if (!loops) return null;
  const code = Array.from({ length: word(MapArg.codeLength) }, (_, i) =>
    slice(at(MapArg.code) + i * CodeWord.size_, CodeWord.size_),
  );
  const registers = word(MapArg.registerCount);
  return { dims, operands, results: resultAt.map((w) => words[w]!), registers, code };
};

/** Whether an operand is loaded once for all elements of a row. */
const isHoisted = (o: Operand): boolean => !isRow(o) || o.strides.at(-1) === 0;

const splatted = (o: Operand, row: string): string =>
  o.kind === immediate
    ? `i32x4.splat(${o.address})`
    : `v128.load32_splat(${row === '' ? `${o.address}` : row}${row === '' ? '' : `, ${o.address}`})`;

/** The instructions on four elements `offset` bytes further on, and what they leave in the results. */
const vector = (d: Decoded, opcodes: readonly Opcode[], offset: number): readonly string[] => {
  const lines: string[] = [];
  const names = new Map<number, string>();
  const value = (slot: number): string => {
    const known = names.get(slot);
    if (known !== undefined) return known;
    const o = d.operands[slot]!;
    const name = `x${slot}_${offset}`;
    const index = isRow(o) ? `r${slot} + i` : 'e + i';
    if (o.kind !== contiguous && isHoisted(o)) return `x${slot}`;
    lines.push(`const ${name} = v128.load(${index}, ${o.address + offset});`);
    names.set(slot, name);
    return name;
  };
  // everything is read before anything is written, since a result may lie where an operand lies
  for (const slot of d.operands.keys()) value(slot);
  d.code.forEach((c, k) => {
    const { expression } = opcodes[c[CodeWord.opcode]!]!;
    const text = [CodeWord.a, CodeWord.b, CodeWord.c].reduce(
      (e, arg, n) => (e.includes(`$${n}`) ? e.replaceAll(`$${n}`, value(c[arg]!)) : e),
      expression.replaceAll('$imm', `${c[CodeWord.immediate]!}`),
    );
    lines.push(`const t${k}_${offset} = ${text};`);
    names.set(c[CodeWord.dst]!, `t${k}_${offset}`);
  });
  const first = d.operands.length + d.registers;
  d.results.forEach((_, k) => {
    lines.push(`const y${k}_${offset} = ${names.get(first + k)!};`);
  });
  return lines;
};

const stores = (d: Decoded, offset: number): readonly string[] =>
  d.results.map((address, k) => `v128.store(e + i, y${k}_${offset}, ${address + offset});`);

const UNROLL = 4;

/** Elements [0, count) of a row. */
const row = (d: Decoded, opcodes: readonly Opcode[], count: number): readonly string[] => {
  const step = (vectors: number): readonly string[] =>
    Array.from({ length: vectors }, (_, v) => [
      ...vector(d, opcodes, 16 * v),
      ...stores(d, 16 * v),
    ]).flat();
  const heavy = d.code.length > 8 || d.code.some((c) => /4\(/.test(opcodes[c[0]!]!.expression));
  const width = heavy ? 1 : UNROLL;
  const wide = Math.floor(count / (4 * width)) * 16 * width;
  const all = Math.floor(count / 4) * 16;
  const rest = count % 4;
  return [
    'let i: usize = 0;',
    ...(wide > 0 ? [`for (; i < ${wide}; i += ${16 * width}) {`, ...step(width), '}'] : []),
    ...(all > wide ? [`for (; i < ${all}; i += 16) {`, ...step(1), '}'] : []),
    ...(rest > 0
      ? [
          ...vector(d, opcodes, 0),
          ...d.results.map((address, k) => `storeWords(e + i + ${address}, y${k}_0, ${rest});`),
        ]
      : []),
  ];
};

/** The text of the function, or null where the interpreter has to run the record. */
export const mapLoop = (
  name: string,
  first: number,
  records: Records,
  opcodes: readonly Opcode[],
): string | null => {
  const d = decode(first, records);
  if (d === null) return null;
  const nested = d.operands.some(isRow);
  const total = d.dims.reduce((a, b) => a * b, 1);
  const inner = nested ? d.dims.at(-1)! : total;
  const outer = nested ? d.dims.slice(0, -1) : [];
  const rows = d.operands.flatMap((o, k) => (isRow(o) ? [[o, k] as const] : []));
  const offset = (o: Operand): string =>
    outer.map((_, axis) => `j${axis} * ${o.strides[axis]! * 4}`).join(' + ') || '0';
  const hoist = (o: Operand, k: number): readonly string[] => {
    if (isRow(o)) {
      return [
        `const r${k}: usize = ${offset(o)};`,
        ...(isHoisted(o) ? [`const x${k} = ${splatted(o, `r${k}`)};`] : []),
      ];
    }
    return [];
  };
  return [
    `function ${name}(): void {`,
    ...d.operands.flatMap((o, k) =>
      o.kind === splat || o.kind === immediate ? [`const x${k} = ${splatted(o, '')};`] : [],
    ),
    'let e: usize = 0;',
    ...outer.map((n, axis) => `for (let j${axis}: usize = 0; j${axis} < ${n}; j${axis}++) {`),
    ...rows.flatMap(([o, k]) => hoist(o, k)),
    ...row(d, opcodes, inner),
    ...(nested ? [`e += ${inner * 4};`] : []),
    ...outer.map(() => '}'),
    '}',
  ].join('\n');
};

/** The opcodes that a record runs. */
export const opcodesIn = (first: number, { words, wordAt }: Records): readonly number[] =>
  Array.from(
    { length: words[first + MapArg.codeLength]! },
    (_, i) => words[wordAt(words[first + MapArg.code]!) + i * CodeWord.size_]!,
  );
