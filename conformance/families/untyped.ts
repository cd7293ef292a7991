/** The library's ops for tensors of any shape: a layer's configuration stands after its input, sum(x, axes). */

import type { Value } from '../../src/core/node.ts';
import { crossEntropy as meanCrossEntropy } from '../../src/loss/index.ts';
import * as o from '../../src/ops/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { call, op } from '../adapter.ts';

type Op = (...xs: readonly unknown[]) => Value;

/** f(...configuration)(x) as f(x, ...configuration). */
export const layered =
  (f: unknown): Op =>
  (x, ...configuration) =>
    op(call(f, ...configuration))(x);

export const add: Op = op(o.add);
export const sub: Op = op(o.sub);
export const mul: Op = op(o.mul);
export const div: Op = op(o.div);
export const maximum: Op = op(o.maximum);
export const greater: Op = op(o.greater);
export const less: Op = op(o.less);
export const where: Op = op(o.where);
export const scale: Op = op(o.scale);
export const neg: Op = op(o.neg);
export const square: Op = op(o.square);
export const sqrt: Op = op(o.sqrt);
export const exp: Op = op(o.exp);
export const log: Op = op(o.log);
export const sin: Op = op(o.sin);
export const cos: Op = op(o.cos);
export const tanh: Op = op(o.tanh);
export const sigmoid: Op = op(o.sigmoid);
export const softplus: Op = op(o.softplus);
export const relu: Op = op(o.relu);
export const matmul: Op = op(o.matmul);
export const einsum: Op = op(o.einsum);
export const transpose: Op = op(o.transpose);
export const flatten: Op = op(o.flatten);
export const concat: Op = op(o.concat);
export const stack: Op = op(o.stack);
export const take: Op = op(o.take);
export const stopGradient: Op = op(o.stopGradient);
export const crossEntropy: Op = op(meanCrossEntropy);

export const sum: Op = layered(o.sum);
export const mean: Op = layered(o.mean);
export const logSumExp: Op = layered(o.logSumExp);
export const softmax: Op = layered(o.softmax);
export const logSoftmax: Op = layered(o.logSoftmax);
export const argMax: Op = layered(o.argMax);
export const reshape: Op = layered(o.reshape);
export const permute: Op = layered(o.permute);
export const expandDims: Op = layered(o.expandDims);
export const squeeze: Op = layered(o.squeeze);
export const slice: Op = layered(o.slice);
export const pad: Op = layered(o.pad);
export const oneHot: Op = layered(o.oneHot);
export const avgPool2d: Op = layered(o.avgPool2d);

/** A number, to be combined with tensors of any shape. */
export const number = (x: number): Value => o.scalar(x);

/** Indices into n, where negative ones count from the end. */
export const fromEnd = (index: Value, n: number): Value => {
  const integer = (k: number): Value => o.scalar(k, DTypes.i32);
  return where(less(index, integer(0)), add(index, integer(n)), index);
};
