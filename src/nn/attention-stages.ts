/** Self-attention and encoder layers as stages of `net`, which counts their features; dropout in training only. */
import type { Def, InDType, InShape, Out, Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Mk } from '../core/tensor.ts';
import { child } from '../tree/index.ts';
import type { Last, Shape } from '../types/shape.ts';
import { affineAt, type F32Rule } from './affine.ts';
import type { Dropping } from './attention.ts';
import { checked } from './dropout.ts';
import {
  type AnyProjection,
  type AnyProjections,
  attentionSpecs,
  type MultiHeadAttentionP,
} from './heads.ts';
import { keyFor } from './init.ts';
import { tensorAt, width } from './params.ts';
import { attendedToSelf, type SelfRule } from './self-attention.ts';
import { type Name, type State, stageDef } from './stage.ts';
import {
  type AnyEncoder,
  encoded,
  encoderSpecs,
  type TransformerEncoderP,
  type TransformerOptions,
} from './transformer.ts';

const projectionAt = (tree: unknown, name: string): AnyProjection => {
  const own = child(tree, name);
  return { w: tensorAt(own, 'w'), b: tensorAt(own, 'b') };
};
const projectionsAt = (tree: unknown, name: string): AnyProjections => {
  const own = child(tree, name);
  return {
    query: projectionAt(own, 'query'),
    key: projectionAt(own, 'key'),
    value: projectionAt(own, 'value'),
    out: projectionAt(own, 'out'),
  };
};
const encoderAt = (tree: unknown, name: string): AnyEncoder => {
  const own = child(tree, name);
  return {
    attention: projectionsAt(own, 'attention'),
    norm1: affineAt(own, 'norm1'),
    hidden: projectionAt(own, 'hidden'),
    out: projectionAt(own, 'out'),
    norm2: affineAt(own, 'norm2'),
  };
};

/** A stage with one function, which takes dropout, and parameters under its name. */
interface Dropped {
  readonly name: string;
  readonly rate: number;
  specs(features: number): unknown;
  apply(params: unknown, x: Value, dropout?: Dropping): Value;
}
const withDropout = <D extends Def & { readonly [State]: unknown; readonly [Name]: string }>(
  kind: string,
  { name, rate, specs, apply }: Dropped,
): D => {
  const probability = checked(rate);
  return stageDef<D>(kind, (x) => ({
    names: [name],
    params: { [name]: specs(width(kind, x)) },
    state: {},
    random: probability > 0,
    evaluate: (params, _, v) => apply(params, v),
    train: (params, _, key, v) => [
      apply(params, v, { rate: probability, key: keyFor(key, name) }),
      {},
    ],
  }));
};

// ---- attention ------------------------------------------------------------------------------------

/** How a sequence attends to itself. */
export interface MultiHeadAttentionDefOptions<H extends number> {
  /** into how many heads the features are split */
  readonly heads: H;
  /** whether every place sees only those up to itself */
  readonly causal?: boolean;
  /** with which probability weights are dropped in training, 0 if absent */
  readonly dropout?: number;
}
type StageRule<Op extends string, S extends Shape, H extends number, D> = F32Rule<
  Op,
  SelfRule<Op, S, Last<S>, H, [], []>,
  D
>;
/** The type of `layer.multiHeadAttention(name, { heads })`: the parameters are named K, the shape stays. */
export interface MultiHeadAttentionDef<K extends string, H extends number> extends Def {
  readonly [Out]: Mk<
    StageRule<'multiHeadAttention', InShape<this>, H, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: MultiHeadAttentionP<Last<InShape<this>>> };
  readonly [State]: {};
  readonly [Name]: K;
}
/**
 * Attention of a sequence to itself as a stage of `net`: layer.multiHeadAttention('a1', { heads: 4, causal: true }).
 * [..., length, features] stays.
 */
export const multiHeadAttentionDef = <const K extends string, const H extends number>(
  name: K,
  { heads, causal = false, dropout: rate = 0 }: MultiHeadAttentionDefOptions<H>,
): MultiHeadAttentionDef<K, H> =>
  withDropout('multiHeadAttention', {
    name,
    rate,
    specs: (e) => attentionSpecs(e),
    apply: (params, x, dropout) => {
      const p = projectionsAt(params, name);
      return attendedToSelf('multiHeadAttention', p, heads, x, { causal, dropout });
    },
  });

// ---- encoder layers -------------------------------------------------------------------------------

/** How an encoder layer is put together. */
export interface TransformerEncoderDefOptions<H extends number, F extends number>
  extends Omit<TransformerOptions, 'dropout'>,
    MultiHeadAttentionDefOptions<H> {
  /** features between the two maps at every place */
  readonly hidden: F;
}
/** The type of `layer.transformerEncoder(name, { heads, hidden })`: the parameters are named K, the shape stays. */
export interface TransformerEncoderDef<K extends string, H extends number, F extends number>
  extends Def {
  readonly [Out]: Mk<
    StageRule<'transformerEncoder', InShape<this>, H, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: TransformerEncoderP<Last<InShape<this>>, F> };
  readonly [State]: {};
  readonly [Name]: K;
}
/**
 * `transformerEncoderLayer` as a stage of `net`: layer.transformerEncoder('block1', { heads: 4, hidden: 256, norm: 'pre',
 * causal: true }). [..., length, features] stays. `dropout` is the probability for all that it drops in training.
 */
export const transformerEncoderDef = <
  const K extends string,
  const H extends number,
  const F extends number,
>(
  name: K,
  { heads, hidden, dropout: rate = 0, ...options }: TransformerEncoderDefOptions<H, F>,
): TransformerEncoderDef<K, H, F> =>
  withDropout('transformerEncoder', {
    name,
    rate,
    specs: (e) => encoderSpecs(e, hidden),
    apply: (params, x, dropout) => {
      const p = encoderAt(params, name);
      return encoded('transformerEncoder', p, heads, x, { ...options, dropout });
    },
  });
