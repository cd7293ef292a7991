/**
 * Floats of 16 bits: a sign, an exponent with bias `bias`, `m` bits after the leading one. f16 has
 * m = 10 and bias 15, bf16 7 and 127.
 */

// @ts-ignore: decorator
@inline
function power(e: i32): f64 {
  return reinterpret<f64>((<u64>(e + 1023)) << 52);
}

/**
 * The bits of the nearest such float, ties to even; from 2^(bias + 1) (1 - 2^-(m + 2)) on, inf.
 */
export function narrow(x: f64, m: i32, bias: i32): i32 {
  const bits = reinterpret<u64>(x);
  const sign = <i32>(bits >> 63) << 15;
  const infinite = (2 * bias + 1) << m;
  const a = abs<f64>(x);
  if (a != a) return infinite | (1 << (m - 1));
  if (a >= power(bias + 1)) return sign | infinite;
  const e = max(<i32>((bits >> 52) & 2047) - 1023, 1 - bias);
  // the leading one of a normal number carries into the exponent
  const units = <i32>nearest<f64>(a * power(m - e));
  return sign | (((e + bias - 1) << m) + units);
}

/** The number that the bits stand for. */
export function widen(half: i32, m: i32, bias: i32): f64 {
  const e = (half >> m) & (2 * bias + 1);
  const f = <f64>(half & ((1 << m) - 1));
  let a = (f + <f64>(1 << m)) * power(e - bias - m);
  if (e == 0) a = f * power(1 - bias - m);
  else if (e == 2 * bias + 1) a = f > 0 ? NaN : Infinity;
  return (half & 0x8000) != 0 ? -a : a;
}
