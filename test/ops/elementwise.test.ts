/**
 * Elementwise ops: every one obeys the laws of programs inside its domain, to second order and in a batch, and the
 * kernels agree with the definition over many magnitudes.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  type Verdict,
} from '../laws/laws.ts';
import {
  type Domain,
  examplesOf,
  grid,
  nonZero,
  offInteger,
  positive,
  type,
} from '../laws/recipe.ts';

type F = (...xs: readonly Value[]) => Value;

/** A typed op as a function of values: the compiler does not know their shapes. */
const untyped = (f: unknown): F => {
  if (typeof f !== 'function') throw new TypeError('not a function');
  return (...xs) => f(...xs);
};

const scaled =
  (domain: Domain, k: number, shift = 0): Domain =>
  (source, size) =>
    domain(source, size).map((x) => k * x + shift);

/** -0.8 to 0.8 without 0 */
const inside = scaled(nonZero, 0.4);
/** 1.3 to 3 */
const aboveOne = scaled(positive, 1, 1);
/** -6 to 6 without 0, and never next to an integer, where kinks may be */
const wide = scaled(offInteger, 2, 0.1);

const unary: Readonly<Record<string, readonly [f: unknown, domain: Domain]>> = {
  exp2: [o.exp2, nonZero],
  expm1: [o.expm1, nonZero],
  log2: [o.log2, positive],
  log10: [o.log10, positive],
  tan: [o.tan, inside],
  asin: [o.asin, inside],
  acos: [o.acos, inside],
  atan: [o.atan, nonZero],
  sinh: [o.sinh, nonZero],
  cosh: [o.cosh, nonZero],
  asinh: [o.asinh, nonZero],
  acosh: [o.acosh, aboveOne],
  atanh: [o.atanh, inside],
  erf: [o.erf, nonZero],
  erfc: [o.erfc, nonZero],
  ceil: [o.ceil, offInteger],
  trunc: [o.trunc, offInteger],
  round: [o.round, grid(0.2)],
  sign: [o.sign, nonZero],
  isNan: [o.isNan, nonZero],
  rsqrt: [o.rsqrt, positive],
  'power 4': [o.power(4), nonZero],
  'power 3': [o.power(3), nonZero],
  'power -2': [o.power(-2), nonZero],
  'power 1/2': [o.power(0.5), positive],
  'power 1.7': [o.power(1.7), positive],
  clamp: [o.clamp({ min: -1, max: 2 }), wide],
  hardtanh: [o.hardtanh(), wide],
  relu6: [o.relu6, wide],
  hardsigmoid: [o.hardsigmoid, wide],
  hardswish: [o.hardswish, wide],
  hardshrink: [o.hardshrink({ lambda: 1 }), wide],
  softshrink: [o.softshrink({ lambda: 1 }), wide],
  leakyRelu: [o.leakyRelu(), nonZero],
  elu: [o.elu({ alpha: 0.7 }), nonZero],
  celu: [o.celu({ alpha: 1.5 }), nonZero],
  selu: [o.selu, nonZero],
  gelu: [o.gelu, nonZero],
  geluTanh: [o.geluTanh, nonZero],
  silu: [o.silu, nonZero],
  mish: [o.mish, nonZero],
  logSigmoid: [o.logSigmoid, nonZero],
  softsign: [o.softsign, nonZero],
  tanhshrink: [o.tanhshrink, nonZero],
  scaledSoftplus: [o.scaledSoftplus({ beta: 2.5 }), nonZero],
  'scaledSoftplus with a threshold': [o.scaledSoftplus({ threshold: 1 }), wide],
};

const several: Readonly<Record<string, readonly [f: unknown, ...domains: readonly Domain[]]>> = {
  atan2: [o.atan2, nonZero, nonZero],
  pow: [o.pow, positive, nonZero],
  hypot: [o.hypot, nonZero, nonZero],
  fmod: [o.fmod, grid(0.1), grid(0.77)],
  remainder: [o.remainder, grid(0.1), grid(0.77)],
  logAddExp: [o.logAddExp, grid(0), grid(0.25)],
  prelu: [o.prelu, nonZero, nonZero],
  lerp: [o.lerp, nonZero, nonZero, grid(0.25)],
  addcmul: [o.addcmul, nonZero, nonZero, nonZero],
};

const cases = [
  ...Object.entries(unary).map(([name, [f, domain]]) => [name, f, [domain]] as const),
  ...Object.entries(several).map(([name, [f, ...domains]]) => [name, f, domains] as const),
];

const laws: Readonly<
  Record<string, (g: Graph, examples: readonly Args[], seed: number) => Verdict>
> = {
  types: (g, [args]) => shapeLaw(g, args!),
  tangent: (g, [args], seed) => tangentLaw(g, args!, seed),
  adjoint: (g, [args], seed) => adjointLaw(g, args!, seed),
  'second order': (g, [args], seed) => secondOrderLaw(g, args!, seed),
  batch: (g, examples) => batchLaw(g, examples),
};

describe.each(cases)('%s', (_, f, domains) => {
  const at = (size: number): Graph =>
    trace(
      (...xs) => [untyped(f)(...xs)],
      domains.map((__, k) => type('f64', k === 0 ? [2, size] : [size])),
    );
  test.each(Object.entries(laws))('%s', (__, law) => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(), (size, seed) => {
        const g = at(size);
        expect(law(g, examplesOf(g, domains, seed, 2), seed)).toBeUndefined();
      }),
      { seed: 20261124, numRuns: 5 },
    );
  });
});
