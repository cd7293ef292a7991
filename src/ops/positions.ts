/** Where elements stand in a sequence, as numbers that a network can use: sinusoids to add, or rotations. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, divDim } from '../types/dim.ts';
import { type DType, DTypes, type Float } from '../types/dtype.ts';
import { type Features, featuresShape, type Halved, halvedShape, sizeOf } from '../types/shape.ts';
import { whole } from './conv-geometry.ts';
import { expand } from './expand.ts';
import { entries } from './parts.ts';
import { floats } from './rules.ts';

/** How slowly the slowest of the sinusoids turn. */
export interface PositionOptions {
  /** wavelengths go from 2 pi up to 2 pi times this; 10000 if absent */
  readonly base?: number;
}
const BASE = 10000;

/** The angles t / base^(2 i / features) at [t, i]. */
const angles = (shape: readonly [Dim, Dim], features: Dim, base: number, dtype: DType): Value => {
  const place = p.cast(p.iota(shape, 0), dtype);
  const i = p.cast(p.iota(shape, 1), dtype);
  const exponent = p.div(p.add(i, i), p.fill(features, i));
  return p.div(place, p.pow(p.fill(base, i), exponent));
};

/**
 * Sines and cosines in turn; of an odd number of features the last is a sine. In f64, since an angle in f32 is off by its
 * own size times 1e-7.
 */
const sinusoids = (length: Dim, features: Dim, base: number, dtype: DType): Value => {
  const pairs = divDim(addDim(features, 1), 2);
  const angle = angles([length, pairs], features, base, DTypes.f64);
  const columns = [p.sin(angle), p.cos(angle)].map((y) =>
    p.reshape(p.cast(y, dtype), [...y.shape, 1]),
  );
  const both = p.concat(columns, 2);
  return entries(p.reshape(both, [length, sizeOf(both.shape.slice(1))]), 1, 0, features);
};

/**
 * sin(t / base^(2 i / features)) in column 2 i of row t, the cosine of the same in the column after it: [length,
 * features]. Vaswani et al. 2017, 3.5. KerasHub: SinePositionEncoding.
 */
export function sinusoidalPositions<const L extends Dim, const F extends number>(
  length: L,
  features: F,
  options?: PositionOptions,
): Tensor<[L, F]>;
export function sinusoidalPositions(
  length: Dim,
  features: number,
  { base = BASE }: PositionOptions = {},
): Value {
  whole('sinusoidalPositions', 'features', [features]);
  return sinusoids(length, features, base, DTypes.f32);
}

/** The type of `positionalEncoding()`: [..., length, features] stays. */
export interface PositionalEncoding extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Features<InShape<this>, 'positionalEncoding'>, InDType<this>>
    : `positionalEncoding: needs a float tensor, got ${InDType<this>['dtype']}`;
}
/**
 * x with `sinusoidalPositions` added to every row: [..., length, features] stays. Vaswani et al. 2017, 3.5. A stage of
 * `net` behind an embedding.
 */
export const positionalEncoding = ({ base = BASE }: PositionOptions = {}): PositionalEncoding =>
  layer((x) => {
    const shape = must(featuresShape(floats('positionalEncoding', x).shape, 'positionalEncoding'));
    return p.add(x, expand(sinusoids(shape.at(-2)!, shape.at(-1)!, base, x.dtype), shape));
  }, 'positionalEncoding');

/** The type of `rotaryEmbedding()`: [..., length, features] stays, its features are halved. */
export interface RotaryEmbedding extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Halved<InShape<this>, 'rotaryEmbedding'>, InDType<this>>
    : `rotaryEmbedding: needs a float tensor, got ${InDType<this>['dtype']}`;
}
/**
 * Pairs of features turned by angles that grow with the place t, so that products of queries and keys depend on
 * distances: with halves u, v of the features and the angle a = t / base^(2 i / features), u cos a - v sin a and u
 * sin a + v cos a. [..., length, features] stays. Su et al. 2021, "RoFormer"; halves as in GPT-NeoX and Llama.
 * KerasHub: RotaryEmbedding.
 */
export const rotaryEmbedding = ({ base = BASE }: PositionOptions = {}): RotaryEmbedding =>
  layer((x) => {
    const shape = must(halvedShape(floats('rotaryEmbedding', x).shape, 'rotaryEmbedding'));
    const [last, half] = [shape.length - 1, divDim(shape.at(-1)!, 2)];
    const [u, v] = [entries(x, last, 0, half), entries(x, last, half, half)];
    const angle = angles([shape.at(-2)!, half], shape.at(-1)!, base, x.dtype);
    const [cos, sin] = [p.cos(angle), p.sin(angle)].map((y) => expand(y, u.shape));
    const left = p.sub(p.mul(u, cos!), p.mul(v, sin!));
    return p.concat([left, p.add(p.mul(u, sin!), p.mul(v, cos!))], last);
  }, 'rotaryEmbedding');
