/** Tables of vectors that are learned: of tokens, and of the places where they stand. */
import { DTypeError } from '../core/error.ts';
import { type Def, def, type InDType, type InShape, type Out, type Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, type Tensor } from '../core/tensor.ts';
import { expand, indices, rowsAt } from '../ops/index.ts';
import { add } from '../prim/index.ts';
import { type Key, normal } from '../random/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { i32 } from '../types/dtype.ts';
import { type Features, featuresShape, type LastAxes, type Shape } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import type { Initializer } from './initializers.ts';
import { known, tensorAt } from './params.ts';

/** The parameters of an embedding: one row of F features for each of V indices. */
export interface EmbeddingP<V extends Dim, F extends Dim> {
  readonly table: Tensor<[V, F]>;
}

/** How an embedding gets its first values, and which row stands for nothing. */
export interface EmbeddingDefOptions {
  /** of the table, normal of variance 1 if absent */
  readonly weights?: Initializer;
  /** the index whose row is not learned */
  readonly paddingIndex?: number;
}

const standardNormal: Initializer = (key: Key, shape) => normal(key, shape);

const specsOf = (count: number, features: number, weights: Initializer | undefined): unknown => ({
  table: paramSpec([count, features], weights ?? standardNormal),
});
/** The parameters of an embedding of so many indices: spec.embedding(10000, 64). */
export const embeddingSpec = <V extends number, F extends number>(
  count: V,
  features: F,
  { weights }: Pick<EmbeddingDefOptions, 'weights'> = {},
): Init<EmbeddingP<V, F>> => initOf(specsOf(count, features, weights));

/** The type of `layer.embedding(name, count, features)`: i32 [...] to [..., F]; the parameters are named K. */
export interface EmbeddingDef<K extends string, V extends number, F extends number> extends Def {
  readonly [Out]: InDType<this> extends i32
    ? Tensor<[...InShape<this>, F]>
    : `embedding: indices must be i32, got ${InDType<this>['dtype']}`;
  readonly [Par]: { readonly [k in K]: EmbeddingP<V, F> };
}
/**
 * The rows of a table at indices, as a stage of `net`: i32 [...] -> [..., features]. layer.embedding('tokens', 10000, 64)
 * takes 0 to 9999; an index out of range is an IndexError when the program runs. PyTorch: Embedding.
 */
export const embeddingDef = <
  const K extends string,
  const V extends number,
  const F extends number,
>(
  name: K,
  count: V,
  features: F,
  { weights, paddingIndex }: EmbeddingDefOptions = {},
): EmbeddingDef<K, V, F> =>
  def('embedding', (x) => {
    indices('embedding: indices', x);
    return {
      params: { [name]: specsOf(count, features, weights) },
      apply: (params, ids) => rowsAt(tensorAt(child(params, name), 'table'), ids, paddingIndex),
    };
  });

// ---- places ---------------------------------------------------------------------------------------

/** The parameters of embedded places, N = [length, features]: a row for every place. */
export interface PositionEmbeddingP<N extends Shape> {
  readonly table: Tensor<N>;
}

/** The type of `layer.positionEmbedding(name)`: [..., length, features] stays; the parameters are named K. */
export interface PositionEmbeddingDef<K extends string> extends Def {
  readonly [Out]: Mk<
    F32Rule<'positionEmbedding', Features<InShape<this>, 'positionEmbedding'>, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: {
    readonly [k in K]: PositionEmbeddingP<
      Extract<LastAxes<InShape<this>, 2, 'positionEmbedding'>, Shape>
    >;
  };
}

/** Length and features, to make a table of them. */
const placesOf = (x: Value): readonly number[] => {
  const { dtype } = x.dtype;
  if (dtype !== 'f32') {
    throw new DTypeError(`positionEmbedding: dtypes differ: ${dtype} and f32; use cast`);
  }
  const sizes = must(featuresShape(x.shape, 'positionEmbedding')).slice(-2);
  return known('positionEmbedding', 'length and features', sizes, x);
};

/**
 * x with a learned row added for every place, as a stage of `net`: [..., length, features] stays. The length is
 * that of the network's input. Gehring et al. 2017; Devlin et al. 2018.
 */
export const positionEmbeddingDef = <const K extends string>(
  name: K,
  { weights = standardNormal }: Pick<EmbeddingDefOptions, 'weights'> = {},
): PositionEmbeddingDef<K> =>
  def('positionEmbedding', (x) => ({
    params: { [name]: { table: paramSpec(placesOf(x), weights) } },
    apply: (params, v) => add(v, expand(tensorAt(child(params, name), 'table'), v.shape)),
  }));
