/**
 * The interpreter of an elementwise program on registers of 8 bytes an element, shared by map64 and
 * mapReduce64. Speed matters less than size here: everything goes through registers but contiguous
 * f64, results are stored at the end of a tile.
 *
 * Scratch memory as in program.ts. An entry of the slot table: the address of the slot at this
 * tile; for an operand whether it is a splat, which was loaded once and for all.
 */
import { CodeWord, MapArg, OperandWord, ResultWord, TILE64, WideKind } from '../abi';
import { apply64 } from '../kernels/map64.gen';
import {
  entry,
  fromNest,
  operand,
  register,
  result,
  slotAddress,
  slotCount,
  word,
} from './program';
import { loadWideRun, storeWide } from './wide-memory';

const SPLAT: usize = 8;

/** Once per call: registers get their places, splats are loaded. */
export function prepareWide(args: usize): void {
  const slots = slotCount(args);
  for (let s = 0; s < slots; s++) store<usize>(entry(args, s), register(args, s));
  const operands = word(args, MapArg.operandCount);
  for (let k = 0; k < operands; k++) {
    const o = operand(args, k);
    const splat = isSplat(o, word(args, MapArg.rank));
    store<i32>(entry(args, k), <i32>splat, SPLAT);
    if (splat) loadSplat(register(args, k), o);
  }
}

function isSplat(o: usize, rank: i32): bool {
  for (let d = 0; d < rank; d++) if (word(o, OperandWord.strides + d) != 0) return false;
  return true;
}

function loadSplat(dst: usize, o: usize): void {
  const kind = word(o, OperandWord.kind);
  if (kind != WideKind.immediate) {
    loadWideRun(dst, kind, word(o, OperandWord.address), 0, TILE64);
    return;
  }
  for (let i: usize = 0; i < <usize>TILE64; i++) {
    store<i32>(dst + (i << 3), word(o, OperandWord.address));
    store<i32>(dst + (i << 3), word(o, OperandWord.reserved), 4);
  }
}

/** Runs the program on elements [pos, pos + count) of the iteration space, count <= TILE64. */
export function runWide(args: usize, pos: i32, count: i32): void {
  const operands = word(args, MapArg.operandCount);
  for (let k = 0; k < operands; k++) loadOperand(args, k, pos, count);
  const table = entry(args, 0);
  const bytes = ((count + 1) & ~1) << 3;
  let code = <usize>word(args, MapArg.code);
  for (let i = word(args, MapArg.codeLength); i > 0; i--) {
    apply64(
      word(code, CodeWord.opcode),
      load<usize>(table + ((<usize>word(code, CodeWord.dst)) << 4)),
      load<usize>(table + ((<usize>word(code, CodeWord.a)) << 4)),
      load<usize>(table + ((<usize>word(code, CodeWord.b)) << 4)),
      load<usize>(table + ((<usize>word(code, CodeWord.c)) << 4)),
      bytes,
    );
    code += CodeWord.size_ << 2;
  }
}

function loadOperand(args: usize, k: i32, pos: i32, count: i32): void {
  const e = entry(args, k);
  const o = operand(args, k);
  const kind = word(o, OperandWord.kind);
  const address = word(o, OperandWord.address);
  if (load<i32>(e, SPLAT) != 0) return;
  if (kind == WideKind.contiguous) {
    store<i32>(e, address + (pos << 3));
    return;
  }
  fromNest<u64>(args, k, o, pos, count);
}

/** After runWide in map64. */
export function storeWideResults(args: usize, pos: i32, count: i32): void {
  const results = word(args, MapArg.resultCount);
  const first = slotCount(args) - results;
  for (let k = 0; k < results; k++) {
    const r = result(args, k);
    const base = <usize>word(r, ResultWord.address);
    storeWide(base, word(r, ResultWord.kind), slotAddress(args, first + k), pos, count);
  }
}
