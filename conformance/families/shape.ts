/** Views, padding, joining and splitting. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { listOf, numberOf, numbersOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { layered, slice } from './untyped.ts';

/** A layer configured by attributes, in this order. */
const configured =
  (f: unknown, ...names: readonly string[]): AdapterOf =>
  ({ attrs }) =>
    program(call(f, ...names.map((name) => attrs[name])));

/** An operation on tensors that takes its attributes after them. */
const after =
  (f: unknown, ...names: readonly string[]): AdapterOf =>
  ({ attrs }) =>
    program((x: Value) => call(f, x, ...names.map((name) => attrs[name])));

const joined =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((...xs: readonly Value[]) => op(f)(numberOf(attrs, 'axis'), ...xs));

/** Python's x[start:end:step], axis by axis: ends beyond the size are the size. */
const sliced: AdapterOf = ({ attrs, inputs: [x] }) => {
  const [ends, steps] = [listOf(attrs, 'ends'), listOf(attrs, 'steps')];
  const within = (n: number, d: number): number => Math.min(Math.max(n < 0 ? n + d : n, 0), d);
  const parts = listOf(attrs, 'starts').map((s, k) => {
    const d = x!.shape[k]!;
    const start = within(s, d);
    const length = Math.ceil((within(ends[k]!, d) - start) / steps[k]!);
    return [start, Math.max(length, 0), steps[k]!] as const;
  });
  return program((v: Value) =>
    parts.reduce((part, [start, length, step], k) => slice(part, k, start, length, step), v),
  );
};

/** -1 leaves an axis as long as it is. */
const broadcastTo: AdapterOf = ({ attrs, inputs: [x] }) => {
  const shape = listOf(attrs, 'shape');
  const at = (k: number): number => x!.shape[x!.shape.length - shape.length + k]!;
  return program(
    call(
      o.broadcastTo,
      shape.map((d, k) => (d === -1 ? at(k) : d)),
    ),
  );
};

/** A scalar becomes a vector of one. */
const flatten: AdapterOf = ({ attrs, inputs: [x] }) => {
  const [start, end] = [numberOf(attrs, 'start_axis'), numberOf(attrs, 'end_axis')];
  return program(x!.shape.length === 0 ? call(o.reshape, [1]) : call(o.flattenAxes, start, end));
};

/** One axis after the other: an axis may be named twice. */
const roll: AdapterOf = ({ attrs }) => {
  const shifts = listOf(attrs, 'shifts');
  return program((x: Value) =>
    listOf(attrs, 'axes').reduce((y, axis, k) => layered(o.roll)(y, [shifts[k]], [axis]), x),
  );
};

const pairsOf = ({ pads }: Attrs): readonly unknown[] => (Array.isArray(pads) ? pads : []);

const pad: AdapterOf = ({ attrs }) => {
  const fill = attrs['mode'] === 'constant' ? Number(attrs['value'] ?? 0) : attrs['mode'];
  return program(call(o.pad, pairsOf(attrs), fill));
};

/** The sizes of parts; one number: parts of this size, the last of what is left. */
const split: AdapterOf = ({ attrs, inputs: [x] }) => {
  const axis = numberOf(attrs, 'axis');
  const d = x!.shape.at(axis)!;
  const size = Number(attrs['sizes']);
  const sizes = Number.isNaN(size)
    ? listOf(attrs, 'sizes')
    : Array.from({ length: Math.ceil(d / size) }, (_, k) => Math.min(size, d - k * size));
  return program((v: Value) => call(o.splitAxis, v, sizes, axis));
};

/** PyTorch leaves axes of another size than 1 as they are. */
const squeeze: AdapterOf = ({ attrs, inputs: [x] }) => {
  if (attrs['axis'] === null) return program(o.squeeze());
  const axes = listOf(attrs, 'axis').filter((axis) => x!.shape.at(axis) === 1);
  return program(o.squeeze(axes));
};

/** torch.diag: of a vector the matrix, of a matrix the diagonal. */
const diag: AdapterOf = ({ attrs, inputs: [x] }) =>
  program(call(x!.shape.length === 1 ? o.diag : o.diagonal, numberOf(attrs, 'diagonal')));

export const shape: Family = {
  reshape: configured(o.reshape, 'shape'),
  broadcast_to: broadcastTo,
  flatten,
  squeeze,
  unsqueeze: configured(o.expandDims, 'axis'),
  transpose: configured(o.swapAxes, 'axis0', 'axis1'),
  permute: ({ attrs }) => program(o.permute(numbersOf(attrs, 'axes') ?? [])),
  concat: joined(o.concat),
  stack: joined(o.stack),
  split,
  chunk: after(o.chunk, 'chunks', 'axis'),
  slice: sliced,
  select: configured(o.select, 'axis', 'index'),
  flip: configured(o.flip, 'axes'),
  roll,
  tile: configured(o.tile, 'repeats'),
  repeat_interleave: configured(o.repeat, 'repeats', 'axis'),
  tril: configured(o.tril, 'diagonal'),
  triu: configured(o.triu, 'diagonal'),
  diag,
  diagonal: configured(o.diagonal, 'offset', 'axis0', 'axis1'),
  unfold1d: configured(o.slidingWindow, 'axis', 'size', 'step'),
  pad,
};
