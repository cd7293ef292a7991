/** The decoder layer of transformers: attention to the places before, attention to a memory, two maps at every place. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret, sameDType } from '../core/tensor.ts';
import { type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { f32 } from '../types/dtype.ts';
import {
  type Attend,
  attendShape,
  type Features,
  type InHeads,
  type LastTo,
  lastToShape,
  type Scores,
  type Shape,
  type Show,
  show,
} from '../types/shape.ts';
import { type Affine, affineSpecs, type F32Rule } from './affine.ts';
import type { KeyMaskOf, MaskOf, NoMask } from './attention.ts';
import {
  type AnyProjections,
  attendedTo,
  attentionSpecs,
  checkHeads,
  type MultiHeadAttentionP,
  type Projections,
} from './heads.ts';
import type { LayerNormP } from './layer-norm.ts';
import type { AttentionMasks } from './multi-head-attention.ts';
import { attendedToSelf, checkSelf } from './self-attention.ts';
import {
  type AnyEncoder,
  attending,
  drawing,
  type EncoderParts,
  fed,
  feedForwardSpecs,
  type TransformerEncoderP,
  type TransformerOptions,
  withPart,
} from './transformer.ts';

/** The parameters of a decoder layer over E features, F of them between the two maps; the memory has K features. */
export interface TransformerDecoderP<E extends Dim, F extends Dim, K extends Dim = E>
  extends TransformerEncoderP<E, F> {
  /** from the decoder's places to the memory */
  readonly cross: MultiHeadAttentionP<E, K>;
  readonly norm3: LayerNormP<[E]>;
}
/** What the layer takes: maps may lack their biases. */
export interface DecoderParts<E extends Dim, F extends Dim, K extends Dim>
  extends EncoderParts<E, F> {
  readonly cross: Projections<E, K>;
  readonly norm3: LayerNormP<[E]>;
}
interface AnyDecoder extends AnyEncoder {
  readonly cross: AnyProjections;
  readonly norm3: Affine;
}

/**
 * The parameters for e features, so many between the two maps, and a memory of k features, e if absent:
 * spec.transformerDecoder(64, 256).
 */
export const transformerDecoderSpec = <E extends number, F extends number, K extends number = E>(
  e: E,
  hidden: F,
  k?: K,
): Init<TransformerDecoderP<E, F, K>> =>
  initOf({
    attention: attentionSpecs(e),
    norm1: affineSpecs([e]),
    cross: attentionSpecs(e, k),
    norm2: affineSpecs([e]),
    ...feedForwardSpecs(e, hidden),
    norm3: affineSpecs([e]),
  });

/** What the places of the sequence may attend to, in it and in the memory. */
export interface DecoderMasks<M, KM, MM, MKM> extends AttentionMasks<M, KM> {
  /** whether place i may see only the places 0 to i of its own sequence, true if absent */
  readonly causal?: boolean;
  /** as `mask`, of the memory */
  readonly memoryMask?: MM;
  /** as `keyMask`, of the memory */
  readonly memoryKeyMask?: MKM;
}

type Op = 'transformerDecoderLayer';
const OP: Op = 'transformerDecoderLayer';
type Memory = `${Op} memory`;
const MEMORY: Memory = `${OP} memory`;

type Own<X extends AnyTensor, E extends Dim> = F32Rule<
  Op,
  LastTo<X['shape'], E, E, Op> extends infer A ? (A extends Shape ? Features<A, Op> : A) : never,
  X['dtype']
>;
/** The shape of the input, if its places can attend to the memory without the batch becoming larger. */
type Cross<X extends Shape, Y extends Shape, A> = A extends Shape
  ? Attend<X, A, A, Op> extends infer R
    ? R extends Shape
      ? R extends X
        ? R
        : `${Op}: memory ${Show<Y>} has a batch that input ${Show<X>} has not`
      : R
    : never
  : A;
