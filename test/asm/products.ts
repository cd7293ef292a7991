/** The matrix products that the gemm kernels are tested on, and what they must give. */
import { GEMM_ROWS } from '../../src/core/abi.gen.ts';

export interface Case {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export const unitsOf = (c: Case): number => c.batch * Math.ceil(c.m / GEMM_ROWS);

/** Row and column strides of A and of B, each contiguous in a batch. */
export const stridesOf = (
  c: Case,
): readonly [
  a: readonly [row: number, column: number],
  b: readonly [row: number, column: number],
] => [c.transposeA === true ? [1, c.m] : [c.k, 1], c.transposeB === true ? [1, c.k] : [c.n, 1]];

/** The element [i, j] of batch o in f64, and the sum of absolute terms. */
export const element = (
  c: Case,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  o: number,
  i: number,
  j: number,
): readonly [sum: number, total: number] => {
  const [[aRow, aCol], [bRow, bCol]] = stridesOf(c);
  let [sum, total] = [0, 0];
  for (let p = 0; p < c.k; p++) {
    const x = a[o * c.m * c.k + i * aRow + p * aCol]!;
    const y = b[o * c.k * c.n + p * bRow + j * bCol]!;
    sum += x * y;
    total += Math.abs(x * y);
  }
  return [sum, total];
};
