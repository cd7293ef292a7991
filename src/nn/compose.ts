/**
 * Stages one after the other as one stage: input sizes go from stage to stage, parameters and states are collected by
 * name.
 */

import { ShapeError } from '../core/error.ts';
import {
  type Apply,
  type AtStage,
  atStage,
  type In,
  isLayer,
  NOT_A_STAGE,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { isStage } from '../ops/index.ts';
import { formals } from '../tree/index.ts';
import { countOf } from './count.ts';
import {
  type Name,
  type Stage,
  type StageSummary,
  type State,
  stageAt,
  type Tree,
} from './stage.ts';

/** The parameters that one stage adds. */
export type ParOf<F, X> = F extends { readonly [Par]: unknown }
  ? (F & { readonly [In]: X })[typeof Par]
  : {};
/** The state that one stage adds. */
export type StateOf<F, X> = F extends { readonly [State]: unknown }
  ? (F & { readonly [In]: X })[typeof State]
  : {};
/** The names that one stage uses. */
export type NamesOf<F, X> =
  | keyof ParOf<F, X>
  | (F extends { readonly [Name]: infer K } ? K : never);

type Flat<A> = A extends infer U ? { readonly [K in keyof U]: U[K] } : never;

/** The parameters of all stages, by name. */
export type Pars<X, Fs extends readonly unknown[], A = {}> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? Pars<Apply<F, X>, R, A & ParOf<F, X>>
  : Flat<A>;

type CollectedState<X, Fs extends readonly unknown[], A = {}> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? CollectedState<Apply<F, X>, R, A & StateOf<F, X>>
  : Flat<A>;
/** The states of all stages, by name; the walk is spared where none has any. */
export type States<X, Fs extends readonly unknown[]> = [
  Extract<Fs[number], { readonly [State]: unknown }>,
] extends [never]
  ? {}
  : CollectedState<X, Fs>;

export type UsedTwice<K> = `the name '${K & string}' is used twice`;

/** The result of all stages of Op, or the message of the first that does not apply or takes a name again. */
export type Result<
  Op extends string,
  X,
  Fs extends readonly unknown[],
  Names = never,
  Done extends readonly unknown[] = [],
> = Fs extends readonly [infer F, ...infer R]
  ? Apply<F, X> extends infer Y
    ? Y extends string
      ? AtStage<Op, Done['length'], Y>
      : [NamesOf<F, X> & Names] extends [never]
        ? Result<Op, Y, R, Names | NamesOf<F, X>, [...Done, F]>
        : AtStage<Op, Done['length'], UsedTwice<NamesOf<F, X> & Names>>
    : never
  : X;

const merged = (stages: readonly Stage[], tree: 'params' | 'state'): Tree =>
  Object.fromEntries(stages.flatMap((s) => Object.entries(s[tree])));

const checkNames = (before: readonly Stage[], { names }: Stage): void => {
  const twice = names.find((name) => before.some((s) => s.names.includes(name)));
  if (twice !== undefined) throw new ShapeError(`the name '${twice}' is used twice`);
};

interface Defined {
  readonly stages: readonly Stage[];
  readonly inner: readonly StageSummary[];
}

const summaryOf = ({ kind, names, params, inner = [] }: Stage, y: Value): StageSummary => ({
  name: names[0] ?? '',
  kind,
  output: { shape: y.shape, dtype: y.dtype },
  params: countOf(params),
  inner,
});

/** One stage at x, and what it gives. */
const defineOne = (f: unknown, x: Value, before: readonly Stage[]): readonly [Stage, Value] => {
  const stage = stageAt(f, x);
  if (stage === undefined) throw new ShapeError(NOT_A_STAGE);
  const y = stage.evaluate(formals(stage.params), formals(stage.state), x);
  checkNames(before, stage);
  return [stage, y];
};

/** Every stage at the output of those before it. */
const define = (op: string, fs: readonly unknown[], x: Value): Defined => {
  const stages: Stage[] = [];
  const inner: StageSummary[] = [];
  let y = x;
  fs.forEach((f, i) => {
    const one = (): readonly [Stage, Value] => defineOne(f, y, stages);
    const own = isStage(f) && !isLayer(f);
    const [stage, next] = own ? one() : atStage(op, i, one);
    stages.push(stage);
    y = next;
    inner.push(summaryOf(stage, y));
  });
  return { stages, inner };
};

/** The stages as one, for an input like x; messages call them those of `op`. */
export const compose = (op: string, fs: readonly unknown[], x: Value): Stage => {
  const { stages, inner } = define(op, fs, x);
  return {
    kind: 'stages',
    inner,
    names: stages.flatMap((s) => s.names),
    params: merged(stages, 'params'),
    state: merged(stages, 'state'),
    random: stages.some((s) => s.random),
    evaluate: (params, state, v) => stages.reduce((y, s) => s.evaluate(params, state, y), v),
    train: (params, state, key, v) =>
      stages.reduce<readonly [Value, Tree]>(
        ([y, before], s) => {
          const [z, after] = s.train(params, state, key, y);
          return [z, { ...before, ...after }];
        },
        [v, {}],
      ),
  };
};
