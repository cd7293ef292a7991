/** Something put around a tensor: a number, or the tensor's own entries mirrored, repeated or from the other end. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, subDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { type PadMode, type Pad as PadRule, type Pads, padShape } from '../types/shape.ts';
import { entries, entry } from './parts.ts';
import { flipped } from './repeat.ts';

/** The type of `pad(pads, fill)`: every size grows by what is put before and after. */
export interface Pad<Z extends Pads, Fill extends number | PadMode = number> extends Layer {
  readonly [Out]: Mk<PadRule<InShape<this>, Z, Fill>, InDType<this>>;
}

/** x without what negative pads cut off. */
const cropped = (x: Value, pads: Pads): Value => {
  const cuts = pads.map((pair) => pair.map((n) => Math.min(n, 0)));
  if (!cuts.flat().some((n) => n < 0)) return x;
  return p.slice(x, {
    start: cuts.map(([before]) => -before!),
    size: cuts.map(([before, after], k) => addDim(x.shape[k]!, before! + after!)),
    stride: cuts.map(() => 1),
  });
};

const withNumber = (x: Value, pads: Pads, value: number, shape: readonly Dim[]): Value => {
  const start = pads.map(([before]) => Math.max(before, 0));
  const place = { shape, start, stride: pads.map(() => 1) };
  const y = p.embed(x, place);
  if (value === 0) return y;
  const inside = p.embed(p.fill(1, { shape: x.shape, dtype: DTypes.bool }), place);
  return p.select(inside, y, p.fill(value, y));
};

/** One entry of an axis, n times. */
const repeated = (x: Value, axis: number, at: Dim, n: number): Value => {
  const others = [...x.shape.keys()].filter((k) => k !== axis);
  return p.broadcast(entry(x, axis, at), x.shape.with(axis, n), others);
};

/** What goes before and after an axis of size d: n entries of x. */
const sides: Readonly<
  Record<
    PadMode,
    (x: Value, axis: number, d: Dim, n: readonly [number, number]) => readonly Value[]
  >
> = {
  reflect: (x, axis, d, [n, m]) => [
    flipped(entries(x, axis, 1, n), [axis]),
    flipped(entries(x, axis, subDim(d, m + 1), m), [axis]),
  ],
  replicate: (x, axis, d, [n, m]) => [repeated(x, axis, 0, n), repeated(x, axis, subDim(d, 1), m)],
  circular: (x, axis, d, [n, m]) => [entries(x, axis, subDim(d, n), n), entries(x, axis, 0, m)],
};

const withEntries = (x: Value, pads: Pads, mode: PadMode): Value =>
  pads.reduce((y, [before, after], axis) => {
    const n = [Math.max(before, 0), Math.max(after, 0)] as const;
    if (n[0] + n[1] === 0) return y;
    const [first, last] = sides[mode](y, axis, y.shape[axis]!, n);
    const parts = [...(n[0] > 0 ? [first!] : []), y, ...(n[1] > 0 ? [last!] : [])];
    return p.concat(parts, axis);
  }, x);

/**
 * x with entries put around: for each axis how many before and after; a negative number cuts off. They are the number
 * `fill`, 0 unless given, or those of x itself: 'reflect' mirrors at the first and last entry (2 1 | 0 1 2 | 1 0),
 * 'replicate' repeats these (0 0 | 0 1 2 | 2 2), 'circular' goes on at the other end (1 2 | 0 1 2 | 0 1). [2, 3] -> [2, 5]
 * by pad([[0, 0], [1, 1]]). Throws ShapeError where an axis is too short. NumPy: pad; PyTorch: F.pad.
 */
export const pad = <const Z extends Pads, const Fill extends number | PadMode = number>(
  pads: Z,
  fill?: Fill,
): Pad<Z, Fill> =>
  layer((x) => {
    const around: number | PadMode = fill ?? 0;
    const shape = must(padShape(x.shape, pads, around));
    const kept = cropped(x, pads);
    return typeof around === 'number'
      ? withNumber(kept, pads, around, shape)
      : withEntries(kept, pads, around);
  }, 'pad');
