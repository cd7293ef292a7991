/** Between bools in memory, bytes 0 or 1, and bools in registers, lanes of no or all bits. */

/** Widens n bytes; writes whole groups of 4 lanes, reads up to 15 bytes past the end. */
export function widenBool(dst: usize, src: usize, n: i32): void {
  for (; n > 12; n -= 16) {
    const bytes = i8x16.neg(v128.load(src));
    const low = i16x8.extend_low_i8x16_s(bytes);
    const high = i16x8.extend_high_i8x16_s(bytes);
    v128.store(dst, i32x4.extend_low_i16x8_s(low));
    v128.store(dst, i32x4.extend_high_i16x8_s(low), 16);
    v128.store(dst, i32x4.extend_low_i16x8_s(high), 32);
    v128.store(dst, i32x4.extend_high_i16x8_s(high), 48);
    dst += 64;
    src += 16;
  }
  for (; n > 0; n -= 4) {
    const bytes = i8x16.neg(v128.load32_zero(src));
    v128.store(dst, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes)));
    dst += 16;
    src += 4;
  }
}

/** Narrows n lane masks to exactly n bytes. */
export function narrowBool(dst: usize, src: usize, n: i32): void {
  const one = i8x16.splat(1);
  for (; n >= 16; n -= 16) {
    const low = i16x8.narrow_i32x4_s(v128.load(src), v128.load(src, 16));
    const high = i16x8.narrow_i32x4_s(v128.load(src, 32), v128.load(src, 48));
    v128.store(dst, v128.and(i8x16.narrow_i16x8_s(low, high), one));
    dst += 16;
    src += 64;
  }
  for (; n > 0; n--) {
    store<u8>(dst, load<i32>(src) & 1);
    dst += 1;
    src += 4;
  }
}
