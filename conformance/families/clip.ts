/** Clipping of gradients. */

import type { Value } from '../../src/core/node.ts';
import { clipGradNorm, clipGradValue } from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { call, type Family, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';

export const clip: Family = {
  clip_grad_norm: ({ attrs }) =>
    program((...grads: readonly Value[]) => {
      const options = { order: numberOf(attrs, 'norm_type') };
      return leaves(call(clipGradNorm, grads, numberOf(attrs, 'max_norm'), options));
    }),
  clip_grad_value: ({ attrs }) =>
    program((...grads: readonly Value[]) =>
      leaves(call(clipGradValue, grads, numberOf(attrs, 'clip_value'))),
    ),
};
