/** A learner for labelled classes: cross-entropy on the logits of a network, one compiled program a step. */
import { ShapeError } from '../core/error.ts';
import { type AnyTensor, isValue, type Tensor, untyped } from '../core/tensor.ts';
import type { Sums } from '../io/index.ts';
import { crossEntropy } from '../loss/index.ts';
import { accuracy } from '../metric/index.ts';
import { init, type StageSummary } from '../nn/index.ts';
import { softmax, valueAndGrad } from '../ops/index.ts';
import type { Optimiser } from '../optim/index.ts';
import { dataOf } from '../prim/index.ts';
import { foldIn, type Key, keyAt, split } from '../random/index.ts';
import { evaluate, jit } from '../runtime/index.ts';
import { child, formals, type Init, i32, type ParamsOf, type Spec, u32 } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { f32, i32 as Labelled } from '../types/dtype.ts';
import { type Shape, type Show, show } from '../types/shape.ts';
import type { Batch, Learner } from './fit.ts';

/** What a run carries from step to step: all of it is needed, and enough, to go on to the same bits. */
export interface TrainState<P, S = unknown, O = unknown> {
  readonly params: P;
  /** what the network keeps from batch to batch, such as running statistics */
  readonly state: S;
  readonly optimiser: O;
  /** what the next step draws from; nothing where the network draws nothing */
  readonly random: { readonly key?: Key };
}

/** Any network of `net` or `model`. */
export interface AnyNet {
  readonly params: Init<unknown>;
  readonly state: Init<unknown>;
  readonly input: Spec<Shape, f32>;
  readonly output: Spec;
  readonly stages: readonly StageSummary[];
  readonly random: boolean;
  readonly train: (...args: never) => readonly [AnyTensor, unknown];
  readonly with: (...args: never) => (...args: never) => AnyTensor;
}

/** A network that gives logits, or the sentence. */
export type GivesLogits<N extends AnyNet> =
  N['output'] extends Spec<[Dim, Dim], f32>
    ? N
    : `classifier: the network must give logits [batch, classes], got ${Show<N['output']['shape']>}`;

/** What a classifier is made of. */
export interface ClassifierOptions<N extends AnyNet> {
  readonly net: GivesLogits<N>;
  /** any of `adam(...)`, `sgd(...)` and the like */
  readonly optimiser: Optimiser;
}

/** A learner of labelled classes over parameters P and a network's state S. */
export interface Classifier<P, S = unknown> extends Learner<TrainState<P, S>> {
  /** First parameters and states. */
  start(key: Key): TrainState<P, S>;
  /** softmax(logits) of every sample, row-major [batch, classes]. */
  probabilities(state: TrainState<P, S>, batch: Pick<Batch, 'features'>): Float32Array;
}

type Logits = Tensor<['B', number]>;
interface LogitsNet extends AnyNet {
  readonly train: (...args: never) => readonly [Logits, unknown];
  readonly with: (...args: never) => (...args: never) => Logits;
}

interface Untyped {
  readonly net: LogitsNet;
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

const sumsOf = (result: unknown, { labels }: Pick<Batch, 'labels'>): Sums => {
  const [count] = labels.shape;
  return { loss: numberAt(result, 'loss') * count, correct: numberAt(result, 'correct'), count };
};

/** A key of its own for what is drawn in training, so that first weights do not depend on it. */
const TRAINING = 1;

const nextKey = (key: Key): readonly [use: Key, next: Key] => {
  const keys = split(key);
  return [keyAt(keys, 0), keyAt(keys, 1)];
};

/**
 * loss = mean over the batch of -log softmax(logits)[label]. Forward pass, gradients and the optimiser's update are
 * one program; parameters and all states stay in its memory. Dropout, batch statistics and the like are those of
 * training in `train`, and of evaluation in `measure` and `probabilities`.
 */
export function classifier<N extends AnyNet>(
  options: ClassifierOptions<N>,
): Classifier<ParamsOf<N['params']>, ParamsOf<N['state']>>;
export function classifier({ net, optimiser }: Untyped): Classifier<unknown> {
  const { params, state, input } = net;
  const labels = i32(batchOf(net));
  const [train, bind, update] = [untyped(net.train), untyped(net.with), untyped(optimiser.update)];
  const logits = (p: unknown, s: unknown, x: unknown): Logits => untyped(bind(s))(p, x);
  const first = (p: unknown, s: unknown, k: Key): TrainState<unknown> => ({
    params: p,
    state: s,
    optimiser: optimiser.init(p),
    random: net.random ? { key: k } : {},
  });
  const formal = first(params.fresh(), state.fresh(), formals(u32(2)));
  type Labels = Tensor<['B'], Labelled>;
  const step = jit(
    [formal, input, labels],
    (s, x, y: Labels) => {
      const [use, next] = s.random.key === undefined ? [] : nextKey(s.random.key);
      const scored = (p: unknown) => {
        const [z, after] = train(p, s.state, use, x);
        return [crossEntropy(z, y), { after, correct: accuracy(z, y).correct }] as const;
      };
      const [[loss, { after, correct }], grads] = valueAndGrad(scored, { aux: true })(s.params);
      const [moved, own] = update(grads, s.optimiser, s.params);
      const random = next === undefined ? {} : { key: next };
      return { state: { params: moved, state: after, optimiser: own, random }, loss, correct };
    },
    { donate: [0] },
  );
  const measure = jit([params, state, input, labels], (p, s, x, y: Labels) => {
    const z = logits(p, s, x);
    return { loss: crossEntropy(z, y), correct: accuracy(z, y).correct };
  });
  const predict = jit([params, state, input], (p, s, x) => softmax(-1)(logits(p, s, x)));
  const [runStep, runMeasure, runPredict] = [untyped(step), untyped(measure), untyped(predict)];
  return {
    start: (key) => evaluate(first(init(params, key), init(state, key), foldIn(key, TRAINING))),
    train: (s, batch) => {
      const done = runStep(s, batch.features, batch.labels);
      return { state: stateOf(done), sums: sumsOf(done, batch) };
    },
    measure: (s, { features, labels: y }) =>
      sumsOf(runMeasure(s.params, s.state, features, y), { labels: y }),
    probabilities: (s, { features }) => floatsOf(runPredict(s.params, s.state, features)),
  };
}

/** The name of the batch in a network whose output is [batch, classes]; the types call it B. */
function batchOf(net: AnyNet): 'B';
function batchOf({ output: { shape } }: AnyNet): Dim {
  const [batch] = shape;
  if (shape.length === 2 && batch !== undefined) return batch;
  throw new ShapeError(
    `classifier: the network must give logits [batch, classes], got ${show(shape)}`,
  );
}

const floatsOf = (result: unknown): Float32Array => {
  const data = isValue(result) ? dataOf(result) : null;
  if (data instanceof Float32Array) return data;
  throw new ShapeError('classifier: the probabilities are no floats');
};

const isKey = (key: unknown): key is Key => isValue(key);

const stateOf = (result: unknown): TrainState<unknown> => {
  const state = child(result, 'state');
  const key = child(child(state, 'random'), 'key');
  return {
    params: child(state, 'params'),
    state: child(state, 'state'),
    optimiser: child(state, 'optimiser'),
    random: isKey(key) ? { key } : {},
  };
};
