/** The models that the command line trains on digits of 28 x 28. */

import type { Tensor } from '../core/tensor.ts';
import { type DenseP, layer, type Net, net } from '../nn/index.ts';
import { relu } from '../ops/index.ts';
import { adam } from '../optim/index.ts';
import { type Classifier, classifier } from '../train/index.ts';
import { f32, type Init } from '../tree/index.ts';

/** A classifier of digits with the specification of its parameters. */
export interface DigitModel {
  /** of one sample, as the model takes it */
  readonly row: readonly number[];
  readonly params: Init<unknown>;
  classifier(learningRate: number): Classifier<unknown>;
}

type Mlp = Net<
  Tensor<['B', 784]>,
  Tensor<['B', 10]>,
  {
    readonly fc1: DenseP<784, 256>;
    readonly fc2: DenseP<256, 128>;
    readonly fc3: DenseP<128, 10>;
  }
>;

/** 784-256-128-10 with ReLU: 235 146 parameters. */
const mlp: Mlp = /* @__PURE__ */ net(
  f32('B', 784),
  layer.dense('fc1', 256),
  relu,
  layer.dense('fc2', 128),
  relu,
  layer.dense('fc3', 10),
);

export type ModelName = 'mlp';

export const models: Readonly<Record<ModelName, DigitModel>> = {
  mlp: {
    row: [784],
    params: mlp.params,
    classifier: (lr) =>
      classifier({
        params: mlp.params,
        input: f32('B', 784),
        logits: (p, x) => mlp(p, x),
        optimiser: adam({ lr }),
      }),
  },
};
