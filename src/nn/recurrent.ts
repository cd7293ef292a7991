/**
 * Recurrent layers over whole sequences: one matrix product for the inputs of all steps, then a scan over the steps.
 * Several layers, both directions, given first states, sequences of different lengths.
 */
import { scanValues } from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret, sameDType, type Tensor } from '../core/tensor.ts';
import { describe } from '../core/type.ts';
import { indices } from '../ops/index.ts';
import { broadcast, concat, iota, less, permute, select, zeros } from '../prim/index.ts';
import { diff, leaves, leavesLike } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { bool, i32 } from '../types/dtype.ts';
import {
  type BothWays,
  type CellSizes,
  type LayersOf,
  type OneOrBoth,
  type Recurrent,
  recurrentShape,
} from '../types/recurrent.ts';
import { type Shape, show } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import {
  type Cell,
  type GruWeights,
  gruKind,
  inputGates,
  type Kind,
  type LstmState,
  type LstmWeights,
  lstmKind,
  type RnnOptions,
  type RnnWeights,
  rnnKind,
  stateSizes,
  type UnitsOf,
} from './recurrent-cells.ts';

/** How a recurrent layer reads sequences. States is the form of its state, B the batch. */
export interface SequenceOptions<
  States,
  B extends Dim,
  TimeFirst extends boolean,
  Steps extends Shape = Shape,
> {
  /** the state before the first step, in the form of the last one; zeros if absent */
  readonly initial?: States;
  /** how many steps of each sequence count: after them the state stays, and outputs are 0 */
  readonly lengths?: Tensor<[B], i32>;
  /** which steps count, wherever they are: at others the state stays, and outputs are 0; in the place of `lengths` */
  readonly mask?: Tensor<Steps, bool>;
  /** the sequences are [time, batch, features] */
  readonly timeFirst?: TimeFirst;
}

/** The state of a cell with the parameters P, for a batch of B. */
type CellState<P extends CellSizes, B extends Dim, Lstm> = Lstm extends true
  ? LstmState<[B, P['wh']['shape'][0] & Dim], [B, UnitsOf<P>]>
  : Tensor<[B, P['wh']['shape'][0] & Dim]>;
/** States in the form of the layers: one, one a direction, or a list of them. */
export type RecurrentStates<L, B extends Dim, Lstm = false> =
  L extends BothWays<infer _>
    ? {
        readonly forward: CellState<L['forward'] & CellSizes, B, Lstm>;
        readonly backward: CellState<L['backward'] & CellSizes, B, Lstm>;
      }
    : L extends CellSizes
      ? CellState<L, B, Lstm>
      : { readonly [K in keyof L]: RecurrentStates<L[K], B, Lstm> };

/** The axes of steps, as the sequences have them. */
type StepsAt<S extends Shape> = S extends readonly [infer A extends Dim, infer B extends Dim, Dim]
  ? [A, B]
  : Dim[];
type BatchAt<S extends Shape, TimeFirst extends boolean> = S[TimeFirst extends true ? 1 : 0] & Dim;
type RecurrentRule<L, X extends AnyTensor, Op extends string, TimeFirst extends boolean> = F32Rule<
  Op,
  Recurrent<L, X['shape'], Op, TimeFirst>,
  X['dtype']
>;

type AnyLayer = OneOrBoth<Cell>;
type AnyLayers = LayersOf<Cell>;
interface AnyOptions {
  readonly initial?: unknown;
  readonly lengths?: Value;
  readonly mask?: Value;
  readonly timeFirst?: boolean;
}

const isList = (l: AnyLayers): l is readonly AnyLayer[] => Array.isArray(l);
const isBoth = (l: AnyLayer): l is BothWays<Cell> => 'forward' in l;
const listOf = (l: AnyLayers): readonly AnyLayer[] => (isList(l) ? l : [l]);

// ---- states ---------------------------------------------------------------------------------------

/** A tree in the form of the layers, made of one part for each direction of each. */
const inForm = (layers: AnyLayers, part: (cell: Cell) => unknown): unknown => {
  const one = (l: AnyLayer): unknown =>
    isBoth(l) ? { forward: part(l.forward), backward: part(l.backward) } : part(l);
  return isList(layers) ? layers.map(one) : one(layers);
};

const stateOf = ({ state }: Kind, values: readonly Value[]): unknown =>
  state.length === 1 ? values[0] : Object.fromEntries(state.map((name, i) => [name, values[i]]));

