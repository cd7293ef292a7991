/** Recurrent layers of `net`, and the specifications of their parameters. */

import { ShapeError } from '../core/error.ts';
import { type Def, def, type InDType, type InShape, type Out, type Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Mk } from '../core/tensor.ts';
import { concat as joined } from '../prim/index.ts';
import { foldIn, type Key } from '../random/index.ts';
import { child, type Init, initOf, leaves } from '../tree/index.ts';
import type { Dim, DMul } from '../types/dim.ts';
import type { BothWays } from '../types/recurrent.ts';
import { type Last, type Shape, type Show, show } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import {
  constantOf,
  glorotUniform,
  type Initializer,
  orthogonalOf,
  zerosOf,
} from './initializers.ts';
import { tensorAt, width } from './params.ts';
import { overSequence } from './recurrent.ts';
import {
  type Cell,
  type GruP,
  gruKind,
  type Kind,
  type LstmP,
  lstmKind,
  type RnnOptions,
  type RnnP,
  rnnKind,
} from './recurrent-cells.ts';
import type { Tree } from './stage.ts';

/** How the parameters of a recurrent layer get their first values: gate by gate, so that each has its own fans. */
export interface RecurrentInitializers {
  /** of the weights of the inputs, glorotUniform if absent */
  readonly weights?: Initializer;
  /** of the weights of the state, orthogonal if absent: repeated products of them neither grow nor vanish */
  readonly recurrent?: Initializer;
  /** of the biases, zeros if absent; see also `forgetBias` */
  readonly bias?: Initializer;
}
/** The same for a long short-term memory. */
export interface LstmInitializers extends RecurrentInitializers {
  /** the first bias of the forget gate, where `bias` is absent: 1 if absent, so that the state is kept. Gers et al. 2000 */
  readonly forgetBias?: number;
}

/** Draws for each gate, side by side along the last axis. */
function gateByGate(initials: readonly Initializer[]): Initializer;
function gateByGate(initials: readonly ((key: Key, shape: Sizes) => Value)[]): unknown {
  return (key: Key, shape: Sizes): Value => {
    const last = shape.length - 1;
    const own = shape.with(last, shape[last]! / initials.length);
    return joined(
      initials.map((initial, k) => initial(foldIn(key, k), own)),
      last,
    );
  };
}
type Sizes = readonly number[];

const specsOf = (
  { gates, name }: Kind,
  i: number,
  h: number,
  { weights, recurrent, bias, forgetBias }: LstmInitializers,
): Tree => {
  const each = (f: (k: number) => Initializer): Initializer =>
    gateByGate(Array.from({ length: gates }, (_, k) => f(k)));
  const kept = constantOf(forgetBias ?? 1);
  const shift = (k: number): Initializer => bias ?? (name === 'lstm' && k === 1 ? kept : zerosOf);
  return {
    wx: paramSpec(
      [i, gates * h],
      each(() => weights ?? glorotUniform),
    ),
    wh: paramSpec(
      [h, gates * h],
      each(() => recurrent ?? orthogonalOf()),
    ),
    b: paramSpec([gates * h], each(shift)),
    ...(name === 'gru' ? { bn: paramSpec([h], bias ?? zerosOf) } : {}),
  };
};

/** The parameters of an Elman network from i features to h units. */
export const rnnSpec = <I extends number, H extends number>(
  i: I,
  h: H,
  options: RecurrentInitializers = {},
): Init<RnnP<I, H>> => initOf(specsOf(rnnKind({}), i, h, options));
/** The parameters of a long short-term memory from i features to h units, the gates in the order i, f, g, o. */
export const lstmSpec = <I extends number, H extends number>(
  i: I,
  h: H,
  options: LstmInitializers = {},
): Init<LstmP<I, H>> => initOf(specsOf(lstmKind, i, h, options));
/** The parameters of a gated recurrent unit from i features to h units, the gates in the order r, z, n. */
export const gruSpec = <I extends number, H extends number>(
  i: I,
  h: H,
  options: RecurrentInitializers = {},
): Init<GruP<I, H>> => initOf(specsOf(gruKind, i, h, options));

/** What a recurrent layer of `net` gives, and whether it reads both ways. */
export interface RecurrentDefOptions<Both extends boolean, Output extends 'sequence' | 'last'> {
  /** a second cell reads from the end, its outputs beside those of the first: twice as many features */
  readonly bidirectional?: Both;
  /** 'sequence', the outputs of all steps, if absent; 'last': of the last step of each direction */
  readonly output?: Output;
}

type Width<H extends number, Both extends boolean> = Both extends true ? DMul<2, H> : H;
type DefRule<
  S extends Shape,
  H extends number,
  Both extends boolean,
  Output extends 'sequence' | 'last',
  Op extends string,
