/**
 * Standardisation over the last axes: a composite of the result and the root of the variance, closed under
 * differentiation. The derivative at its results is its own transpose.
 */

import { composite } from '../control/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import { sizeOf } from '../core/layout.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { meanOver } from './reduce.ts';
import { alongAll } from './rows.ts';
import { centred } from './variance.ts';

/** The last axes of x. */
const lastOf = (x: TensorType, count: number): readonly number[] =>
  [...x.shape.keys()].slice(x.shape.length - count);

const isNumber = (d: unknown): d is number => typeof d === 'number';

/** The kernel over rows of the last axes of its first input: f32, sizes known; else none. */
const kernelOf =
  (kernel: KernelName, count: number, inPlace: number, ...args: readonly number[]) =>
  ([x]: readonly TensorType[]): KernelCall | null => {
    const sizes = x!.shape.filter(isNumber);
    if (x!.dtype.dtype !== 'f32' || sizes.length < x!.shape.length) return null;
    const first = sizes.length - count;
    const columns = sizeOf(sizes.slice(first));
    return { kernel, units: sizeOf(sizes.slice(0, first)), args: [columns, ...args], inPlace };
  };

const bitsOf = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;

/** (t - mean t - y mean(y t)) / root over the last axes: the derivative at the results y and root. */
const tangentOf =
  (count: number) =>
  (y: Value, root: Value, t: Value): Value => {
    const self = tangentOf(count);
    const define = (a: Value, r: Value, b: Value): Value => {
      const axes = lastOf(b, count);
      const share = alongAll(b, axes, meanOver(p.mul(a, b), axes));
      return p.div(p.sub(centred(b, axes), p.mul(a, share)), alongAll(b, axes, r));
    };
    return composite('standardizeTangent', (a, r, b) => [define(a!, r!, b!)], {
      kernel: kernelOf('standardizeGradRows', count, 2),
      transpose: ([c], [a, r]) => [null, null, c == null ? null : self(a!, r!, c)],
      batch: (xs, batched, size) => {
        const [a, r, b] = xs.map((x, i) => (batched[i] === true ? x : p.repeat(x, size)));
        return [self(a!, r!, b!)];
      },
    })(y, root, t)[0]!;
  };

/** (x - mean) / root and root = sqrt(variance + eps) over the last axes. */
const standardizedRows = (x: Value, count: number, eps: number): readonly Value[] =>
  composite(
    'standardize',
    (v) => {
      const axes = lastOf(v!, count);
      const d = centred(v!, axes);
      const meanSquare = meanOver(p.mul(d, d), axes);
      const root = p.sqrt(p.add(meanSquare, p.fill(eps, meanSquare)));
      return [p.div(d, alongAll(v!, axes, root)), root];
    },
    {
      kernel: kernelOf('standardizeRows', count, 0, bitsOf(eps)),
      jvp: ([t], _, [y, root]) =>
        t == null
          ? [null, null]
          : [tangentOf(count)(y!, root!, t), meanOver(p.mul(y!, t), lastOf(t, count))],
      batch: ([v]) => standardizedRows(v!, count, eps),
    },
  )(x);

/** (x - mean) / sqrt(variance + eps) over the last `count` axes. */
export const standardizeLast = (x: Value, count: number, eps: number): Value =>
  standardizedRows(x, count, eps)[0]!;
