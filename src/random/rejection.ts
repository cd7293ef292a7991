/** Rejection: drawing until every element of a tensor is accepted. */
import { whileValues } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { notOf, orOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import { folded, type Keyed } from './key.ts';

/** Whether some element holds. */
export const any = (x: Value): Value => {
  const ones = p.cast(x, DTypes.i32);
  const total = p.reduceSum(ones, [...ones.shape.keys()]);
  return p.less(p.zeros(total), total);
};

/** A loop of draws, as long as the state says; each round has a key of its own. */
export const rounds = (
  key: Keyed,
  start: readonly Value[],
  goes: (state: readonly Value[]) => Value,
  round: (key: Keyed, state: readonly Value[]) => readonly Value[],
): readonly Value[] =>
  whileValues(
    (_, ...state) => goes(state),
    (i, ...state) => [p.add(i!, p.fill(1, i!)), ...round(folded(key, i!), state)],
    [p.literal(0, DTypes.i32), ...start],
  ).slice(1);

/** Candidates until every element is accepted; those that are done stay. */
export const untilAccepted = (
  key: Keyed,
  start: Value,
  done: Value,
  round: (key: Keyed) => readonly [candidate: Value, accepted: Value],
): Value => {
  const [result] = rounds(
    key,
    [start, done],
    ([, isDone]) => any(notOf(isDone!)),
    (k, [x, isDone]) => {
      const [candidate, accepted] = round(k);
      return [p.select(isDone!, x!, candidate), orOf(isDone!, accepted)];
    },
  );
  return result!;
};