> = S extends readonly [infer B extends Dim, infer T extends Dim, Dim]
  ? Output extends 'last'
    ? [B, Width<H, Both>]
    : [B, T, Width<H, Both>]
  : number extends S['length']
    ? Dim[]
    : `${Op}: needs [batch, time, features], got ${Show<S>}`;

/** The parameters of a cell of kind Op. */
type ParamsAs<Op, I extends Dim, H extends Dim> = Op extends 'lstm'
  ? LstmP<I, H>
  : Op extends 'gru'
    ? GruP<I, H>
    : RnnP<I, H>;
/** The type of `layer.lstm(name, units)` and its like: parameters named K, one set a direction. */
export interface RecurrentDef<
  Op extends string,
  K extends string,
  H extends number,
  Both extends boolean,
  Output extends 'sequence' | 'last',
> extends Def {
  readonly [Out]: Mk<
    F32Rule<Op, DefRule<InShape<this>, H, Both, Output, Op>, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: {
    readonly [k in K]: Both extends true
      ? BothWays<ParamsAs<Op, Last<InShape<this>>, H>>
      : ParamsAs<Op, Last<InShape<this>>, H>;
  };
}

const cellAt = (tree: unknown, { name }: Kind): Cell => ({
  wx: tensorAt(tree, 'wx'),
  wh: tensorAt(tree, 'wh'),
  b: tensorAt(tree, 'b'),
  ...(name === 'gru' ? { bn: tensorAt(tree, 'bn') } : {}),
});

/** What the last step of each direction gives: the first part of each last state. */
const lastOf = (states: unknown, { state }: Kind): Value => {
  const parts = leaves(states).filter((_, i) => i % state.length === 0);
  return parts.length === 1 ? parts[0]! : joined(parts, 1);
};

const checkSequence = (op: string, x: Value): void => {
  if (x.shape.length === 3) return;
  throw new ShapeError(`${op}: needs [batch, time, features], got ${show(x.shape)}`);
};

interface AnyDefOptions extends LstmInitializers {
  readonly bidirectional?: boolean;
  readonly output?: 'sequence' | 'last';
}

const recurrentDef = <D extends Def>(
  kind: Kind,
  name: string,
  units: number,
  options: AnyDefOptions,
): D =>
  def(kind.name, (x) => {
    checkSequence(kind.name, x);
    const specs = specsOf(kind, width(kind.name, x), units, options);
    const both = options.bidirectional === true;
    return {
      params: { [name]: both ? { forward: specs, backward: specs } : specs },
      apply: (params, v) => {
        const own = child(params, name);
        const at = (direction: string): Cell => cellAt(child(own, direction), kind);
        const layers = both
          ? { forward: at('forward'), backward: at('backward') }
          : cellAt(own, kind);
        const [outputs, states] = overSequence(kind, layers, v);
        return options.output === 'last' ? lastOf(states, kind) : outputs;
      },
    };
  });

/** An Elman network as a stage of `net`: layer.rnn('r1', 64), [B, T, I] -> [B, T, 64]. */
export const rnnDef = <
  const K extends string,
  H extends number,
  Both extends boolean = false,
  const Output extends 'sequence' | 'last' = 'sequence',
>(
  name: K,
  units: H,
  options: RecurrentDefOptions<Both, Output> & RecurrentInitializers & RnnOptions = {},
): RecurrentDef<'rnn', K, H, Both, Output> => recurrentDef(rnnKind(options), name, units, options);

/** A long short-term memory as a stage of `net`: layer.lstm('l1', 64, { output: 'last' }), [B, T, I] -> [B, 64]. */
export const lstmDef = <
  const K extends string,
  H extends number,
  Both extends boolean = false,
  const Output extends 'sequence' | 'last' = 'sequence',
>(
  name: K,
  units: H,
  options: RecurrentDefOptions<Both, Output> & LstmInitializers = {},
): RecurrentDef<'lstm', K, H, Both, Output> => recurrentDef(lstmKind, name, units, options);

/** A gated recurrent unit as a stage of `net`: layer.gru('g1', 64, { bidirectional: true }), [B, T, I] -> [B, T, 128]. */
export const gruDef = <
  const K extends string,
  H extends number,
  Both extends boolean = false,
  const Output extends 'sequence' | 'last' = 'sequence',
>(
  name: K,
  units: H,
  options: RecurrentDefOptions<Both, Output> & RecurrentInitializers = {},
): RecurrentDef<'gru', K, H, Both, Output> => recurrentDef(gruKind, name, units, options);
