/** Floats of 16 bits, which are stored as their bits: what numbers they are. The kernels' counterpart is asm/lib/half.ts. */

/** The bits after the leading one, and what is added to the exponent. */
export interface HalfFormat {
  readonly mantissa: number;
  readonly bias: number;
}

/** IEEE 754 binary16. */
export const F16: HalfFormat = { mantissa: 10, bias: 15 };
/** The upper half of an f32. */
export const BF16: HalfFormat = { mantissa: 7, bias: 127 };

/** floor(log2 a) of a normal number. */
const exponentOf = (a: number): number =>
  ((new Uint32Array(Float64Array.of(a).buffer)[1]! >>> 20) & 2047) - 1023;

/** The nearest integer, ties to even, of a number below 2^51. */
const nearest = (x: number): number => x + 1.5 * 2 ** 52 - 1.5 * 2 ** 52;

/** The bits of the float that is nearest to x, ties to even; what is too large becomes infinite. */
export const halfBits = (x: number, { mantissa, bias }: HalfFormat): number => {
  const infinite = (2 * bias + 1) * 2 ** mantissa;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const a = Math.abs(x);
  if (Number.isNaN(x)) return infinite + 2 ** (mantissa - 1);
  if (a >= 2 ** (bias + 1)) return sign + infinite;
  const e = Math.max(exponentOf(a), 1 - bias);
  // the leading one of a normal number carries into the exponent
  return sign + (e + bias - 1) * 2 ** mantissa + nearest(a * 2 ** (mantissa - e));
};

/** The number that the bits stand for. */
export const halfValue = (bits: number, { mantissa, bias }: HalfFormat): number => {
  const one = 2 ** mantissa;
  const e = Math.floor((bits & 0x7fff) / one);
  const f = bits & (one - 1);
  const a = e === 0 ? f * 2 ** (1 - bias - mantissa) : (f + one) * 2 ** (e - bias - mantissa);
  const size = e < 2 * bias + 1 ? a : f === 0 ? Infinity : Number.NaN;
  return (bits & 0x8000) === 0 ? size : -size;
};

/** x rounded to the format. */
export const roundHalf = (x: number, format: HalfFormat): number =>
  halfValue(halfBits(x, format), format);
