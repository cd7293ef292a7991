/** The error function and its complement, elementwise, as layers. */
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap } from './rules.ts';

/**
 * erf x = 2 / sqrt(pi) times the integral of e^(-u^2) from 0 to x; derivative 2 / sqrt(pi) e^(-x^2). Shape: S -> S.
 * Abramowitz and Stegun 7.1.1. PyTorch: erf; JAX: lax.erf.
 */
export const erf: FloatMap<'erf'> = floatMap('erf', p.erf);
/**
 * erfc x = 1 - erf x, with all digits for large x; derivative -2 / sqrt(pi) e^(-x^2). Shape: S -> S. PyTorch: erfc;
 * JAX: lax.erfc.
 */
export const erfc: FloatMap<'erfc'> = floatMap('erfc', p.erfc);
