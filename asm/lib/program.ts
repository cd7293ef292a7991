/**
 * The interpreter of a fused elementwise program, shared by map and mapReduce: registers of TILE
 * elements stay in L1, contiguous operands are read and contiguous results written where they lie.
 *
 * Scratch memory: [SCRATCH_HEAD: index words at 0][slot table, 16 bytes a slot][registers,
 * TILE_BYTES a slot]. An entry of the slot table: address of the slot at this tile; bytes to the
 * next four vectors, 0 for a splat, which is four vectors long; for a strided operand its period
 * with the phase that is loaded (the count loaded is kept in the operand's register, after its
 * elements); for a result whether it must go through its register.
 */
import {
  CodeWord,
  MapArg,
  OperandKind,
  OperandWord,
  ResultKind,
  ResultWord,
  SCRATCH_HEAD,
  TILE,
  TILE_BYTES,
} from '../abi';
import { apply } from '../kernels/map.gen';
import { narrowBool, widenBool } from './bool';
import { loadStrided } from './strided';
import { copyWords, fillWords } from './tail';

const STEP: usize = 4;
const PERIOD: usize = 8;
const PHASE: usize = 12;
const STAGED: usize = 8;
/**
 * In a register, after the elements and the vector that may overrun them: how many elements are
 * loaded.
 */
const LOADED: usize = TILE_BYTES - 4;

// @ts-ignore: decorator
@inline
export function word(args: usize, index: i32): i32 {
  return load<i32>(args + ((<usize>index) << 2));
}

// @ts-ignore: decorator
@inline
export function slotCount(args: usize): i32 {
  return (
    word(args, MapArg.operandCount) +
    word(args, MapArg.registerCount) +
    word(args, MapArg.resultCount)
  );
}

/** The table entry of a slot. */
// @ts-ignore: decorator
@inline
export function entry(args: usize, slot: i32): usize {
  return <usize>word(args, MapArg.scratch) + SCRATCH_HEAD + ((<usize>slot) << 4);
}

// @ts-ignore: decorator
@inline
export function register(args: usize, slot: i32): usize {
  return entry(args, slotCount(args)) + <usize>slot * TILE_BYTES;
}

// @ts-ignore: decorator
@inline
export function operand(args: usize, k: i32): usize {
  return (
    <usize>word(args, MapArg.operands) +
    ((<usize>(k * (OperandWord.strides + word(args, MapArg.rank)))) << 2)
  );
}

// @ts-ignore: decorator
@inline
export function result(args: usize, k: i32): usize {
  return <usize>word(args, MapArg.results) + ((<usize>(k * ResultWord.size_)) << 2);
}

/** Where the elements of a slot are after runTile. */
// @ts-ignore: decorator
@inline
export function slotAddress(args: usize, slot: i32): usize {
  return load<usize>(entry(args, slot));
}

/**
 * Once per call: addresses that do not change, splats, periods, aliasing of results. The slot
 * `dense` (-1: none) gets whole tiles even if it is a splat.
 */
export function prepare(args: usize, dense: i32): void {
  const slots = slotCount(args);
  for (let s = 0; s < slots; s++) {
    store<usize>(entry(args, s), register(args, s));
    store<i32>(entry(args, s), 64, STEP);
  }
  const operands = word(args, MapArg.operandCount);
  for (let k = 0; k < operands; k++) prepareOperand(args, k, k == dense);
  const results = word(args, MapArg.resultCount);
  for (let k = 0; k < results; k++) {
    const slot = slots - results + k;
    const staged =
      word(result(args, k), ResultWord.kind) == ResultKind.bool || overwrites(args, k, slot);
    store<i32>(entry(args, slot), <i32>staged, STAGED);
  }
}

function prepareOperand(args: usize, k: i32, dense: bool): void {
  const o = operand(args, k);
  const kind = word(o, OperandWord.kind);
  const address = word(o, OperandWord.address);
  if (kind == OperandKind.immediate) splat(args, k, address, dense);
  else if (kind == OperandKind.splat) splat(args, k, load<i32>(address), dense);
  else if (kind == OperandKind.boolSplat) splat(args, k, -(<i32>load<u8>(address)), dense);
  else if (
    kind == OperandKind.strided ||
    kind == OperandKind.boolStrided ||
    kind == OperandKind.iota
  ) {
    store<i32>(entry(args, k), period(args, o), PERIOD);
    store<i32>(entry(args, k), -1, PHASE);
  }
}

function splat(args: usize, k: i32, value: i32, dense: bool): void {
  fillWords(register(args, k), value, dense ? TILE : 16);
  if (!dense) store<i32>(entry(args, k), 0, STEP);
}

/**
 * Elements after which a strided operand repeats, 0 if it does not: a bias need not be loaded again
 * for each tile.
 */
function period(args: usize, o: usize): i32 {
  const rank = word(args, MapArg.rank);
  const dims = <usize>word(args, MapArg.dims);
  let outer = 0;
  while (outer < rank && word(o, OperandWord.strides + outer) == 0) outer++;
  if (outer == 0) return 0;
  let size = 1;
  for (let d = outer; d < rank; d++) size *= word(dims, d);
  return size;
}

