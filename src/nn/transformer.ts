/**
 * The encoder layer of transformers, and what it shares with the decoder layer: attention and two maps at every place,
 * each added to its input and normalised.
 */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor, Mk, Ok } from '../core/tensor.ts';
import { gelu, relu } from '../ops/index.ts';
import { add } from '../prim/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { InHeads, Shape } from '../types/shape.ts';
import { type Affine, affineSpecs, type F32Rule } from './affine.ts';
import { applied, type Dropping, dropping, type NoMask } from './attention.ts';
import { type DenseP, denseSpec } from './dense.ts';
import {
  type AnyProjection,
  type AnyProjections,
  attentionSpecs,
  checkHeads,
  type HeadOptions,
  type MultiHeadAttentionP,
  type Projection,
  type Projections,
  projected,
} from './heads.ts';
import { keyFor } from './init.ts';
import { type LayerNormP, layerNormalized } from './layer-norm.ts';
import type { AttentionMasks } from './multi-head-attention.ts';
import {
  attendedToSelf,
  type BoolOnly,
  type BoolOrFloat,
  checkSelf,
  type SelfRule,
} from './self-attention.ts';

// ---- what both layers share -----------------------------------------------------------------------

/** How the layers of a transformer are put together. */
export interface TransformerOptions {
  /** between the two maps, 'relu' if absent */
  readonly activation?: 'relu' | 'gelu';
  /** 'post' if absent: the sum of input and part is normalised (2017); 'pre': the input of the part is */
  readonly norm?: 'pre' | 'post';
  /** added to the variances, 1e-5 if absent */
  readonly eps?: number;
  /** of attention's weights, of what the activation gives, and of every part, in training */
  readonly dropout?: Dropping | undefined;
}

/** The network at every place, without types: two maps. */
export interface FeedForward {
  readonly hidden: AnyProjection;
  readonly out: AnyProjection;
}

/** The dropout of a part of the layer, by its name. */
export const drawing = (dropout: Dropping | undefined, name: string): Dropping | undefined =>
  dropout === undefined ? undefined : { rate: dropout.rate, key: keyFor(dropout.key, name) };

/** x with a part of the layer added; its name is that of the dropout. */
export const withPart = (
  x: Value,
  norm: Affine,
  { norm: where, eps, dropout }: TransformerOptions,
  name: string,
  part: (x: Value) => Value,
): Value => {
  const dropped = (y: Value): Value => dropping(y, drawing(dropout, name));
  if (where === 'pre') return add(x, dropped(part(layerNormalized(x, norm, eps))));
  return layerNormalized(add(x, dropped(part(x))), norm, eps);
};

const ACTIVATIONS = { relu, gelu };
/** The two maps at every place. */
export const fed = (x: Value, p: FeedForward, o: TransformerOptions): Value => {
  const hidden = applied(ACTIVATIONS[o.activation ?? 'relu'], projected(x, p.hidden));
  return projected(dropping(hidden, drawing(o.dropout, 'hidden')), p.out);
};

/** The masks of a layer for its attention to itself, with dropout by this name. */
export const attending = (o: TransformerOptions & HeadOptions, name: string): HeadOptions => ({
  ...(o.mask === undefined ? {} : { mask: o.mask }),
  ...(o.keyMask === undefined ? {} : { keyMask: o.keyMask }),
  causal: o.causal ?? false,
  dropout: drawing(o.dropout, name),
});

/** Specifications of the two maps. */
export const feedForwardSpecs = (e: number, hidden: number): object => ({
  hidden: denseSpec(e, hidden),
  out: denseSpec(hidden, e),
});

// ---- encoder --------------------------------------------------------------------------------------

/** The parameters of an encoder layer over E features, F of them between the two maps. */
export interface TransformerEncoderP<E extends Dim, F extends Dim> {
  readonly attention: MultiHeadAttentionP<E>;
  readonly norm1: LayerNormP<[E]>;
  readonly hidden: DenseP<E, F>;
  readonly out: DenseP<F, E>;
  readonly norm2: LayerNormP<[E]>;
}
/** What the layer takes: maps may lack their biases. */
export interface EncoderParts<E extends Dim, F extends Dim> {
  readonly attention: Projections<E>;
  readonly norm1: LayerNormP<[E]>;
  readonly hidden: Projection<E, F>;
  readonly out: Projection<F, E>;
  readonly norm2: LayerNormP<[E]>;
}
/** The same without types. */
export interface AnyEncoder extends FeedForward {
  readonly attention: AnyProjections;
  readonly norm1: Affine;
  readonly norm2: Affine;
}

/** Specifications of an encoder layer. */
export const encoderSpecs = (e: number, hidden: number): unknown => ({
  attention: attentionSpecs(e),
  norm1: affineSpecs([e]),
  ...feedForwardSpecs(e, hidden),
  norm2: affineSpecs([e]),
});
/** The parameters for e features and so many between the two maps: spec.transformerEncoder(64, 256). */
export const transformerEncoderSpec = <E extends number, F extends number>(
  e: E,
  hidden: F,
): Init<TransformerEncoderP<E, F>> => initOf(encoderSpecs(e, hidden));

type EncoderName = 'transformerEncoderLayer';
const ENCODER: EncoderName = 'transformerEncoderLayer';

/** Untyped: an encoder layer at x. */
export const encoded = (
  op: string,
  p: AnyEncoder,
  heads: number,
  x: Value,
  o: TransformerOptions & HeadOptions,
): Value => {
  checkSelf(op, x, p.attention);
  const attend = (v: Value): Value =>
    attendedToSelf(op, p.attention, heads, v, attending(o, 'weights'));
  const y = withPart(x, p.norm1, o, 'attention', attend);
  return withPart(y, p.norm2, o, 'out', (v) => fed(v, p, o));
};

/** The type of `transformerEncoderLayer(p, heads)`: [..., length, E] stays. */
export interface TransformerEncoderLayer<
  E extends Dim,
  H extends number,
  M extends Shape,
  KM extends Shape,
> extends Layer {
  readonly [Out]: Mk<
    F32Rule<EncoderName, SelfRule<EncoderName, InShape<this>, E, H, M, KM>, InDType<this>>,
    InDType<this>
  >;
}

/**
 * Self-attention by heads, then at every place two maps with an activation between; each of the two is added to its
 * input and normalised: [..., length, E] stays. Vaswani et al. 2017, 3.1. PyTorch: TransformerEncoderLayer(
 * batch_first=True); Keras: TransformerEncoder.
 */
export function transformerEncoderLayer<
  E extends Dim,
  F extends Dim,
  const H extends number,
  M extends AnyTensor = NoMask,
  KM extends AnyTensor = NoMask,
>(
  p: EncoderParts<E, F>,
  heads: Ok<InHeads<E, H, EncoderName, []>, H>,
  options?: AttentionMasks<BoolOrFloat<EncoderName, M>, BoolOnly<EncoderName, KM>> &
    TransformerOptions,
): TransformerEncoderLayer<E, H, M['shape'], KM['shape']>;
export function transformerEncoderLayer(
  p: AnyEncoder,
  heads: number,
  options: AttentionMasks<Value, Value> & TransformerOptions = {},
): unknown {
  checkHeads(ENCODER, p.attention, heads);
  return layer((x) => encoded(ENCODER, p, heads, x, options), ENCODER);
}
