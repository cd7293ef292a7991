/**
 * How far a kernel may be from its definition; all other kernels are bit-equal to it. The bounds
 * are a priori ones: transcendental functions by their polynomial and the roundings after it, sums
 * by the depth of the tree of additions.
 */
import { DOT_BLOCK, SUM_BLOCK } from '../../src/core/abi.gen.ts';

/** Units in the last place of the correctly rounded f32: exp, log, sin, cos, tanh, erf. */
export const FUNCTION_ULPS = 2;

/** erfc is a product of two exponentials, a polynomial and a quotient: four factors of 1 ulp and their roundings. */
export const ERFC_ULPS = 6;

/** atan2 rounds a quotient, a reduction by pi / 4 and the folds at pi / 2 and pi: 2 ulp and half an ulp for each fold. */
export const ANGLE_ULPS = 3;

/** pow is computed in f64 and rounded once: the nearest f32, or beside a midpoint its neighbour. */
export const POW_ULPS = 1;

/** The same by primitive. */
export const ULPS: Readonly<Record<string, number>> = {
  exp: FUNCTION_ULPS,
  log: FUNCTION_ULPS,
  sin: FUNCTION_ULPS,
  cos: FUNCTION_ULPS,
  tanh: FUNCTION_ULPS,
  erf: FUNCTION_ULPS,
  erfc: ERFC_ULPS,
  atan2: ANGLE_ULPS,
  pow: POW_ULPS,
};

const unit = 2 ** -24;

const depth = (n: number, block: number): number => 2 + Math.log2(Math.max(n, 1)) + block;

/** Of a sum of n terms; `total` is the sum of the absolute terms. */
export const sumTolerance = (n: number, total: number): number =>
  depth(n, SUM_BLOCK) * unit * total;

/** Of a sum of n products, DOT_BLOCK of which are added in sequence. */
export const dotTolerance = (n: number, total: number): number =>
  depth(n, Math.min(n, DOT_BLOCK)) * unit * total;

/**
 * Of an element of softmax: e^x and a sum of n of them, relative. The shift by the maximum is
 * rounded: |x - max| / 2 units in the exponent.
 */
export const softmaxTolerance = (n: number, spread: number): number =>
  (2 * FUNCTION_ULPS + depth(n, SUM_BLOCK) + spread) * unit;

/**
 * Units in the last place of f64, from what the reference computes: fdlibm's and musl's functions
 * are within 1 of the true value, the reference's own (V8's port of fdlibm; sums of series for erf
 * and erfc) within as many.
 */
export const ULPS64: Readonly<Record<string, number>> = {
  exp: 2,
  log: 2,
  sin: 2,
  cos: 2,
  tanh: 3,
  erf: 6,
  erfc: 12,
  atan2: 2,
  pow: 2,
};

const unit64 = 2 ** -53;

/** Of a sum of n terms in f64, at worst in sequence; the reference it is compared with has the same error. */
export const sumTolerance64 = (n: number, total: number): number => 2 * (n + 1) * unit64 * total;

/** Of a sum of n products in f64, parts of DOT_BLOCK in sequence; the reference adds all in sequence. */
export const dotTolerance64 = (n: number, total: number): number => 2 * (n + 1) * unit64 * total;
