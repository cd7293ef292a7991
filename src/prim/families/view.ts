/** What all views share: the same elements under another layout; linear, so the tangent is the same view. */

import { GraphError } from '../../core/error.ts';
import type { Layout } from '../../core/layout.ts';
import type { Primitive, Tangent } from '../../core/node.ts';
import { apply1, type TensorType, type Value } from '../../core/node.ts';
import { compact } from '../../core/strided.ts';
import type { Dim } from '../../types/dim.ts';

export interface ViewRow<P> {
  readonly name: string;
  infer(input: TensorType, params: P): readonly Dim[];
  /** The layout, or null when the elements of the input must first be made contiguous. */
  map(input: Layout, params: P): Layout | null;
  transpose(cotangent: Value, input: Value, params: P): Value;
  batch(params: P, size: Dim, input: Value): P;
  resize?(params: P, at: (d: Dim) => Dim): P;
}

/**
 * A primitive whose result is its operand read by other strides.
 *
 * @__NO_SIDE_EFFECTS__
 */
export const view = <P>(row: ViewRow<P>): Primitive<P> => {
  const self: Primitive<P> = {
    name: row.name,
    infer: ([x], p) => [{ shape: row.infer(x!, p), dtype: x!.dtype }],
    evaluate: ([x], p, arithmetic) => {
      const seen = row.map(x!, p);
      if (seen !== null) return [{ ...x!, ...seen }];
      const dense = compact(x!, arithmetic);
      const layout = row.map(dense, p);
      if (layout === null) throw new GraphError(`${row.name}: no view of a contiguous array`);
      return [{ ...dense, ...layout }];
    },
    jvp: ([t], _x, _y, p): readonly Tangent[] => [t == null ? null : apply1(self, [t], p)],
    transpose: ([c], [x], _, p) => [c == null ? null : row.transpose(c, x!, p)],
    batch: ([x], _, p, size) => [apply1(self, [x!], row.batch(p, size, x!))],
    ...(row.resize === undefined ? {} : { resize: row.resize }),
    lower: { kind: 'view', map: row.map },
  };
  return self;
};
