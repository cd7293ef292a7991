/** All families of adapters, by the name that cases give them. */
import type { Families } from '../run.ts';
import { attention } from './attention.ts';
import { binary } from './binary.ts';
import { clip } from './clip.ts';
import { composite } from './composite.ts';
import { conv } from './conv.ts';
import { einsum } from './einsum.ts';
import { indexing } from './indexing.ts';
import { initializers } from './init.ts';
import { linalgLike } from './linalg-like.ts';
import { losses } from './loss.ts';
import { matmulFamily } from './matmul.ts';
import { metrics } from './metrics.ts';
import { norm } from './norm.ts';
import { optax } from './optax.ts';
import { optim } from './optim.ts';
import { pool } from './pool.ts';
import { random } from './random.ts';
import { recurrent } from './recurrent.ts';
import { reduce } from './reduce.ts';
import { resize } from './resize.ts';
import { schedule } from './schedule.ts';
import { secondOrder } from './second-order.ts';
import { shape } from './shape.ts';
import { softmaxFamily } from './softmax.ts';
import { trainFamily } from './train.ts';
import { transform } from './transform.ts';
import { unary } from './unary.ts';

export const families: Families = {
  unary,
  binary,
  matmul: matmulFamily,
  einsum,
  reduce,
  shape,
  indexing,
  softmax: softmaxFamily,
  norm,
  conv,
  pool,
  resize,
  attention,
  loss: losses,
  recurrent,
  second_order: secondOrder,
  optim,
  schedule,
  clip,
  init: initializers,
  composite,
  metrics,
  train: trainFamily,
  random,
  optax,
  linalg_like: linalgLike,
  transform,
};
