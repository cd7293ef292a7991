/** Group and instance normalisation: every example, group of channels by group of channels, over all of its space. */
import {
  type Def,
  def,
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, sameDType, type Tensor } from '../core/tensor.ts';
import { type Epsilon, standardizeOver } from '../ops/index.ts';
import { reshape } from '../prim/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import { type Dim, divDim } from '../types/dim.ts';
import {
  type Grouped,
  groupedShape,
  type Last,
  type Shape,
  type Spacious,
  sizeOf,
  spaciousShape,
} from '../types/shape.ts';
import { type Affine, affine, affineAt, affineSpecs, type F32Rule } from './affine.ts';
import { width } from './params.ts';

/** The parameters of group and instance normalisation: scale and shift of every channel. */
export interface GroupNormP<C extends Dim> {
  readonly gamma: Tensor<[C]>;
  readonly beta: Tensor<[C]>;
}
/** The parameters for c channels: gamma 1, beta 0. */
export const groupNormSpec = <C extends number>(c: C): Init<GroupNormP<C>> =>
  initOf(affineSpecs([c]));

const EPS = 1e-5;

// ---- groups ---------------------------------------------------------------------------------------

type GroupNormRule<S extends Shape, C extends Dim, G extends number, D> = F32Rule<
  'groupNorm',
  Grouped<S, C, G, 'groupNorm'>,
  D
>;
/** The type of `groupNorm(p, groups)`: [batch, ...space, C] stays. */
export interface GroupNorm<C extends Dim, G extends number> extends Layer {
  readonly [Out]: Mk<GroupNormRule<InShape<this>, C, G, InDType<this>>, InDType<this>>;
}

const inGroups = (x: Value, p: Affine, groups: number, { eps = EPS }: Epsilon): Value => {
  const c = p.gamma.shape[0]!;
  must(sameDType(x, p.gamma, 'groupNorm', groupedShape(x.shape, c, groups, 'groupNorm')));
  const split = [x.shape[0]!, sizeOf(x.shape.slice(1, -1)), groups, divDim(c, groups)];
  const y = standardizeOver(reshape(x, split), [1, 3], eps);
  return affine(reshape(y, x.shape), p);
};

/**
 * y = gamma (x - mean) / sqrt(variance + eps) + beta, mean and variance those of an example over its space and a group
 * of neighbouring channels: [B, ...space, C] -> [B, ...space, C]. Wu, He 2018. PyTorch: GroupNorm.
 */
export const groupNorm = <C extends Dim, const G extends number>(
  p: GroupNormP<C>,
  groups: G,
  options: Epsilon = {},
): GroupNorm<C, G> => layer((x) => inGroups(x, p, groups, options), 'groupNorm');

/** The type of `layer.groupNorm(name, groups)`: the parameters are named K, the shape stays. */
export interface GroupNormDef<K extends string, G extends number> extends Def {
  readonly [Out]: Mk<
    GroupNormRule<InShape<this>, Last<InShape<this>>, G, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: GroupNormP<Last<InShape<this>>> };
}
/** Group normalisation as a stage of `net`, whose channels are counted there: layer.groupNorm('gn1', 8). */
export const groupNormDef = <const K extends string, const G extends number>(
  name: K,
  groups: G,
  options: Epsilon = {},
): GroupNormDef<K, G> =>
  def('groupNorm', (x) => ({
    params: { [name]: affineSpecs([width('groupNorm', x)]) },
    apply: (params, v) => inGroups(v, affineAt(params, name), groups, options),
  }));

// ---- single channels ------------------------------------------------------------------------------

type InstanceNormRule<S extends Shape, C extends Dim, D> = F32Rule<
  'instanceNorm',
  Spacious<S, C, 'instanceNorm'>,
  D
>;
/** The type of `instanceNorm(p)`: [batch, ...space, C] stays. */
export interface InstanceNorm<C extends Dim> extends Layer {
  readonly [Out]: Mk<InstanceNormRule<InShape<this>, C, InDType<this>>, InDType<this>>;
}

const byInstance = (x: Value, p: Affine, { eps = EPS }: Epsilon): Value => {
  const c = p.gamma.shape[0]!;
  must(sameDType(x, p.gamma, 'instanceNorm', spaciousShape(x.shape, c, 'instanceNorm')));
  return affine(standardizeOver(x, [...x.shape.keys()].slice(1, -1), eps), p);
};

/**
 * y = gamma (x - mean) / sqrt(variance + eps) + beta, mean and variance those of one channel of an example over its
 * space: [B, ...space, C] -> [B, ...space, C]. Ulyanov, Vedaldi, Lempitsky 2016. PyTorch: InstanceNorm2d.
 */
export const instanceNorm = <C extends Dim>(
  p: GroupNormP<C>,
  options: Epsilon = {},
): InstanceNorm<C> => layer((x) => byInstance(x, p, options), 'instanceNorm');

/** The type of `layer.instanceNorm(name)`: the parameters are named K, the shape stays. */
export interface InstanceNormDef<K extends string> extends Def {
  readonly [Out]: Mk<
    InstanceNormRule<InShape<this>, Last<InShape<this>>, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: GroupNormP<Last<InShape<this>>> };
}
/** Instance normalisation as a stage of `net`, whose channels are counted there: layer.instanceNorm('in1'). */
export const instanceNormDef = <const K extends string>(
  name: K,
  options: Epsilon = {},
): InstanceNormDef<K> =>
  def('instanceNorm', (x) => ({
    params: { [name]: affineSpecs([width('instanceNorm', x)]) },
    apply: (params, v) => byInstance(v, affineAt(params, name), options),
  }));