type Remembered<X extends AnyTensor, Y extends AnyTensor, E extends Dim, K extends Dim> = F32Rule<
  Memory,
  Cross<X['shape'], Y['shape'], LastTo<Y['shape'], K, E, Memory>>,
  Y['dtype']
>;

/** The type of `transformerDecoderLayer(p, heads)`: a sequence [..., L, E] and a memory [..., S, K] to [..., L, E]. */
export type TransformerDecoderLayer<E extends Dim, K extends Dim, H extends number> = <
  X extends AnyTensor,
  Y extends AnyTensor,
  M extends AnyTensor = NoMask,
  KM extends AnyTensor = NoMask,
  MM extends AnyTensor = NoMask,
  MKM extends AnyTensor = NoMask,
>(
  x: Ok<Own<X, E>, X>,
  memory: Ok<Remembered<X, Y, E, K>, Y>,
  masks?: DecoderMasks<
    MaskOf<Op, Scores<X['shape'], X['shape'], [H]>, M, f32>,
    KeyMaskOf<Op, X['shape'], KM>,
    MaskOf<Op, Scores<X['shape'], Y['shape'], [H]>, MM, f32>,
    KeyMaskOf<Op, Y['shape'], MKM>
  >,
) => Ret<Own<X, E>>;

const checkMemory = (x: Value, memory: Value, { key }: AnyProjections): void => {
  const [k, e] = [key.w.shape[0]!, key.w.shape[1]!];
  const keys = must(sameDType(memory, key.w, MEMORY, lastToShape(memory.shape, k, e, MEMORY)));
  const shape = must(attendShape(x.shape, keys, keys, OP));
  if (show(shape) === show(x.shape)) return;
  throw new ShapeError(
    `${OP}: memory ${show(memory.shape)} has a batch that input ${show(x.shape)} has not`,
  );
};

const decoded = (
  p: AnyDecoder,
  heads: number,
  x: Value,
  memory: Value,
  o: TransformerOptions & DecoderMasks<Value, Value, Value, Value>,
): Value => {
  checkSelf(OP, x, p.attention);
  checkMemory(x, memory, p.cross);
  const own = { ...attending(o, 'weights'), causal: o.causal ?? true };
  const { memoryMask: mask, memoryKeyMask: keyMask } = o;
  const crossing = {
    ...(mask === undefined ? {} : { mask }),
    ...(keyMask === undefined ? {} : { keyMask }),
    dropout: drawing(o.dropout, 'crossWeights'),
  };
  const first = withPart(x, p.norm1, o, 'attention', (v) =>
    attendedToSelf(OP, p.attention, heads, v, own),
  );
  const second = withPart(
    first,
    p.norm2,
    o,
    'cross',
    (v) => attendedTo(OP, p.cross, heads, [v, memory, memory], crossing)[0],
  );
  return withPart(second, p.norm3, o, 'out', (v) => fed(v, p, o));
};

/**
 * Self-attention to the places before, attention to a memory, and at every place two maps with an activation between;
 * each of the three is added to its input and normalised: [..., L, E] and a memory [..., S, K] -> [..., L, E]. Vaswani
 * et al. 2017, 3.1. PyTorch: TransformerDecoderLayer(batch_first=True); Keras: TransformerDecoder.
 */
export function transformerDecoderLayer<
  E extends Dim,
  F extends Dim,
  K extends Dim,
  const H extends number,
>(
  p: DecoderParts<E, F, K>,
  heads: Ok<InHeads<E, H, Op, []>, H>,
  options?: TransformerOptions,
): TransformerDecoderLayer<E, K, H>;
export function transformerDecoderLayer(
  p: AnyDecoder,
  heads: number,
  options: TransformerOptions = {},
): unknown {
  checkHeads(OP, p.attention, heads);
  return (x: Value, memory: Value, masks: DecoderMasks<Value, Value, Value, Value> = {}): Value =>
    decoded(p, heads, x, memory, { ...options, ...masks });
}
