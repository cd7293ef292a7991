/**
 * Rules that treat parameters one by one: trees and scalars that are kept, and the direction of one parameter's step.
 * An optimiser is a rule and a learning rate.
 */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue } from '../core/tensor.ts';
import { add, literal, mul, neg, sub } from '../prim/index.ts';
import { child, entries, leavesLike, paths, rebuild, zipLeaves } from '../tree/index.ts';
import { DTypes } from '../types/dtype.ts';
import { checked } from './checked.ts';
import type { CommonOptions, Rate, Steps, Updates } from './form.ts';
import { increment, none, rateAt, scaled, times } from './leaf.ts';

type Values<K extends string> = Readonly<Record<K, Value>>;

/** One parameter at a step. */
export interface Leaf<S extends string, K extends string> {
  /** gradient */
  readonly g: Value;
  readonly p: Value;
  readonly path: string;
  /** what is kept of it */
  readonly kept: Values<S>;
  /** what `once` computed */
  readonly once: Values<K>;
  /** x times the rate, where there is one */
  readonly rated: (x: Value) => Value;
}

/** Where one parameter goes, and what is kept of it. */
export interface Move<S extends string> {
  readonly direction: Value;
  /** a scalar that the direction is yet to be multiplied by */
  readonly by?: Value;
  /** whether the direction is a step already, which the rate was part of */
  readonly rated?: boolean;
  readonly kept: Values<S>;
}

/** Scalars at a step, before and after it. */
export interface Now<C extends string> {
  /** steps done before this one */
  readonly count: Value;
  readonly last: Values<C>;
  readonly next: Values<C>;
  /** the learning rate, 1 where the rule is no optimiser */
  readonly rate: Value;
}

/** How a rule treats one parameter, and what it keeps. */
export interface Rule<S extends string, C extends string, K extends string> {
  /** trees of the form of the parameters: their first leaves */
  readonly kept: Readonly<Record<S, (p: Value) => Value>>;
  /** scalars: their first values */
  readonly scalars: Readonly<Record<C, number>>;
  /** the scalars after one more step; `count` steps were done */
  readonly next: (last: Values<C>, count: Value) => Values<C>;
  /** what all parameters share, computed once a step */
  readonly once: (now: Now<C>) => Values<K>;
  readonly each: (leaf: Leaf<S, K>) => Move<S>;
}

/** The rest of a rule that keeps no scalars and computes nothing for all parameters at once. */
export const unshared: Pick<Rule<never, never, never>, 'scalars' | 'next' | 'once'> = {
  scalars: {},
  next: () => ({}),
  once: () => ({}),
};

/** x of a gradient or direction, its parameter and its path. */
export type Hook = (x: Value, p: Value, path: string) => Value;

/** What happens to gradients before the rule, and to directions after it. */
export interface Hooks {
  readonly before?: Hook;
  readonly after?: Hook;
}

/** The record with f(value) at every key. */
function mapped<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  f: (a: A, key: K) => B,
): Readonly<Record<K, B>>;
function mapped(
  record: Readonly<Record<string, unknown>>,
  f: (a: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).map(([k, a]) => [k, f(a, k)]));
}

export const scalarAt = (state: unknown, key: string): Value => {
  const v = child(state, key);
  if (!isValue(v)) throw new ShapeError(`optimiser: the state has no ${key}`);
  return v;
};

const first = <S extends string, C extends string, K extends string>(
  { kept, scalars }: Rule<S, C, K>,
  params: unknown,
): unknown => ({
  count: none(),
  ...mapped(kept, (f) => zipLeaves((p) => f(p), params)),
  ...mapped(scalars, (x) => literal(x, DTypes.f32)),
});

/** The step of a move: the direction times `by` and the rate. */
const stepOf = <S extends string>(
  { direction, by, rated = false }: Move<S>,
  rate: Value | undefined,
  after: ((d: Value) => Value) | undefined,
): Value => {
  const r = rated ? undefined : rate;
  if (after !== undefined) {
    const d = after(by === undefined ? direction : scaled(by, direction));
    return r === undefined ? d : scaled(r, d);
  }
  const factor = by === undefined || r === undefined ? (by ?? r) : mul(r, by);
  return factor === undefined ? direction : scaled(factor, direction);
};

