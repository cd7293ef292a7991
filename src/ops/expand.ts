/** Broadcasting made explicit: primitives take operands of one shape, so ops repeat what has size 1 or is absent. */
import type { Value } from '../core/node.ts';
import { must, sameDType } from '../core/tensor.ts';
import { broadcast, reshape } from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import { type Shape, sameShape } from '../types/shape.ts';

/** x repeated to a shape that it broadcasts to. */
export const expand = (x: Value, to: Shape): Value => {
  if (sameShape(x.shape, to)) return x;
  const offset = to.length - x.shape.length;
  const kept = [...x.shape.keys()].filter((k) => x.shape[k] === to[k + offset]);
  const narrow = reshape(
    x,
    kept.map((k) => x.shape[k]!),
  );
  return broadcast(
    narrow,
    to,
    kept.map((k) => k + offset),
  );
};

/** Two operands as a binary primitive takes them: of one dtype, repeated to their common shape. */
export const expandBoth = (op: string, a: Value, b: Value): readonly [Value, Value] => {
  const to = must(sameDType(a, b, op, broadcastDims(a.shape, b.shape, op)));
  return [expand(a, to), expand(b, to)];
};
