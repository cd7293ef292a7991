/** The models that the command line trains on digits of 28 x 28. */
import { layer, net, type StageSummary } from '../nn/index.ts';
import { flatten, maxPool2d, relu } from '../ops/index.ts';
import { adam } from '../optim/index.ts';
import { type AnyNet, type Classifier, classifier } from '../train/index.ts';
import { f32 } from '../tree/index.ts';

/** A classifier of digits, whatever its parameters are. */
export interface DigitModel {
  /** of one sample, as the model takes it */
  readonly row: readonly number[];
  readonly stages: readonly StageSummary[];
  readonly classifier: Classifier<unknown>;
  readonly net: AnyNet;
}

/** What the command line knows a model by. */
export interface ModelConfig {
  readonly model: ModelName;
  /** the share of units that training drops before the last layer */
  readonly dropout: number;
  /** of Adam */
  readonly learningRate: number;
}

/** The names of the models, each with what it stands for. */
export const MODELS = {
  cnn: 'two convolutions with ReLU and max pooling, one dense layer',
  mlp: '784-256-128-10 with ReLU',
} as const;
export type ModelName = keyof typeof MODELS;

const optimiserOf = ({ learningRate }: ModelConfig) => adam({ lr: learningRate });

/** Conv 3x3x32, ReLU, MaxPool 2, Conv 3x3x64, ReLU, MaxPool 2, Dense 10: 34 826 parameters. */
const cnn = (config: ModelConfig): DigitModel => {
  const features = [
    layer.conv2d('conv1', { filters: 32, kernel: 3 }),
    relu,
    maxPool2d(2),
    layer.conv2d('conv2', { filters: 64, kernel: 3 }),
    relu,
    maxPool2d(2),
    flatten,
  ] as const;
  const [input, fc] = [f32('B', 28, 28, 1), layer.dense('fc', 10)];
  const optimiser = optimiserOf(config);
  if (config.dropout === 0) {
    const plain = net(input, ...features, fc);
    return describe(plain, classifier({ net: plain, optimiser }));
  }
  const dropping = net(input, ...features, layer.dropout(config.dropout), fc);
  return describe(dropping, classifier({ net: dropping, optimiser }));
};

/** 784-256-128-10 with ReLU: 235 146 parameters. */
const mlp = (config: ModelConfig): DigitModel => {
  const hidden = [layer.dense('fc1', 256), relu, layer.dense('fc2', 128), relu] as const;
  const [input, fc3] = [f32('B', 784), layer.dense('fc3', 10)];
  const optimiser = optimiserOf(config);
  if (config.dropout === 0) {
    const plain = net(input, ...hidden, fc3);
    return describe(plain, classifier({ net: plain, optimiser }));
  }
  const dropping = net(input, ...hidden, layer.dropout(config.dropout), fc3);
  return describe(dropping, classifier({ net: dropping, optimiser }));
};

const describe = (own: AnyNet, learner: Classifier<unknown>): DigitModel => ({
  row: own.input.shape.slice(1).map(Number),
  stages: own.stages,
  net: own,
  classifier: learner,
});

const makers: Readonly<Record<ModelName, (config: ModelConfig) => DigitModel>> = { cnn, mlp };

/** The model of a configuration, with its optimiser. */
export const digitModel = (config: ModelConfig): DigitModel => makers[config.model](config);
