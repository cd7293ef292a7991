/** Attention by several heads of a sequence to itself, as a layer. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, sameDType } from '../core/tensor.ts';
import type { Dim } from '../types/dim.ts';
import type { bool, f32 } from '../types/dtype.ts';
import {
  type Features,
  featuresShape,
  type InHeads,
  type KeyMasked,
  type LastTo,
  lastToShape,
  type Masked,
  type Scores,
  type Shape,
} from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import type { NoMask } from './attention.ts';
import {
  type AnyProjections,
  attendedTo,
  checkHeads,
  type HeadOptions,
  type Projections,
} from './heads.ts';
import type { AttentionMasks, MultiHeadAttentionOptions } from './multi-head-attention.ts';

/** [..., length, E] that attends to itself, with masks of these shapes. */
export type SelfRule<
  Name extends string,
  S extends Shape,
  E extends Dim,
  H extends number,
  M extends Shape,
  KM extends Shape,
> =
  LastTo<S, E, E, Name> extends infer A
    ? A extends Shape
      ? Features<A, Name> extends infer R
        ? R extends Shape
          ? Masked<Scores<A, A, [H]>, M, Name, KeyMasked<A, KM, Name, InHeads<E, H, Name, R>>>
          : R
        : never
      : A
    : never;

/** Throws unless x is [..., length, E]. */
export const checkSelf = (op: string, x: Value, p: AnyProjections): void => {
  const e = p.query.w.shape[0]!;
  const rule = lastToShape(x.shape, e, e, op);
  must(sameDType(x, p.query.w, op, typeof rule === 'string' ? rule : featuresShape(rule, op)));
};

/** A mask of bool or f32, or the sentence. */
export type BoolOrFloat<Name extends string, M extends AnyTensor> = M['dtype'] extends bool | f32
  ? M
  : `${Name}: the mask must be bool or f32, got ${M['dtype']['dtype']}`;
/** A mask of bool, or the sentence. */
export type BoolOnly<Name extends string, M extends AnyTensor> = M['dtype'] extends bool
  ? M
  : `${Name}: keyMask must be bool, got ${M['dtype']['dtype']}`;

/** The type of `selfAttention(p, heads)`: [..., length, E] stays. */
export interface SelfAttention<E extends Dim, H extends number, M extends Shape, KM extends Shape>
  extends Layer {
  readonly [Out]: Mk<
    F32Rule<'selfAttention', SelfRule<'selfAttention', InShape<this>, E, H, M, KM>, InDType<this>>,
    InDType<this>
  >;
}

/** Untyped: x attends to itself. */
export const attendedToSelf = (
  op: string,
  p: AnyProjections,
  heads: number,
  x: Value,
  options: HeadOptions,
): Value => {
  checkSelf(op, x, p);
  return attendedTo(op, p, heads, [x, x, x], options)[0];
};

/**
 * `multiHeadAttention` of a sequence to itself, as a layer: [..., length, E] stays. Masks are those of the
 * application: selfAttention(p, 4, { causal: true })(x). Vaswani et al. 2017, 3.2.3. PyTorch: MultiheadAttention(x,
 * x, x).
 */
export function selfAttention<
  E extends Dim,
  const H extends number,
  M extends AnyTensor = NoMask,
  KM extends AnyTensor = NoMask,
>(
  p: Projections<E>,
  heads: Ok<InHeads<E, H, 'selfAttention', []>, H>,
  options?: AttentionMasks<BoolOrFloat<'selfAttention', M>, BoolOnly<'selfAttention', KM>> &
    MultiHeadAttentionOptions,
): SelfAttention<E, H, M['shape'], KM['shape']>;
export function selfAttention(
  p: AnyProjections,
  heads: number,
  options: AttentionMasks<Value, Value> & MultiHeadAttentionOptions = {},
): unknown {
  checkHeads('selfAttention', p, heads);
  return layer((x) => attendedToSelf('selfAttention', p, heads, x, options), 'selfAttention');
}
