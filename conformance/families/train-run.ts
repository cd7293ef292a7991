/**
 * What training runs share whose weights stand in a record by PyTorch's names: the layouts, and a log of the numbers that
 * a case stores of each step, which is part of the state.
 */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { leaves, rebuild } from '../../src/tree/index.ts';
import { call, op } from '../adapter.ts';
import { dataOf } from '../backend.ts';
import type { Case, Reference } from '../cases.ts';
import { reshape, slice, squeeze, transpose } from './untyped.ts';

export type Weights = Readonly<Record<string, Value>>;
export type Numbers = Readonly<Record<string, Value>>;

/** The tensor of a case with a role. */
export const byRole = (rs: readonly Reference[], role: string): Reference => {
  const found = rs.find((r) => r.role === role);
  if (found === undefined) throw new Error(`the case has no ${role}`);
  return found;
};

/** Matrices are (out, in) there and (in, out) here; tables of embeddings are as they are. */
const turned = (role: string, x: Value): Value =>
  /weight(_ih|_hh)?$/.test(role) && x.shape.length === 2 ? transpose(x) : x;

/** The first weights of a case whose names begin so. */
export const weightsOf = ({ inputs }: Case, prefix = ''): Weights =>
  Object.fromEntries(
    inputs.flatMap((r) => {
      const role = r.role.replace(/^init\./, '');
      const own = r.role !== role && role.startsWith(prefix);
      return own ? [[role, turned(role, dataOf(r))] as const] : [];
    }),
  );

/** final.<name> of every weight, as the case stores it. */
export const finalsOf = (weights: Weights): Numbers =>
  Object.fromEntries(
    Object.entries(weights).map(([role, x]) => [`final.${role}`, turned(role, x)]),
  );

/** x w + b with the weights of a name; the bias may be absent. */
export const linear = (p: Weights, name: string, x: Value): Value => {
  const [w, b] = [p[`${name}.weight`]!, p[`${name}.bias`]];
  const y = op(o.matmul)(x, w);
  return b === undefined ? y : op(o.add)(y, b);
};

/** Entry t of the leading axis of a stored tensor. */
export const entryOf = (stored: Reference, t: number): Value =>
  squeeze(slice(dataOf(stored), 0, t, 1), 0);

/** The entry of a record that JSON gave. */
export const member = (x: unknown, key: string): unknown =>
  new Map(Object.entries(Object(x))).get(key);

/** The constants of an optimiser that the case names. */
const constantsOf = ({ attrs }: Case, name: string): unknown => {
  const given = member(attrs['optimizer'], name);
  if (given === undefined) throw new TypeError(`the case is not trained by ${name}`);
  return given;
};

export const sgdOptions = (c: Case) => {
  const given = constantsOf(c, 'sgd');
  const numberAt = (key: string): number => Number(member(given, key) ?? 0);
  return {
    ...{ lr: numberAt('lr'), momentum: numberAt('momentum') },
    ...{ weightDecay: numberAt('weight_decay'), nesterov: member(given, 'nesterov') === true },
  };
};

/** The constants of Adam, or of AdamW, as the case states them. */
export const adamOptions = (c: Case, name: 'adam' | 'adamw' = 'adam') => {
  const given = constantsOf(c, name);
  const [b1, b2] = [member(given, 'betas')].flat().map(Number);
  const numbers = { lr: Number(member(given, 'lr')), eps: Number(member(given, 'eps')) };
  return { ...numbers, ...{ b1: b1!, b2: b2! } };
};

// ---- steps ----------------------------------------------------------------------------------------

export interface Slope {
  readonly loss: Value;
  /** further numbers of the step, by the names that the case gives them */
  readonly numbers: Numbers;
  readonly grads: Weights;
}

/** A loss with further numbers, and its gradients by the weights. */
export const slopeOf = (
  f: (p: Weights) => { readonly loss: Value; readonly numbers: Numbers },
  p: Weights,
): Slope => {
  let names: Numbers = {};
  const pair = (weights: Weights): readonly [Value, Numbers] => {
    const { loss, numbers } = f(weights);
    names = numbers;
    return [loss, numbers];
  };
  const [loss, ...rest] = leaves(call(call(o.valueAndGrad, pair, { aux: true }), p));
  const count = Object.keys(names).length;
  return {
    loss: loss!,
    numbers: rebuild(names, rest.slice(0, count)),
    grads: rebuild(p, rest.slice(count)),
  };
};

/** What is stored of each step, and how many were done. */
export interface Log {
  readonly step: Value;
  readonly rows: Numbers;
}

export const emptyLog = (steps: number, names: readonly string[]): Log => ({
  step: o.integers([], [0]),
  rows: Object.fromEntries(names.map((name) => [name, o.zeros([steps])])),
});

/** The log with the numbers of one more step. */
export const logged = ({ step, rows }: Log, numbers: Numbers): Log => ({
  step: op(o.add)(step, o.integers([], [1])),
  rows: Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      op(o.update)(row, reshape(numbers[name], [1]), [step]),
    ]),
  ),
});
