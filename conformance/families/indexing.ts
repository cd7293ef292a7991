/** Gathering, one-hot vectors, masks. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type Family, missing, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import { expandDims, less, reshape, take } from './untyped.ts';

export const indexing: Family = {
  index_select: ({ attrs }) =>
    program((x: Value, index: Value) => take(x, index, numberOf(attrs, 'axis'))),
  take_flat: () => program((x: Value, index: Value) => take(reshape(x, [-1]), index)),
  embedding: ({ attrs }) =>
    attrs['padding_idx'] === undefined
      ? program(o.take)
      : missing('embedding with a padding index'),
  one_hot: ({ attrs }) => program(o.oneHot(numberOf(attrs, 'num_classes'))),
  sequence_mask: ({ attrs }) =>
    program((lengths: Value) => less(o.arange(numberOf(attrs, 'maxlen')), expandDims(lengths, -1))),
};
