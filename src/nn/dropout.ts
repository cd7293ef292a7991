/** Dropout: training drops units at random and scales the others, so that the mean stays; evaluation drops none. */
import { type Def, type InDType, type InShape, layer, type Out, type Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { type FloatMap, floats } from '../ops/index.ts';
import { div, fill, select, zeros } from '../prim/index.ts';
import { type AnyKey, bernoulli } from '../random/index.ts';
import type { Float } from '../types/dtype.ts';
import { keyFor } from './init.ts';
import { type Name, type State, stageDef } from './stage.ts';

export const checked = (rate: number): number => {
  if (rate >= 0 && rate <= 1) return rate;
  throw new RangeError(`dropout: the rate must be between 0 and 1, got ${rate}`);
};

export const dropped = (rate: number, key: AnyKey, x: Value): Value => {
  const keep = 1 - rate;
  if (keep === 0) return zeros(x);
  const kept = bernoulli(key, keep, x.shape);
  return select(kept, div(x, fill(keep, x)), zeros(x));
};

/**
 * y_i = m_i x_i / (1 - rate); m_i is 1 with probability 1 - rate, else 0, independently for every element: S -> S.
 * The key decides the mask. Throws RangeError for a rate outside [0, 1]. Srivastava et al. 2014; PyTorch: Dropout in
 * training mode; JAX: bernoulli(key, 1 - rate) is the mask.
 */
export const dropout = (rate: number, key: AnyKey): FloatMap<'dropout'> => {
  const probability = checked(rate);
  return layer((x) => dropped(probability, key, floats('dropout', x)));
};

/** The type of `layer.dropout(rate)`: random in training, the identity in evaluation. */
export interface DropoutDef<K extends string> extends Def {
  readonly [Out]: InDType<this> extends Float
    ? Tensor<InShape<this>, InDType<this>>
    : `dropout: needs a float tensor, got ${InDType<this>['dtype']}`;
  readonly [Par]: {};
  readonly [State]: {};
  readonly [Name]: K;
}

/**
 * Dropout as a stage of `net`: layer.dropout(0.5), or layer.dropout('drop1', 0.5) where there are several. In training
 * its key is the network's folded with its name, so that other stages do not change its mask.
 */
export const dropoutDef = <const K extends string = 'dropout'>(
  ...args: readonly [rate: number] | readonly [name: K, rate: number]
): DropoutDef<K> => {
  const [name, rate] = args.length === 1 ? ['dropout', args[0]] : args;
  const probability = checked(rate);
  return stageDef('dropout', () => ({
    names: [name],
    params: {},
    state: {},
    random: true,
    evaluate: (_, _state, x) => floats('dropout', x),
    train: (_, _state, key, x) => [
      dropped(probability, keyFor(key, name), floats('dropout', x)),
      {},
    ],
  }));
};
