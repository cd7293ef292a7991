/**
 * Loads a range of a strided operand into a register: the range is cut into runs along the
 * innermost dim, and an odometer over the other dims moves from run to run.
 */
import { OperandKind } from '../abi';
import { widenBool } from './bool';
import { loadWideRun, shiftOf } from './wide-memory';

/**
 * Fills `count` elements of the iteration space from flat position `pos` on into dst, a register of
 * map (T: 4 bytes) or map64 (8); may write 15 bytes more. index: room for `rank` words. For iota,
 * `base` is the start and positions are numbers instead of addresses.
 */
export function loadStrided<T>(
  dst: usize,
  kind: i32,
  base: i32,
  strides: usize,
  dims: usize,
  rank: i32,
  index: usize,
  pos: i32,
  count: i32,
): void {
  const shift = sizeof<T>() == 8 ? shiftOf(kind) : kind == OperandKind.strided ? 2 : 0;
  const last = (<usize>(rank - 1)) << 2;
  const size = load<i32>(dims + last);
  const stride = load<i32>(strides + last) << shift;
  let at = base + (unravel(index, dims, strides, rank, pos) << shift);
  let first = load<i32>(index + last);
  while (count > 0) {
    const n = min(count, size - first);
    if (sizeof<T>() == 8) loadWideRun(dst, kind, at, stride, n);
    else loadRun(dst, kind, at, stride, n);
    dst += (<usize>n) * sizeof<T>();
    count -= n;
    at += carry(index, dims, strides, rank, shift) - first * stride;
    first = 0;
  }
}

/** Writes the index of flat position `pos`; returns its offset in elements. */
function unravel(index: usize, dims: usize, strides: usize, rank: i32, pos: i32): i32 {
  let offset = 0;
  for (let d = (<usize>rank) << 2; d > 0; d -= 4) {
    const size = load<u32>(dims + d - 4);
    const next = <u32>pos / size;
    const i = <i32>(<u32>pos - next * size);
    store<i32>(index + d - 4, i);
    offset += i * load<i32>(strides + d - 4);
    pos = <i32>next;
  }
  return offset;
}

/** Steps the dims outside the innermost one; returns the change of the offset. */
// @ts-ignore: decorator
@inline
function carry(index: usize, dims: usize, strides: usize, rank: i32, shift: i32): i32 {
  let change = 0;
  for (let d = (<usize>(rank - 1)) << 2; d > 0; d -= 4) {
    const i = load<i32>(index + d - 4) + 1;
    const stride = load<i32>(strides + d - 4) << shift;
    change += stride;
    if (i < load<i32>(dims + d - 4)) {
      store<i32>(index + d - 4, i);
      return change;
    }
    store<i32>(index + d - 4, 0);
    change -= i * stride;
  }
  return change;
}

// @ts-ignore: decorator
@inline
function loadRun(dst: usize, kind: i32, at: i32, stride: i32, n: i32): void {
  if (kind == OperandKind.iota) count4(dst, at, stride, n);
  else if (kind == OperandKind.boolStrided) boolRun(dst, at, stride, n);
  else wordRun(dst, at, stride, n);
}

function wordRun(dst: usize, at: i32, stride: i32, n: i32): void {
  if (stride == 4) {
    for (; n > 0; n -= 4) {
      v128.store(dst, v128.load(at));
      dst += 16;
      at += 16;
    }
  } else if (stride == 0) {
    const v = v128.load32_splat(at);
    for (; n > 0; n -= 4) {
      v128.store(dst, v);
      dst += 16;
    }
  } else {
    for (; n > 0; n--) {
      store<i32>(dst, load<i32>(at));
      dst += 4;
      at += stride;
    }
  }
}

function boolRun(dst: usize, at: i32, stride: i32, n: i32): void {
  if (stride == 1) {
    widenBool(dst, at, n);
    return;
  }
  for (; n > 0; n--) {
    store<i32>(dst, -(<i32>load<u8>(at)));
    dst += 4;
    at += stride;
  }
}

function count4(dst: usize, start: i32, step: i32, n: i32): void {
  const lanes = i32x4.mul(i32x4.splat(step), i32x4(0, 1, 2, 3));
  let v = i32x4.add(i32x4.splat(start), lanes);
  const next = i32x4.splat(step << 2);
  for (; n > 0; n -= 4) {
    v128.store(dst, v);
    v = i32x4.add(v, next);
    dst += 16;
  }
}
