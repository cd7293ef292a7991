/** What normalisations have in common: scale and shift of what was normalised, and the dtypes of both. */
import type { Value } from '../core/node.ts';
import { expand } from '../ops/index.ts';
import { add, mul } from '../prim/index.ts';
import { child } from '../tree/index.ts';
import type { f32 } from '../types/dtype.ts';
import { paramSpec } from './init.ts';
import { onesOf, zerosOf } from './initializers.ts';
import { tensorAt } from './params.ts';

/** The rule's answer for an f32 input, or the sentence. */
export type F32Rule<Op extends string, R, D> = D extends f32
  ? R
  : `${Op}: dtypes differ: ${D extends { readonly dtype: infer N extends string } ? N : '?'} and f32; use cast`;

export interface Affine {
  readonly gamma: Value;
  readonly beta: Value;
}

/** gamma x + beta, both repeated along the axes in front of theirs. */
export const affine = (x: Value, { gamma, beta }: Affine): Value =>
  add(mul(x, expand(gamma, x.shape)), expand(beta, x.shape));

/** gamma 1 and beta 0 of a shape. */
export const affineSpecs = (shape: readonly number[]): unknown => ({
  gamma: paramSpec(shape, onesOf),
  beta: paramSpec(shape, zerosOf),
});

/** The parameters under a name. */
export const affineAt = (params: unknown, name: string): Affine => {
  const own = child(params, name);
  return { gamma: tensorAt(own, 'gamma'), beta: tensorAt(own, 'beta') };
};
