/** A learner for labelled classes: cross-entropy on the logits of a model, one compiled program a step. */
import { ShapeError } from '../core/error.ts';
import { isValue, type Tensor, untyped } from '../core/tensor.ts';
import { crossEntropy } from '../loss/index.ts';
import { accuracy } from '../metric/index.ts';
import { init } from '../nn/index.ts';
import { onesLike, softmax, vjp } from '../ops/index.ts';
import { dataOf } from '../prim/index.ts';
import type { Key } from '../random/index.ts';
import { evaluate, jit } from '../runtime/index.ts';
import { child, type Init, i32, type Spec } from '../tree/index.ts';
import type { f32, i32 as Labelled } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Batch, Learner, Sums } from './fit.ts';

/** What a run carries from step to step. */
export interface TrainState<P, O = unknown> {
  readonly params: P;
  readonly optimiser: O;
}

/** Any of `adam(...)`, `sgd(...)`. */
export interface Optimiser {
  init<P>(params: P): unknown;
  update<P>(grads: P, state: never, params: P): readonly [P, unknown];
}

/** What a classifier is made of. */
export interface ClassifierOptions<P, S extends Shape> {
  readonly params: Init<P>;
  /** a batch of inputs: f32('B', 784) */
  readonly input: Spec<S, f32>;
  readonly logits: (params: P, x: Tensor<S>) => Tensor<['B', number]>;
  readonly optimiser: Optimiser;
}

/** A learner of labelled classes over parameters P. */
export interface Classifier<P> extends Learner<TrainState<P>> {
  /** First parameters and the optimiser's first state. */
  start(key: Key): TrainState<P>;
  /** softmax(logits) of every sample, row-major [batch, classes]. */
  probabilities(state: TrainState<P>, batch: Batch): Float32Array;
}

interface Untyped {
  readonly params: Init<unknown>;
  readonly input: Spec;
  readonly logits: (params: never, x: never) => Tensor<['B', number]>;
  readonly optimiser: {
    init(params: unknown): unknown;
    update(grads: unknown, state: never, params: unknown): readonly [unknown, unknown];
  };
}

const numberAt = (t: unknown, key: string): number => {
  const v = child(t, key);
  if (!isValue(v)) throw new ShapeError(`classifier: the step has no ${key}`);
  return Number(dataOf(v)[0]);
};

const sumsOf = (result: unknown, { labels }: Batch): Sums => {
  const [count] = labels.shape;
  return { loss: numberAt(result, 'loss') * count, correct: numberAt(result, 'correct'), count };
};

/**
 * loss = mean over the batch of -log softmax(logits)[label]. Forward pass, gradients and the optimiser's update are
 * one program; parameters and optimiser state stay in its memory.
 */
export function classifier<P, S extends Shape>(options: ClassifierOptions<P, S>): Classifier<P>;
export function classifier(options: Untyped): Classifier<unknown> {
  const { params, input, optimiser } = options;
  const [logits, update] = [untyped(options.logits), untyped(optimiser.update)];
  const labels = i32('B');
  const start = (p: unknown) => ({ params: p, optimiser: optimiser.init(p) });
  type Labels = Tensor<['B'], Labelled>;
  const train = jit(
    [start(params.fresh()), input, labels],
    (s, x, y: Labels) => {
      const scored = (p: unknown) => {
        const z = logits(p, x);
        return [crossEntropy(z, y), accuracy(z, y).correct] as const;
      };
      // one forward pass gives both: composites with kernels would not be shared with a second one
      const [[loss, correct], back] = vjp(scored, s.params);
      const [grads] = back([onesLike(loss), correct]);
      const [next, own] = update(grads, s.optimiser, s.params);
      return { state: { params: next, optimiser: own }, loss, correct };
    },
    { donate: [0] },
  );
  const measure = jit([params, input, labels], (p, x, y: Labels) => {
    const z = logits(p, x);
    return { loss: crossEntropy(z, y), correct: accuracy(z, y).correct };
  });
  const predict = jit([params, input], (p, x) => softmax(-1)(logits(p, x)));
  const [runTrain, runMeasure, runPredict] = [untyped(train), untyped(measure), untyped(predict)];
  return {
    start: (key) => evaluate(start(init(params, key))),
    train: (s, batch) => {
      const done = runTrain(s, batch.features, batch.labels);
      return { state: stateOf(done), sums: sumsOf(done, batch) };
    },
    measure: (s, batch) => sumsOf(runMeasure(s.params, batch.features, batch.labels), batch),
    probabilities: (s, batch) => floatsOf(runPredict(s.params, batch.features)),
  };
}

const floatsOf = (result: unknown): Float32Array => {
  const data = isValue(result) ? dataOf(result) : null;
  if (data instanceof Float32Array) return data;
  throw new ShapeError('classifier: the probabilities are no floats');
};

const stateOf = (result: unknown): TrainState<unknown> => {
  const state = child(result, 'state');
  return { params: child(state, 'params'), optimiser: child(state, 'optimiser') };
};