/** The parts of the states, in the order of the layers and their directions. */
const initialOf = (
  kind: Kind,
  layers: AnyLayers,
  x: Value,
  batch: Dim,
  initial: unknown,
): Iterator<Value, undefined> => {
  const zero = (size: Dim): Value => zeros({ shape: [batch, size], dtype: x.dtype });
  const form = inForm(layers, (cell) => stateOf(kind, stateSizes(kind, cell).map(zero)));
  if (initial === undefined) return leaves(form)[Symbol.iterator]();
  const wrong = diff(form, initial, `${kind.name}: the state`);
  if (wrong !== null) throw new ShapeError(wrong);
  return leavesLike(form, initial)[Symbol.iterator]();
};

// ---- sequences ------------------------------------------------------------------------------------

interface Read {
  /** [time, batch, units] */
  readonly outputs: Value;
  readonly state: readonly Value[];
}

const along = (mask: Value, x: Value): Value => broadcast(mask, x.shape, [0]);

/** One direction of one layer over [time, batch, features]; `counts` says which steps of whom count. */
const read = (
  kind: Kind,
  p: Cell,
  x: Value,
  initial: readonly Value[],
  { counts, reverse }: { readonly counts: Value | undefined; readonly reverse: boolean },
): Read => {
  const step = (state: readonly Value[], [gates, on]: readonly Value[]) => {
    const next = kind.step(p, gates!, state);
    if (on === undefined) return [next, [next[0]!]];
    const kept = next.map((v, i) => select(along(on, v), v, state[i]!));
    return [kept, [select(along(on, next[0]!), next[0]!, zeros(next[0]!))]];
  };
  const rows = [inputGates(p, x), ...(counts === undefined ? [] : [counts])];
  const { carry, ys } = scanValues(step, initial, rows, { length: x.shape[0]!, reverse });
  return { outputs: ys[0]!, state: carry };
};

/** [time, batch]: whether a step is one of its sequence. */
const withinLengths = (kind: Kind, lengths: Value, x: Value): Value => {
  const n = indices(`${kind.name}: lengths`, lengths);
  const shape = x.shape.slice(0, 2);
  if (n.shape.length !== 1 || n.shape[0] !== shape[1]) {
    throw new ShapeError(
      `${kind.name}: lengths must be [${shape[1]}], one a sequence, got ${show(n.shape)}`,
    );
  }
  return less(iota(shape, 0), broadcast(n, shape, [1]));
};

/** [time, batch]: the mask, which has the first two axes of the sequences. */
const masked = (kind: Kind, mask: Value, x: Value, timeFirst: boolean): Value => {
  const steps = timeFirst ? mask : mask.shape.length === 2 ? permute(mask, [1, 0]) : mask;
  if (mask.dtype.dtype !== 'bool' || show(steps.shape) !== show(x.shape.slice(0, 2))) {
    const [time, batch] = x.shape;
    const want = show(timeFirst ? [time!, batch!] : [batch!, time!]);
    throw new ShapeError(`${kind.name}: the mask must be bool ${want}, got ${describe(mask)}`);
  }
  return steps;
};

const countsOf = (kind: Kind, x: Value, options: AnyOptions): Value | undefined => {
  const { lengths, mask, timeFirst = false } = options;
  if (lengths !== undefined && mask !== undefined) {
    throw new ShapeError(`${kind.name}: takes lengths or a mask, not both`);
  }
  if (lengths !== undefined) return withinLengths(kind, lengths, x);
  return mask === undefined ? undefined : masked(kind, mask, x, timeFirst);
};

interface Sequence {
  /** [time, batch, features] */
  readonly outputs: Value;
  /** in the form of the layers */
  readonly states: unknown;
}

/** All layers over [time, batch, features]. */
const run = (kind: Kind, layers: AnyLayers, x: Value, options: AnyOptions): Sequence => {
  const counts = countsOf(kind, x, options);
  const given = initialOf(kind, layers, x, x.shape[1]!, options.initial);
  const finals: unknown[] = [];
  let outputs = x;
  const one = (cell: Cell, reverse: boolean): Value => {
    kind.check?.(cell, kind.name);
    const start = kind.state.map(() => given.next().value!);
    const r = read(kind, cell, outputs, start, { counts, reverse });
    finals.push(stateOf(kind, r.state));
    return r.outputs;
  };
  for (const l of listOf(layers)) {
    outputs = isBoth(l) ? concat([one(l.forward, false), one(l.backward, true)], 2) : one(l, false);
  }
  const next = finals[Symbol.iterator]();
  return { outputs, states: inForm(layers, () => next.next().value) };
};

const swapped = (x: Value): Value => permute(x, [1, 0, 2]);

