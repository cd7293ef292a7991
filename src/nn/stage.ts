/**
 * What a stage of a network may do beyond mapping its input with its parameters: keep state from batch to batch, and
 * draw random numbers in training.
 */
import { type Def, type Defined, def, isDef } from '../core/layer.ts';
import type { TensorType, Value } from '../core/node.ts';
import { type AnyStage, isStage } from '../ops/index.ts';
import type { Key } from '../random/index.ts';

/** The slot of a definition for the state that it keeps, by name. */
export declare const State: unique symbol;
/** The slot for a name that it uses even without parameters. */
export declare const Name: unique symbol;

/** The slot of a network for the types of its stages, and of a stage for those that it consists of. */
export declare const Listed: unique symbol;

/** A definition with all slots. */
export interface StageDef extends Def {
  readonly [State]: unknown;
  readonly [Name]: string;
}

export type Tree = Readonly<Record<string, unknown>>;

/** One line of what a network consists of. */
export interface StageSummary {
  /** the name of its parameters; '' for a stage without one */
  readonly name: string;
  /** what it is: 'dense', 'relu' */
  readonly kind: string;
  /** what it gives, in the names of the network's input */
  readonly output: TensorType;
  /** numbers that are learned, those of inner stages included */
  readonly params: number;
  /** the stages that it consists of */
  readonly inner: readonly StageSummary[];
}

/** A stage once its input is known: the specifications of its trees, and what it computes with them. */
export interface Stage {
  /** what it is: 'dense', 'relu' */
  readonly kind: string;
  /** by which it is told from other stages */
  readonly names: readonly string[];
  /** the stages that it consists of, if there are any */
  readonly inner?: readonly StageSummary[];
  readonly params: Tree;
  readonly state: Tree;
  readonly random: boolean;
  evaluate(params: unknown, state: unknown, x: Value): Value;
  /** The output for a batch of training, and the state after it. */
  train(params: unknown, state: unknown, key: Key, x: Value): readonly [Value, Tree];
}

type Apply = (params: unknown, x: Value) => Value;

/** A stage that is the same function in training and evaluation. */
const same = (kind: string, params: Tree, apply: Apply): Stage => ({
  kind,
  names: Object.keys(params),
  params,
  state: {},
  random: false,
  evaluate: (p, _, x) => apply(p, x),
  train: (p, _, _key, x) => [apply(p, x), {}],
});

interface DefinedStage extends Defined {
  readonly stage: Stage;
}
const hasStage = (d: Defined): d is DefinedStage => 'stage' in d;

/** A definition from what its stage is at an input; its type comes from the declared return type. */
export const stageDef = <D extends StageDef>(
  kind: string,
  at: (x: Value) => Omit<Stage, 'kind'>,
): D =>
  def(kind, (x): DefinedStage => {
    const stage = { kind, ...at(x) };
    return { stage, params: stage.params, apply: (p, v) => stage.evaluate(p, {}, v) };
  });

const isUntyped = (f: unknown): f is (x: Value) => Value => isStage(f);

/** A layer, a function or a definition as a stage for an input like x; undefined of anything else. */
export const stageAt = (f: unknown, x: Value): Stage | undefined => {
  if (isDef(f)) {
    const defined = f.define(x);
    return hasStage(defined) ? defined.stage : same(f.kind, defined.params, defined.apply);
  }
  return isUntyped(f) ? same(f.name, {}, (_, v) => f(v)) : undefined;
};

export type Stages = readonly AnyStage[];
