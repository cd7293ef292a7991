/** Categories by their logits: the position of the largest of the logits with Gumbel noise. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type Tensor,
  type Writable,
} from '../core/tensor.ts';
import { argMaxAlong, expand } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { f32, i32 } from '../types/dtype.ts';
import { axisOf, type Reduce, reduceDims, type Shape } from '../types/shape.ts';
import { gumbelOf } from './inversion.ts';
import type { AnyKey, Keyed } from './key.ts';
import { parameterTensor, type Repeats, repeats } from './parameter.ts';

/** The shape of one draw for each row of logits, or the message. */
export type LogitRows<A extends AnyTensor, I extends number> = A['dtype'] extends f32
  ? Reduce<A['shape'], I, false, 'categorical'>
  : `categorical: a parameter must be f32, got ${A['dtype']['dtype']}`;
/** S, which the shape of one draw for each row repeats to, or the message. */
export type LogitDraws<A extends AnyTensor, I extends number, S extends Shape> =
  LogitRows<A, I> extends infer R ? (R extends Shape ? Repeats<R, S, 'categorical'> : R) : never;

/** Logits for every draw: the axis of the categories stands where it stood from the last. */
const spread = (logits: Value, at: number, rows: Shape): Value => {
  const place = rows.length + 1 - logits.shape.length + at;
  return expand(logits, [...rows.slice(0, place), logits.shape[at]!, ...rows.slice(place)]);
};

/**
 * The category i with probability e^(l_i) / sum_j e^(l_j), l the logits along an axis: one for each row of logits, or as
 * many as the shape says, to which the rows repeat. [B, 10] -> [B] by categorical(key, logits); -> [7, B] by
 * categorical(key, logits, -1, [7, B]). argmax(l + g), g Gumbel. Without derivative. Throws ShapeError for an axis out
 * of range. JAX: random.categorical; PyTorch: multinomial, of probabilities.
 */
export function categorical<A extends AnyTensor, const I extends number = -1>(
  key: AnyKey,
  logits: Ok<LogitRows<A, I>, A>,
  axis?: I,
): Ret<LogitRows<A, I>, i32>;
export function categorical<A extends AnyTensor, const I extends number, const S extends Shape>(
  key: AnyKey,
  logits: Ok<LogitDraws<A, I, S>, A>,
  axis: I,
  shape: S,
): Tensor<Writable<S>, i32>;
export function categorical(key: Keyed, logits: Value, axis = -1, shape?: Shape): Value {
  const rows = must(
    reduceDims(parameterTensor('categorical', logits).shape, [axis], false, 'categorical'),
  );
  const to = shape === undefined ? rows : must(repeats(rows, shape, 'categorical'));
  const all = spread(logits, axisOf(logits.shape, axis), to);
  const fromLast = axisOf(logits.shape, axis) - logits.shape.length;
  return argMaxAlong(p.add(all, gumbelOf(key, all.shape)), all.shape.length + fromLast);
}
