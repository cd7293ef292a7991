/** Gathering, scattering, sorting, one-hot vectors, ranges and masks. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
import { fromEnd, layered, reshape, take } from './untyped.ts';

/** An operation on the inputs of the case with the axis after them. */
const onAxis =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((...xs: readonly Value[]) => call(f, ...xs, numberOf(attrs, 'axis')));

/** PyTorch takes of the updates as many as there are indices. */
const withUpdates =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((x: Value, index: Value, updates: Value) => {
      const size = index.shape.map(Number);
      const first = size.reduce((u, d, k) => layered(o.slice)(u, k, 0, d), updates);
      return call(f, x, index, first, numberOf(attrs, 'axis'));
    });

const options = (attrs: Attrs) => ({ descending: flagOf(attrs, 'descending') });
const sort: AdapterOf = ({ attrs }) => {
  const axis = numberOf(attrs, 'axis');
  return program((x: Value) => [
    op(o.sort(axis, options(attrs)))(x),
    op(o.argSort(axis, options(attrs)))(x),
  ]);
};

/** What has the padding index only where the case does; a negative one counts from the end. */
const padding = ({ attrs, inputs: [table] }: Case): object => {
  const row = attrs['padding_idx'];
  return typeof row === 'number' ? { paddingIndex: row < 0 ? row + table!.shape[0]! : row } : {};
};

/** The ranges of the cases hold floats. */
const arange: AdapterOf = ({ attrs }) => {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => numberOf(attrs, name));
  const n = Math.max(0, Math.ceil((end! - start!) / step!));
  const options = { start: start!, step: step!, dtype: DTypes.f32 };
  return program(() => o.arange(n, options));
};

export const indexing: Family = {
  gather: onAxis(o.gather),
  index_select: onAxis(o.take),
  take_flat: () =>
    program((x: Value, index: Value) => {
      const all = reshape(x, [-1]);
      return take(all, fromEnd(index, Number(all.shape[0])));
    }),
  gather_nd: () => program(o.gatherNd),
  scatter: withUpdates(o.scatter),
  scatter_add: withUpdates(o.scatterAdd),
  index_add: onAxis(o.indexAdd),
  embedding: (c) =>
    program((table: Value, ids: Value) => call(o.embedding, table, ids, padding(c))),
  embedding_bag: (c) =>
    program((table: Value, ids: Value) =>
      call(o.embeddingBag, table, ids, { mode: c.attrs['mode'], ...padding(c) }),
    ),
  sort,
  argsort: ({ attrs }) => program(o.argSort(numberOf(attrs, 'axis'), options(attrs))),
  topk: ({ attrs }) =>
    program((x: Value) =>
      call(o.topK, x, numberOf(attrs, 'k'), numberOf(attrs, 'axis'), {
        largest: flagOf(attrs, 'largest'),
      }),
    ),
  one_hot: ({ attrs }) => program(o.oneHot(numberOf(attrs, 'num_classes'))),
  sequence_mask: ({ attrs }) => program(o.sequenceMask(numberOf(attrs, 'maxlen'))),
  bincount: ({ outputs }) => program(o.bincount(outputs[0]!.shape[0]!)),
  arange,
  linspace: ({ attrs }) => {
    const [start, end, steps] = ['start', 'end', 'steps'].map((name) => numberOf(attrs, name));
    return program(() => o.linspace(start!, end!, steps!));
  },
  eye: ({ attrs }) => program(() => o.eye(numberOf(attrs, 'n'), numberOf(attrs, 'm'))),
};