/** The rule as a transformation of gradients, whose state has its count, scalars and trees. */
export const stepsOf = <S extends string, C extends string, K extends string>(
  rule: Rule<S, C, K>,
  { before, after }: Hooks = {},
): Steps => ({
  init: (params) => first(rule, params),
  transform: (grads, state, params, rate) => {
    const count = scalarAt(state, 'count');
    const last = mapped(rule.scalars, (_, key) => scalarAt(state, key));
    const next = rule.next(last, count);
    const once = rule.once({ count, last, next, rate: rate ?? literal(1, DTypes.f32) });
    const rated = (x: Value): Value => (rate === undefined ? x : scaled(rate, x));
    const own = mapped(rule.kept, (_, key) => leavesLike(params, child(state, key)));
    const gs = leavesLike(params, grads);
    const moves = paths(params).map(([path, p], i) => {
      const g = before === undefined ? gs[i]! : before(gs[i]!, p, path);
      const move = rule.each({
        g,
        p,
        path,
        kept: mapped(own, (values) => values[i]!),
        once,
        rated,
      });
      const step = stepOf(move, rate, after && ((d) => after(d, p, path)));
      return { step, kept: move.kept };
    });
    const trees = mapped(rule.kept, (_, key) =>
      rebuild(
        params,
        moves.map(({ kept }) => kept[key]),
      ),
    );
    const steps = rebuild(
      params,
      moves.map(({ step }) => step),
    );
    return [steps, { count: increment(count), ...trees, ...next }];
  },
});

/** p - step for every parameter. */
export const descended = (params: unknown, steps: unknown): unknown =>
  zipLeaves((p, [d]) => sub(p, d!), params, steps);

/** The optimiser that goes against the steps of a rule whose state has the count that its rate is a function of. */
export const descent = (lr: Rate, steps: Steps): Updates =>
  checked({
    init: steps.init,
    update: (grads, state, params) => {
      const rate = rateAt(lr, scalarAt(state, 'count'));
      const [moves, next] = steps.transform(grads, state, params, rate);
      return [descended(params, moves), next];
    },
  });

/** Steps of the steps of others; the state has what both keep, and one count. */
export const stepsAfter = (a: Steps, b: Steps): Steps => {
  const both = (s: unknown, t: unknown): unknown =>
    Object.fromEntries([...entries(s), ...entries(t)]);
  return {
    init: (params) => both(a.init(params), b.init(params)),
    transform: (grads, state, params, rate) => {
      const [directions, first] = a.transform(grads, state, params);
      const [steps, second] = b.transform(directions, state, params, rate);
      return [steps, both(first, second)];
    },
  };
};

type Decay = Pick<CommonOptions, 'weightDecay' | 'decays'>;

/** x + weightDecay p for the parameters that decay; nothing where none does. */
export const decay = ({ weightDecay = 0, decays }: Decay): Hook | undefined =>
  weightDecay === 0
    ? undefined
    : (x, p, path) => (decays?.(path) === false ? x : add(x, times(weightDecay, p)));

const after = (f: Hook | undefined, g: Hook | undefined): Hook | undefined =>
  f === undefined || g === undefined ? (f ?? g) : (x, p, path) => g(f(x, p, path), p, path);

const climb = ({ maximize = false }: CommonOptions): Hook | undefined =>
  maximize ? (g) => neg(g) : undefined;

const hooks = (before: Hook | undefined, then: Hook | undefined): Hooks => ({
  ...(before && { before }),
  ...(then && { after: then }),
});

/** Weight decay as a penalty: added to the gradient. */
export const penalised = (options: CommonOptions): Hooks =>
  hooks(after(climb(options), decay(options)), undefined);
/** Weight decay apart from the gradient: added to the direction. */
export const decoupled = (options: CommonOptions): Hooks => hooks(climb(options), decay(options));
