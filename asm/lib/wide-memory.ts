/**
 * Between memory and the registers of map64, which hold 8 bytes an element: numbers as f64, bools
 * as masks, i64 as it is.
 */
import { WideKind } from '../abi';
import { narrow, widen } from './half';

/** The binary logarithm of the bytes of an element; iota counts in elements. */
export function shiftOf(kind: i32): i32 {
  if (kind == WideKind.f64 || kind == WideKind.i64) return 3;
  if (kind == WideKind.f32 || kind == WideKind.i32 || kind == WideKind.u32) return 2;
  return kind == WideKind.f16 || kind == WideKind.bf16 ? 1 : 0;
}

/** n elements `stride` bytes apart; for iota, `at` is a position and `stride` counts positions. */
export function loadWideRun(dst: usize, kind: i32, at: i32, stride: i32, n: i32): void {
  const end = dst + ((<usize>n) << 3);
  if (kind == WideKind.f64 || kind == WideKind.i64) words(dst, end, at, stride);
  else if (kind == WideKind.f32) numbers<f32>(dst, end, at, stride);
  else if (kind == WideKind.i32) numbers<i32>(dst, end, at, stride);
  else if (kind == WideKind.u32) numbers<u32>(dst, end, at, stride);
  else if (kind == WideKind.u8) numbers<u8>(dst, end, at, stride);
  else if (kind == WideKind.f16) halves(dst, end, at, stride, 10, 15);
  else if (kind == WideKind.bf16) halves(dst, end, at, stride, 7, 127);
  else if (kind == WideKind.bool) masks(dst, end, at, stride);
  else positions(dst, end, at, stride);
}

function words(dst: usize, end: usize, at: i32, stride: i32): void {
  for (; dst < end; dst += 8) {
    store<u64>(dst, load<u64>(at));
    at += stride;
  }
}

function numbers<T>(dst: usize, end: usize, at: i32, stride: i32): void {
  for (; dst < end; dst += 8) {
    store<f64>(dst, <f64>load<T>(at));
    at += stride;
  }
}

function halves(dst: usize, end: usize, at: i32, stride: i32, m: i32, bias: i32): void {
  for (; dst < end; dst += 8) {
    store<f64>(dst, widen(load<u16>(at), m, bias));
    at += stride;
  }
}

function masks(dst: usize, end: usize, at: i32, stride: i32): void {
  for (; dst < end; dst += 8) {
    store<i64>(dst, -(<i64>load<u8>(at)));
    at += stride;
  }
}

function positions(dst: usize, end: usize, at: i32, stride: i32): void {
  for (; dst < end; dst += 8) {
    store<f64>(dst, <f64>at);
    at += stride;
  }
}

/** Stores n elements of a register as element pos, pos + 1, ... of a contiguous array. */
export function storeWide(base: usize, kind: i32, src: usize, pos: i32, n: i32): void {
  const dst = base + (<usize>(pos << shiftOf(kind)));
  if (kind == WideKind.f64 || kind == WideKind.i64) memory.copy(dst, src, (<usize>n) << 3);
  else if (kind == WideKind.f32) storeNumbers<f32>(dst, src, n);
  else if (kind == WideKind.i32) storeNumbers<i32>(dst, src, n);
  else if (kind == WideKind.u32) storeNumbers<u32>(dst, src, n);
  else if (kind == WideKind.u8) storeNumbers<u8>(dst, src, n);
  else if (kind == WideKind.f16) storeHalves(dst, src, n, 10, 15);
  else if (kind == WideKind.bf16) storeHalves(dst, src, n, 7, 127);
  else for (let i: usize = 0; i < <usize>n; i++) store<u8>(dst + i, load<u8>(src + (i << 3)) & 1);
}

/** The register holds numbers of T, so nothing is rounded here. */
function storeNumbers<T>(dst: usize, src: usize, n: i32): void {
  for (; n > 0; n--) {
    store<T>(dst, <T>load<f64>(src));
    dst += sizeof<T>();
    src += 8;
  }
}

function storeHalves(dst: usize, src: usize, n: i32, m: i32, bias: i32): void {
  for (; n > 0; n--) {
    store<u16>(dst, narrow(load<f64>(src), m, bias));
    dst += 2;
    src += 8;
  }
}
