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
  type PeepholesP,
  type ProjectedLstmP,
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
/** What a long short-term memory has beyond its gates. */
export interface LstmForm<P extends number, Peep extends boolean> {
  /** how many numbers are given of those that are kept; all, as they are, if absent. PyTorch: proj_size */
  readonly projection?: P;
  /** whether the gates see what is kept, by weights that begin at 0; false if absent */
  readonly peepholes?: Peep;
}
/** The parameters of a long short-term memory that keeps H numbers and gives P; never: it gives all. */
export type LstmPOf<
  I extends Dim,
  H extends Dim,
  P extends Dim,
  Peep extends boolean,
> = Peep extends true
  ? LstmPOf<I, H, P, false> & PeepholesP<H>
  : [P] extends [never]
    ? LstmP<I, H>
    : ProjectedLstmP<I, H, P>;

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

/** The parameters that not every long short-term memory has. */
const furtherSpecs = (
  h: number,
  { weights, projection, peepholes = false }: LstmInitializers & LstmForm<number, boolean>,
): Tree => ({
  ...(peepholes ? { peepholes: paramSpec([3 * h], zerosOf) } : {}),
  ...(projection === undefined
    ? {}
    : { projection: paramSpec([h, projection], weights ?? glorotUniform) }),
});

const specsOf = (
  { gates, name }: Kind,
  i: number,
  h: number,
  options: LstmInitializers & LstmForm<number, boolean>,
): Tree => {
  const { weights, recurrent, bias, forgetBias } = options;
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
      [options.projection ?? h, gates * h],
      each(() => recurrent ?? orthogonalOf()),
    ),
    b: paramSpec([gates * h], each(shift)),
    ...(name === 'gru' ? { bn: paramSpec([h], bias ?? zerosOf) } : {}),
    ...(name === 'lstm' ? furtherSpecs(h, options) : {}),
  };
};

/** The parameters of an Elman network from i features to h units. */
export const rnnSpec = <I extends number, H extends number>(
  i: I,
  h: H,
  options: RecurrentInitializers = {},
): Init<RnnP<I, H>> => initOf(specsOf(rnnKind({}), i, h, options));
/** The parameters of a long short-term memory from i features to h units, the gates in the order i, f, g, o. */
export const lstmSpec = <
  I extends number,
  H extends number,
  P extends number = never,
  Peep extends boolean = false,
>(
  i: I,
  h: H,
  options: LstmInitializers & LstmForm<P, Peep> = {},
): Init<LstmPOf<I, H, P, Peep>> => initOf(specsOf(lstmKind, i, h, options));
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
type ParamsAs<
  Op,
  I extends Dim,
  H extends Dim,
  P extends Dim,
  Peep extends boolean,
> = Op extends 'lstm' ? LstmPOf<I, H, P, Peep> : Op extends 'gru' ? GruP<I, H> : RnnP<I, H>;
/**
 * The type of `layer.lstm(name, units)` and its like: parameters named K, one set a direction; P and Peep are those of
 * `LstmForm`.
 */
export interface RecurrentDef<
  Op extends string,
  K extends string,
  H extends number,
  Both extends boolean,
  Output extends 'sequence' | 'last',
  P extends number = never,
  Peep extends boolean = false,
> extends Def {
  readonly [Out]: Mk<
    F32Rule<
      Op,
      DefRule<InShape<this>, [P] extends [never] ? H : P, Both, Output, Op>,
      InDType<this>
    >,
    InDType<this>
  >;
  readonly [Par]: {
    readonly [k in K]: Both extends true
      ? BothWays<ParamsAs<Op, Last<InShape<this>>, H, P, Peep>>
      : ParamsAs<Op, Last<InShape<this>>, H, P, Peep>;
  };
}

/** The cell of a tree that has these parameters. */
const cellAt = (tree: unknown, names: readonly string[]): Cell => ({
  ...Object.fromEntries(names.map((name) => [name, tensorAt(tree, name)])),
  wx: tensorAt(tree, 'wx'),
  wh: tensorAt(tree, 'wh'),
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

interface AnyDefOptions extends LstmInitializers, LstmForm<number, boolean> {
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
        const at = (tree: unknown): Cell => cellAt(tree, Object.keys(specs));
        const layers = both
          ? { forward: at(child(own, 'forward')), backward: at(child(own, 'backward')) }
          : at(own);
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
  P extends number = never,
  Peep extends boolean = false,
>(
  name: K,
  units: H,
  options: RecurrentDefOptions<Both, Output> & LstmInitializers & LstmForm<P, Peep> = {},
): RecurrentDef<'lstm', K, H, Both, Output, P, Peep> =>
  recurrentDef(lstmKind, name, units, options);

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
