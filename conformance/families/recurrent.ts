/** Recurrent layers and cells: the case's weights are (gates * units, inputs), with two biases, ours (inputs, gates * units). */
import type { Value } from '../../src/core/node.ts';
import { gru, gruCell, lstm, lstmCell, rnn, rnnCell } from '../../src/nn/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import { add, concat, slice, squeeze, stack, transpose } from './untyped.ts';

type Values = readonly Value[];
type Named = Readonly<Record<string, Value>>;
/** Weights of inputs and of the state, and their biases, as the library has them. */
type Weights = (wx: Value, wh: Value, bx?: Value, bh?: Value) => Readonly<Record<string, Value>>;

const matrices = (wx: Value, wh: Value) => ({ wx: transpose(wx), wh: transpose(wh) });

/** Both biases are added to the same gates. */
const summed: Weights = (wx, wh, bx, bh) => ({
  ...matrices(wx, wh),
  ...(bx === undefined ? {} : { b: add(bx, bh) }),
});

/** The reset gate stands between the two biases of the candidate, the last of three parts. */
const separate: Weights = (wx, wh, bx, bh) => {
  if (bx === undefined) return matrices(wx, wh);
  const units = Number(bx.shape[0]) / 3;
  const part = (v: unknown, from: number, count: number): Value =>
    slice(v, 0, from * units, count * units);
  const gates = add(part(bx, 0, 2), part(bh, 0, 2));
  return { ...matrices(wx, wh), b: concat(0, gates, part(bx, 2, 1)), bn: part(bh, 2, 1) };
};

const named = ({ inputs }: Case, values: Values): Named =>
  Object.fromEntries(inputs.map(({ role }, i) => [role, values[i]!]));

const weightsAt = (weights: Weights, all: Named, suffix: string) => {
  const [wx, wh, bx, bh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
    (name) => all[`${name}${suffix}`],
  );
  return weights(wx!, wh!, bx, bh);
};

/** Entry k of the leading axis. */
const entry = (x: Value, k: number): Value => squeeze(slice(x, 0, k, 1), 0);

/** States that are stacked over layers and directions, in the form of the layers. */
const unstacked = (states: readonly Value[], layers: number, both: boolean): readonly unknown[] => {
  const at = (k: number): unknown => {
    const [h, c] = states.map((s) => entry(s, k));
    return c === undefined ? h : { h, c };
  };
  return Array.from({ length: layers }, (_, k) =>
    both ? { forward: at(2 * k), backward: at(2 * k + 1) } : at(k),
  );
};

/** [outputs, h of all layers and directions, c of them] */
const stacked = (result: unknown, parts: number): Values => {
  const [outputs, ...states] = leaves(result);
  const every = (part: number): Values => states.filter((_, i) => i % parts === part);
  return [outputs!, ...Array.from({ length: parts }, (_, k) => stack(0, ...every(k)))];
};

const sequence =
  (f: unknown, weights: Weights, options: unknown = {}): AdapterOf =>
  (c) => {
    const [count, both] = [numberOf(c.attrs, 'num_layers'), flagOf(c.attrs, 'bidirectional')];
    return program((...values: Values) => {
      const all = named(c, values);
      const layers = Array.from({ length: count }, (_, k) => {
        const forward = weightsAt(weights, all, `_l${k}`);
        return both ? { forward, backward: weightsAt(weights, all, `_l${k}_reverse`) } : forward;
      });
      const given = ['h0', 'c0'].flatMap((name) => all[name] ?? []);
      const result = call(f, layers, all['x'], {
        ...Object(options),
        initial: unstacked(given, count, both),
        timeFirst: !flagOf(c.attrs, 'batch_first'),
      });
      return stacked(result, given.length);
    });
  };

const cell =
  (f: unknown, weights: Weights): AdapterOf =>
  (c) =>
    program((...values: Values) => {
      const all = named(c, values);
      const p = weightsAt(weights, all, '');
      if (all['c'] === undefined) return op(f)(p, all['x'], all['h']);
      return leaves(call(f, p, all['x'], { h: all['h'], c: all['c'] }));
    });

export const recurrent: Family = {
  rnn_tanh: sequence(rnn, summed),
  rnn_relu: sequence(rnn, summed, { activation: 'relu' }),
  lstm: sequence(lstm, summed),
  gru: sequence(gru, separate),
  rnn_tanh_cell: cell(rnnCell, summed),
  lstm_cell: cell(lstmCell, summed),
  gru_cell: cell(gruCell, separate),
};
