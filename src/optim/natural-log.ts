/** A logarithm for constants of programs: operations that IEEE 754 rounds exactly, so that every machine gets its bits. */

/** The series of artanh(z) / z in z^2: for |z| < 0.12 what is left out is below 2^-53. */
const SERIES = [1 / 15, 1 / 13, 1 / 11, 1 / 9, 1 / 7, 1 / 5, 1 / 3, 1] as const;

/** 2^k ln(x^(1 / 2^k)), the root near 1: ln r = 2 artanh((r - 1) / (r + 1)). */
export const naturalLog = (x: number): number => {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`the base of a power must be positive and finite, got ${x}`);
  }
  let [root, power] = [x, 1];
  while (Math.abs(root - 1) > 0.2) {
    root = Math.sqrt(root);
    power *= 2;
  }
  const z = (root - 1) / (root + 1);
  return 2 * power * z * SERIES.reduce((sum, c) => sum * z * z + c, 0);
};
