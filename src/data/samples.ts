/** Labelled samples as plain typed arrays, one row a sample, and the ways to cut them into batches. */
import { IndexError, ShapeError } from '../core/error.ts';

/** `features` [count, ...shape] row by row; `labels` [count], each in 0 .. classes-1. */
export interface Samples<Row extends readonly number[] = readonly number[]> {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly count: number;
  /** the shape of one row */
  readonly shape: Row;
  readonly classes: number;
  /** where the samples are from: `MNIST`, `generated digits`, ... */
  readonly source: string;
}

/** Buffers for a batch, filled again and again. */
export interface BatchBuffers {
  readonly features: Float32Array;
  readonly labels: Int32Array;
}

/** Elements of one row: the product of its shape. */
export const rowSize = (samples: Pick<Samples, 'shape'>): number =>
  samples.shape.reduce((size, dim) => size * dim, 1);

/** Samples `from` .. `to`-1, without copying. */
export const sliceSamples = <Row extends readonly number[]>(
  samples: Samples<Row>,
  from: number,
  to: number,
): Samples<Row> => {
  const size = rowSize(samples);
  const features = samples.features.subarray(from * size, to * size);
  const labels = samples.labels.subarray(from, to);
  return { ...samples, features, labels, count: labels.length };
};

/**
 * Training and validation samples: the last `fraction` validates, as Keras' `validation_split` does;
 * floor(count * (1 - fraction)) samples train. Throws a RangeError when one part would be empty.
 */
export const split = <Row extends readonly number[]>(
  samples: Samples<Row>,
  fraction: number,
): { readonly train: Samples<Row>; readonly validation: Samples<Row> } => {
  const at = Math.floor(samples.count * (1 - fraction));
  if (!(at > 0 && at < samples.count))
    throw new RangeError(
      `split: fraction ${fraction} leaves no samples in one of two parts of ${samples.count}`,
    );
  return {
    train: sliceSamples(samples, 0, at),
    validation: sliceSamples(samples, at, samples.count),
  };
};

/** Batches of an epoch: consecutive parts of `order`, without copying; every index once, the last part may be smaller. */
export function* batches(
  order: Uint32Array,
  batchSize: number,
): Generator<Uint32Array, void, void> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`batches: batch size must be a positive integer, got ${batchSize}`);
  for (let at = 0; at < order.length; at += batchSize) yield order.subarray(at, at + batchSize);
}

const checkGather = (samples: Samples, indices: Uint32Array, out: BatchBuffers): void => {
  const size = indices.length * rowSize(samples);
  if (out.features.length < size || out.labels.length < indices.length)
    throw new ShapeError(
      `gatherRows: ${indices.length} rows need ${size} features and ${indices.length} labels, ` +
        `the buffers have ${out.features.length} and ${out.labels.length}`,
    );
  const bad = indices.find((index) => index >= samples.count);
  if (bad !== undefined)
    throw new IndexError(`gatherRows: index ${bad} is out of range for ${samples.count} samples`);
};

/**
 * Copies the rows at `indices` to the front of `out`; what lies behind them stays.
 * Throws a ShapeError when `out` is too small, an IndexError for an index outside the samples.
 */
export const gatherRows = (samples: Samples, indices: Uint32Array, out: BatchBuffers): void => {
  checkGather(samples, indices, out);
  const size = rowSize(samples);
  const { features, labels } = samples;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    const from = index * size;
    for (let i = 0, to = row * size; i < size; i++) out.features[to + i] = features[from + i]!;
    out.labels[row] = labels[index]!;
  }
};
