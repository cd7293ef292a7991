/** The training loop: a generator of events whose state is explicit, over batches in which every sample counts once. */
import { type Monoid, struct } from 'fp-ts/lib/Monoid.js';
import { MonoidSum } from 'fp-ts/lib/number.js';
import type { Value } from '../core/node.ts';
import type { NdArray } from '../core/tensor.ts';
import {
  type BatchBuffers,
  batches,
  gatherRows,
  inOrder,
  type Key,
  rowSize,
  type Samples,
  shuffle,
  threefry,
} from '../data/index.ts';
import type { Position, Sums } from '../io/index.ts';
import { dataValue } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Score, StepEvent, TrainEvent } from './events.ts';

/** Some samples: inputs with their labels, in buffers that the next batch overwrites. */
export interface Batch<S extends Shape = Shape> {
  /** [batch, ...row] */
  readonly features: NdArray<S>;
  /** [batch] */
  readonly labels: NdArray<[number], i32>;
}

/** The shape of any number of rows. */
type Rows<Row extends readonly number[]> = [number, ...Row];

/** What the loop needs of a model: one step of training, and measuring without training. */
export interface Learner<S> {
  /** The next state, and what was measured before the update. */
  train(state: S, batch: Batch): { readonly state: S; readonly sums: Sums };
  measure(state: S, batch: Batch): Sums;
}

const sums: Monoid<Sums> = /* @__PURE__ */ struct({
  loss: MonoidSum,
  correct: MonoidSum,
  count: MonoidSum,
});

const scoreOf = ({ loss, correct, count }: Sums): Score => ({
  loss: loss / count,
  accuracy: correct / count,
  count,
});

/** Batches of one data set, all in the same two buffers; a smaller last batch sees the front of them. */
const makeBatcher = <Row extends readonly number[]>(
  samples: Samples<Row>,
  batchSize: number,
): ((indices: Uint32Array) => Batch<Rows<Row>>) => {
  const size = rowSize(samples);
  const buffers: BatchBuffers = {
    features: new Float32Array(batchSize * size),
    labels: new Int32Array(batchSize),
  };
  const views = new Map<number, Batch<Rows<Row>>>();
  const viewOf = (count: number): Batch<Rows<Row>> => {
    const [features, labels] = [
      buffers.features.subarray(0, count * size),
      buffers.labels.subarray(0, count),
    ];
    return asBatch(
      dataValue({ shape: [count, ...samples.shape], dtype: DTypes.f32 }, features),
      dataValue({ shape: [count], dtype: DTypes.i32 }, labels),
    );
  };
  return (indices) => {
    gatherRows(samples, indices, buffers);
    const view = views.get(indices.length) ?? viewOf(indices.length);
    views.set(indices.length, view);
    return view;
  };
};

function asBatch<S extends Shape>(features: Value, labels: Value): Batch<S>;
function asBatch(features: unknown, labels: unknown): unknown {
  return { features, labels };
}

/** The scores of a model on a data set, which it does not learn from. */
export const evaluateOn = <S>(
  learner: Learner<S>,
  state: S,
  samples: Samples,
  batchSize: number,
): Score => {
  let seen = sums.empty;
  for (const batch of inBatches(samples, batchSize)) {
    seen = sums.concat(seen, learner.measure(state, batch));
  }
  return scoreOf(seen);
};

/** The samples in order, in batches. */
export function* inBatches<Row extends readonly number[]>(
  samples: Samples<Row>,
  batchSize: number,
): Generator<Batch<Rows<Row>>, void, void> {
  const batchOf = makeBatcher(samples, batchSize);
  yield* lazily(batches(inOrder(samples.count), batchSize), batchOf);
}

/**
 * Batches without an end, all of one size, for loops that count steps: the samples in a new order again and again, the
 * rest of an order that fills no batch left out. The key decides all orders. Throws RangeError where there are fewer
 * samples than a batch has. PyTorch: DataLoader(shuffle=True, drop_last=True), cycled.
 */
export function* shuffledBatches<Row extends readonly number[]>(
  samples: Samples<Row>,
  batchSize: number,
  key: Key,
): Generator<Batch<Rows<Row>>, never, void> {
  const { count } = samples;
  if (batchSize > count) {
    throw new RangeError(`shuffledBatches: ${count} samples fill no batch of ${batchSize}`);
  }
  const batchOf = makeBatcher(samples, batchSize);
  const whole = count - (count % batchSize);
  for (let epoch = 1; ; epoch++) {
    const order = shuffle(count, threefry(key, 0, epoch)).subarray(0, whole);
    yield* lazily(batches(order, batchSize), batchOf);
  }
}

/** What is learned from, and what is only measured. */
export interface FitData {
  readonly train: Samples;
  readonly validation: Samples | null;
}

/** How long, in what portions and in what order. */
export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  /** the order of every epoch's samples is drawn from it */
  readonly key: Key;
  /** where `state` stands; the beginning if absent */
  readonly from?: Position;
  /** a clock, in milliseconds */
  readonly now?: () => number;
}

/** Where a run begins. */
export const BEGINNING: Position = { epoch: 1, step: 0, seen: { loss: 0, correct: 0, count: 0 } };

interface Epoch<S> {
  readonly state: S;
  readonly seen: Sums;
}

function* lazily<A, B>(xs: Iterable<A>, f: (x: A) => B): Generator<B, void, void> {
  for (const x of xs) yield f(x);
}

/** The steps of one epoch, from a position on; returns the state after it and what all its steps have measured. */
function* oneEpoch<S>(
  learner: Learner<S>,
  start: S,
  all: Iterable<Batch>,
  steps: number,
  from: Position,
): Generator<StepEvent<S>, Epoch<S>, void> {
  let [state, { epoch, step, seen }] = [start, from];
  for (const batch of all) {
    const done = learner.train(state, batch);
    state = done.state;
    seen = sums.concat(seen, done.sums);
    step++;
    const { loss, count } = done.sums;
    const position = { epoch, step, seen };
    yield { kind: 'step', state, position, epoch, step, steps, samples: count, loss: loss / count };
  }
  return { state, seen };
}

/**
 * Trains for some epochs; every epoch visits every sample once, in an order drawn from the key and the epoch. Yields
 * what happens and returns the last state. Between two events the caller may stop, show progress, or save what the
 * event carries: fit(learner, state, data, { ...options, from: position }) goes on from there, to the same bits.
 */
export function* fit<S>(
  learner: Learner<S>,
  start: S,
  data: FitData,
  options: FitOptions,
): Generator<TrainEvent<S>, S, void> {
  const { epochs, batchSize, key, from = BEGINNING, now = () => performance.now() } = options;
  const batchOf = makeBatcher(data.train, batchSize);
  const steps = Math.ceil(data.train.count / batchSize);
  let [state, position] = [start, from];
  while (position.epoch <= epochs) {
    const [begin, { epoch, step }] = [now(), position];
    const order = shuffle(data.train.count, threefry(key, 0, epoch)).subarray(step * batchSize);
    const done = yield* oneEpoch(
      learner,
      state,
      lazily(batches(order, batchSize), batchOf),
      steps,
      position,
    );
    state = done.state;
    const validation =
      data.validation === null ? null : evaluateOn(learner, state, data.validation, batchSize);
    position = { ...BEGINNING, epoch: epoch + 1 };
    const seconds = (now() - begin) / 1000;
    yield { kind: 'epoch', state, position, epoch, train: scoreOf(done.seen), validation, seconds };
  }
  return state;
}