/**
 * Whether writing result k where it lies would change an operand that a later instruction still
 * reads.
 */
function overwrites(args: usize, k: i32, slot: i32): bool {
  const address = word(result(args, k), ResultWord.address);
  const operands = word(args, MapArg.operandCount);
  for (let j = 0; j < operands; j++) {
    const o = operand(args, j);
    const same =
      word(o, OperandWord.kind) == OperandKind.contiguous &&
      word(o, OperandWord.address) == address;
    if (same && readAfterWrite(args, j, slot)) return true;
  }
  return false;
}

function readAfterWrite(args: usize, read: i32, written: i32): bool {
  let code = <usize>word(args, MapArg.code);
  let seen = false;
  for (let i = word(args, MapArg.codeLength); i > 0; i--) {
    const reads =
      word(code, CodeWord.a) == read ||
      word(code, CodeWord.b) == read ||
      word(code, CodeWord.c) == read;
    if (seen && reads) return true;
    if (word(code, CodeWord.dst) == written) seen = true;
    code += CodeWord.size_ << 2;
  }
  return false;
}

/**
 * Runs the program on elements [pos, pos + count) of the iteration space, count <= TILE; results
 * are not stored.
 */
export function runTile(args: usize, pos: i32, count: i32): void {
  const operands = word(args, MapArg.operandCount);
  for (let k = 0; k < operands; k++) loadOperand(args, k, pos, count);
  const bytes = ((count + 3) & ~3) << 2;
  const table = entry(args, 0);
  let code = <usize>word(args, MapArg.code);
  for (let i = word(args, MapArg.codeLength); i > 0; i--) {
    const d = table + ((<usize>word(code, CodeWord.dst)) << 4);
    const a = table + ((<usize>word(code, CodeWord.a)) << 4);
    const b = table + ((<usize>word(code, CodeWord.b)) << 4);
    const c = table + ((<usize>word(code, CodeWord.c)) << 4);
    apply(
      word(code, CodeWord.opcode),
      load<usize>(d),
      load<usize>(a),
      load<usize>(a, STEP),
      load<usize>(b),
      load<usize>(b, STEP),
      load<usize>(c),
      load<usize>(c, STEP),
      word(code, CodeWord.immediate),
      bytes,
    );
    code += CodeWord.size_ << 2;
  }
}

function loadOperand(args: usize, k: i32, pos: i32, count: i32): void {
  const o = operand(args, k);
  const kind = word(o, OperandWord.kind);
  const address = word(o, OperandWord.address);
  if (kind == OperandKind.contiguous) store<i32>(entry(args, k), address + (pos << 2));
  else if (kind == OperandKind.boolContiguous)
    widenBool(register(args, k), <usize>(address + pos), count);
  else if (
    kind == OperandKind.strided ||
    kind == OperandKind.boolStrided ||
    kind == OperandKind.iota
  ) {
    loadNest(args, k, o, pos, count);
  }
}

function loadNest(args: usize, k: i32, o: usize, pos: i32, count: i32): void {
  const e = entry(args, k);
  const every = load<i32>(e, PERIOD);
  if (every > 0) {
    const phase = pos % every;
    const loaded = register(args, k) + LOADED;
    if (phase == load<i32>(e, PHASE) && count <= load<i32>(loaded)) return;
    store<i32>(e, phase, PHASE);
    store<i32>(loaded, count);
  }
  fromNest<u32>(args, k, o, pos, count);
}

/** Loads a strided operand into its register, whose elements have the size of T. */
export function fromNest<T>(args: usize, k: i32, o: usize, pos: i32, count: i32): void {
  loadStrided<T>(
    register(args, k),
    word(o, OperandWord.kind),
    word(o, OperandWord.address),
    o + (OperandWord.strides << 2),
    <usize>word(args, MapArg.dims),
    word(args, MapArg.rank),
    <usize>word(args, MapArg.scratch),
    pos,
    count,
  );
}

/** Before runTile in map: results that may be written where they lie get their addresses. */
export function placeResults(args: usize, pos: i32, count: i32): void {
  const results = word(args, MapArg.resultCount);
  const first = slotCount(args) - results;
  for (let k = 0; k < results; k++) {
    const direct = load<i32>(entry(args, first + k), STAGED) == 0 && (count & 3) == 0;
    const inPlace = <usize>(word(result(args, k), ResultWord.address) + (pos << 2));
    store<usize>(entry(args, first + k), direct ? inPlace : register(args, first + k));
  }
}

/** After runTile in map: results that went through registers are stored. */
export function storeResults(args: usize, pos: i32, count: i32): void {
  const results = word(args, MapArg.resultCount);
  const first = slotCount(args) - results;
  for (let k = 0; k < results; k++) {
    const from = register(args, first + k);
    if (slotAddress(args, first + k) != from) continue;
    const address = word(result(args, k), ResultWord.address);
    if (word(result(args, k), ResultWord.kind) == ResultKind.bool)
      narrowBool(<usize>(address + pos), from, count);
    else copyWords(<usize>(address + (pos << 2)), from, count);
  }
}
