/**
 * Where no derivative can pass: a number that is made of an integer or a truth value (a label, a comparison) does not
 * move with what that was computed from. Choices (the condition of a select, the index of a gather) are not meant: there
 * the chosen values move.
 */
import { dependents } from '../core/graph.ts';
import type { Node, Value } from '../core/node.ts';
import { bitcastPrimitive, castPrimitive } from '../prim/cast.ts';
import { isDifferentiable } from '../types/dtype.ts';
import { type Call, callPrimitive } from './call.ts';

const isCall = (n: Node): n is Node<Call> => n.primitive === callPrimitive;

/** Whether it makes floats of what are none, or other numbers of their bits. */
const converts = ({ primitive, inputs, outputs }: Node): boolean =>
  primitive === bitcastPrimitive ||
  (primitive === castPrimitive &&
    isDifferentiable(outputs[0]!.dtype) &&
    !isDifferentiable(inputs[0]!.dtype));

/** What lets no change through. */
type Stops = (n: Node) => boolean;

const isStopped: Stops = (n) => isCall(n) && n.params.name === 'stopGradient';

/** The outputs of a node that are computed of what is reached. */
const passed = (n: Node, reached: ReadonlySet<Value>, stops: Stops): readonly Value[] => {
  if (stops(n) || !n.inputs.some((v) => reached.has(v))) return [];
  if (!isCall(n)) return n.outputs;
  const { params, results } = n.params.graph;
  const roots = params.filter((_, i) => reached.has(n.inputs[i]!));
  const inner = reachedFrom(results, roots, stops);
  return n.outputs.filter((_, i) => inner.has(results[i]!));
};

const reachedFrom = (
  results: readonly Value[],
  roots: readonly Value[],
  stops: Stops,
): ReadonlySet<Value> => {
  const reached = new Set(roots);
  for (const n of dependents(results, roots)) {
    for (const v of passed(n, reached, stops)) reached.add(v);
  }
  return reached;
};

const COMPARISONS: ReadonlySet<string> = new Set(['less', 'equal']);

const nameOf = (n: Node): string => {
  if (isCall(n)) return n.params.name;
  if (n.primitive === castPrimitive) return `cast to ${n.outputs[0]!.dtype.dtype}`;
  return COMPARISONS.has(n.primitive.name) ? 'a comparison' : n.primitive.name;
};

/**
 * The name of the operation that keeps `result` from moving with `x`, of which it is computed: the first on the way from
 * x that makes an integer or a truth value of a float, or whose floats do not move. Null where something moves, or where
 * nothing is computed of x but behind stopGradient.
 */
export const barrier = (result: Value, x: Value): string | null => {
  if (!reachedFrom([result], [x], isStopped).has(result)) return null;
  const moving = reachedFrom([result], [x], (n) => isStopped(n) || converts(n));
  if (moving.has(result)) return null;
  const moves = (v: Value): boolean => moving.has(v) && isDifferentiable(v.dtype);
  const first = dependents([result], [x]).find(
    (n) => !isStopped(n) && n.inputs.some(moves) && !n.outputs.some(moves),
  );
  return first === undefined ? null : nameOf(first);
};