/** Outputs at all steps and the last states. */
export const overSequence = (
  kind: Kind,
  layers: AnyLayers,
  x: Value,
  options: AnyOptions = {},
): readonly [Value, unknown] => {
  const { timeFirst = false } = options;
  const [first] = listOf(layers);
  if (first === undefined) throw new ShapeError(`${kind.name}: needs one layer or more`);
  const cell = isBoth(first) ? first.forward : first;
  const rule = recurrentShape(listOf(layers), x.shape, kind.name, timeFirst);
  must(sameDType(x, cell.wx, kind.name, rule));
  const { outputs, states } = run(kind, layers, timeFirst ? x : swapped(x), options);
  return [timeFirst ? outputs : swapped(outputs), states];
};

/**
 * An Elman network over sequences: h_t = tanh(x_t wx + h_(t-1) wh + b), or with relu. `layers` are the parameters of one
 * layer, of one with both directions { forward, backward }, whose outputs stand side by side, or a list of layers, each
 * on the outputs of the one before. Gives the outputs at all steps and the last states in the form of `layers`. Shapes:
 * x [B, T, I] -> [B, T, H], states [B, H]. PyTorch: RNN; Keras: SimpleRNN.
 */
export function rnn<
  const L extends LayersOf<RnnWeights<Dim, Dim>>,
  X extends AnyTensor,
  TimeFirst extends boolean = false,
>(
  layers: L,
  x: Ok<RecurrentRule<L, X, 'rnn', TimeFirst>, X>,
  options?: SequenceOptions<
    NoInfer<RecurrentStates<L, BatchAt<X['shape'], TimeFirst>>>,
    NoInfer<BatchAt<X['shape'], TimeFirst>>,
    TimeFirst,
    NoInfer<StepsAt<X['shape']>>
  > &
    RnnOptions,
): readonly [
  Ret<RecurrentRule<L, X, 'rnn', TimeFirst>>,
  RecurrentStates<L, BatchAt<X['shape'], TimeFirst>>,
];
export function rnn(layers: AnyLayers, x: Value, options: AnyOptions & RnnOptions = {}): unknown {
  return overSequence(rnnKind(options), layers, x, options);
}

/**
 * A long short-term memory over sequences, each step that of `lstmCell`, peepholes and projection included. Layers,
 * directions and results as for `rnn`; a state is { h, c }. Shapes: x [B, T, I] -> [B, T, H], h and c [B, H]; with a
 * projection to P, x -> [B, T, P], h [B, P]. PyTorch, Keras: LSTM.
 */
export function lstm<
  const L extends LayersOf<LstmWeights<Dim, Dim, Dim>>,
  X extends AnyTensor,
  TimeFirst extends boolean = false,
>(
  layers: L,
  x: Ok<RecurrentRule<L, X, 'lstm', TimeFirst>, X>,
  options?: SequenceOptions<
    NoInfer<RecurrentStates<L, BatchAt<X['shape'], TimeFirst>, true>>,
    NoInfer<BatchAt<X['shape'], TimeFirst>>,
    TimeFirst,
    NoInfer<StepsAt<X['shape']>>
  >,
): readonly [
  Ret<RecurrentRule<L, X, 'lstm', TimeFirst>>,
  RecurrentStates<L, BatchAt<X['shape'], TimeFirst>, true>,
];
export function lstm(layers: AnyLayers, x: Value, options: AnyOptions = {}): unknown {
  return overSequence(lstmKind, layers, x, options);
}

/**
 * A gated recurrent unit over sequences, each step that of `gruCell`. Layers, directions and results as for `rnn`.
 * Shapes: x [B, T, I] -> [B, T, H], states [B, H]. PyTorch: GRU; Keras: GRU with reset_after.
 */
export function gru<
  const L extends LayersOf<GruWeights<Dim, Dim>>,
  X extends AnyTensor,
  TimeFirst extends boolean = false,
>(
  layers: L,
  x: Ok<RecurrentRule<L, X, 'gru', TimeFirst>, X>,
  options?: SequenceOptions<
    NoInfer<RecurrentStates<L, BatchAt<X['shape'], TimeFirst>>>,
    NoInfer<BatchAt<X['shape'], TimeFirst>>,
    TimeFirst,
    NoInfer<StepsAt<X['shape']>>
  >,
): readonly [
  Ret<RecurrentRule<L, X, 'gru', TimeFirst>>,
  RecurrentStates<L, BatchAt<X['shape'], TimeFirst>>,
];
export function gru(layers: AnyLayers, x: Value, options: AnyOptions = {}): unknown {
  return overSequence(gruKind, layers, x, options);
}
