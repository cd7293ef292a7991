/** What kind of float an element is: NaN, infinite, finite. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { bool, Float } from '../types/dtype.ts';
import { notOf } from './logic.ts';
import { floats } from './rules.ts';
import { magnitude } from './stated.ts';

/** Elementwise from floats to truth values: the same shape. */
export interface FloatTest<Op extends string> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Tensor<InShape<this>, bool>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

const floatTest = <Op extends string>(op: Op, f: (x: Value) => Value): FloatTest<Op> =>
  layer((x) => f(floats(op, x)), op);

/** Whether an element is NaN, which no number of another dtype is. */
export const isNanOf = (x: Value): Value => notOf(p.equal(x, x));

const infinity = (x: Value): Value => p.fill(Infinity, x);

/** Whether an element is NaN. Shape: S -> S of bool. PyTorch, JAX: isnan. */
export const isNan: FloatTest<'isNan'> = /* @__PURE__ */ floatTest('isNan', isNanOf);
/** Whether an element is inf or -inf. Shape: S -> S of bool. PyTorch, JAX: isinf. */
export const isInf: FloatTest<'isInf'> = /* @__PURE__ */ floatTest('isInf', (x) =>
  p.equal(magnitude(x), infinity(x)),
);
/** Whether an element is neither infinite nor NaN. Shape: S -> S of bool. PyTorch, JAX: isfinite. */
const finite: FloatTest<'isFinite'> = /* @__PURE__ */ floatTest('isFinite', (x) =>
  p.less(magnitude(x), infinity(x)),
);

export { finite as isFinite };
