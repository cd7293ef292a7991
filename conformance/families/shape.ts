/** Views, padding, joining and splitting. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, type Family, missing, op, program } from '../adapter.ts';
import { listOf, numberOf, numbersOf } from '../attrs.ts';
import { slice, squeeze } from './untyped.ts';

const toShape: AdapterOf = ({ outputs }) => program(o.reshape([...outputs[0]!.shape]));

const transpose: AdapterOf = ({ attrs, inputs: [x] }) => {
  const rank = x!.shape.length;
  const [i, j] = [numberOf(attrs, 'axis0'), numberOf(attrs, 'axis1')].map((a) => (a + rank) % rank);
  const axes = [...x!.shape.keys()].map((k) => (k === i ? j! : k === j ? i! : k));
  return program(o.permute(axes));
};

const joined =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((...xs: readonly Value[]) => op(f)(numberOf(attrs, 'axis'), ...xs));

/** The parts of an axis one after the other, as long as those of the case. */
const parts: AdapterOf = ({ attrs, outputs }) => {
  const axis = numberOf(attrs, 'axis');
  const lengths = outputs.map(({ shape }) => shape.at(axis)!);
  const startOf = (i: number): number => lengths.slice(0, i).reduce((n, d) => n + d, 0);
  return program((x: Value) => lengths.map((length, i) => slice(x, axis, startOf(i), length)));
};

const sliced: AdapterOf = ({ attrs, inputs: [x], outputs: [y] }) => {
  if (listOf(attrs, 'steps').some((step) => step !== 1)) return missing('slice with steps');
  const starts = listOf(attrs, 'starts').map((s, k) => (s < 0 ? s + x!.shape[k]! : s));
  return program((v: Value) =>
    starts.reduce((part, start, k) => slice(part, k, start, y!.shape[k]!), v),
  );
};

const select: AdapterOf = ({ attrs, inputs: [x] }) => {
  const [axis, index] = [numberOf(attrs, 'axis'), numberOf(attrs, 'index')];
  const size = x!.shape.at(axis)!;
  return program((v: Value) => squeeze(slice(v, axis, (index + size) % size, 1), axis));
};

const pad: AdapterOf = ({ attrs }) => {
  if (attrs['mode'] !== 'constant') return missing(`pad with mode ${String(attrs['mode'])}`);
  const pads = Array.isArray(attrs['pads']) ? attrs['pads'] : [];
  const pairs = pads.map(([before, after]) => [Number(before), Number(after)] as const);
  return program(o.pad(pairs, Number(attrs['value'] ?? 0)));
};

export const shape: Family = {
  reshape: toShape,
  flatten: toShape,
  squeeze: ({ attrs }) =>
    attrs['axis'] === null
      ? missing('squeeze of all axes')
      : program(o.squeeze(numberOf(attrs, 'axis'))),
  unsqueeze: ({ attrs }) => program(o.expandDims(numberOf(attrs, 'axis'))),
  transpose,
  permute: ({ attrs }) => program(o.permute(numbersOf(attrs, 'axes') ?? [])),
  concat: joined(o.concat),
  stack: joined(o.stack),
  split: parts,
  chunk: parts,
  slice: sliced,
  select,
  pad,
};
