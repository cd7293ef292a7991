/**
 * One step of a recurrent layer: the Elman network, long short-term memory and the gated recurrent unit, as functions of
 * parameters, input and state. Gates lie side by side in the last axis of the weights.
 */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret, sameDType, type Tensor } from '../core/tensor.ts';
import { expand, rectified, sigmoidOf } from '../ops/index.ts';
import { add, mul, slice, sub, tanh } from '../prim/index.ts';
import { type Dim, type DMul, mulDim } from '../types/dim.ts';
import type { CellSizes } from '../types/recurrent.ts';
import { type LastTo, lastToShape, type Shape, type Show, show } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { linear, withBias } from './linear.ts';
import { lstmUpdate } from './lstm-update.ts';

/** The weights of an Elman network: h' = tanh(x wx + h wh + b). */
export interface RnnWeights<I extends Dim, H extends Dim> {
  readonly wx: Tensor<[I, H]>;
  readonly wh: Tensor<[H, H]>;
  readonly b?: Tensor<[H]>;
}
/** The parameters of an Elman network. */
export interface RnnP<I extends Dim, H extends Dim> extends RnnWeights<I, H> {
  readonly b: Tensor<[H]>;
}
/**
 * The weights of a long short-term memory that keeps H numbers and gives P, the gates in the order i, f, g, o.
 */
export interface LstmWeights<I extends Dim, H extends Dim, P extends Dim = H> {
  readonly wx: Tensor<[I, DMul<4, H>]>;
  readonly wh: Tensor<[P, DMul<4, H>]>;
  readonly b?: Tensor<[DMul<4, H>]>;
  /** what the state adds to the gates i, f and o, unit by unit: they see what is kept. Gers, Schmidhuber 2000 */
  readonly peepholes?: Tensor<[DMul<3, H>]>;
  /** from the H numbers to the P that are given and seen by the next step. Sak, Senior, Beaufays 2014 */
  readonly projection?: Tensor<[H, P]>;
}
/** The parameters of a long short-term memory. */
export interface LstmP<I extends Dim, H extends Dim> extends LstmWeights<I, H> {
  readonly b: Tensor<[DMul<4, H>]>;
}
/** The parameters of a long short-term memory whose gates see what is kept. */
export interface PeepholesP<H extends Dim> {
  readonly peepholes: Tensor<[DMul<3, H>]>;
}
/** The parameters of a long short-term memory that keeps H numbers and gives P. */
export interface ProjectedLstmP<I extends Dim, H extends Dim, P extends Dim>
  extends LstmWeights<I, H, P> {
  readonly b: Tensor<[DMul<4, H>]>;
  readonly projection: Tensor<[H, P]>;
}
/** The weights of a gated recurrent unit, the gates in the order r, z, n. */
export interface GruWeights<I extends Dim, H extends Dim> {
  readonly wx: Tensor<[I, DMul<3, H>]>;
  readonly wh: Tensor<[H, DMul<3, H>]>;
  readonly b?: Tensor<[DMul<3, H>]>;
  /** the bias of the state's part of the candidate n, which the reset gate multiplies */
  readonly bn?: Tensor<[H]>;
}
/** The parameters of a gated recurrent unit. */
export interface GruP<I extends Dim, H extends Dim> extends GruWeights<I, H> {
  readonly b: Tensor<[DMul<3, H>]>;
  readonly bn: Tensor<[H]>;
}
/** The state of a long short-term memory: what it gives, and what it keeps, of shape C with a projection. */
export interface LstmState<S extends Shape, C extends Shape = S> {
  readonly h: Tensor<S>;
  readonly c: Tensor<C>;
}
/** The function at the end of a step of an Elman network. */
export interface RnnOptions {
  /** 'tanh' if absent */
  readonly activation?: 'tanh' | 'relu';
}

/** The parameters of any cell. */
export interface Cell {
  readonly wx: Value;
  readonly wh: Value;
  readonly b?: Value;
  readonly bn?: Value;
  readonly peepholes?: Value;
  readonly projection?: Value;
}
/** How many numbers a cell keeps: as many as it gives, but with a projection. */
export const unitsOf = ({ wh, projection }: Cell): Dim => (projection ?? wh).shape[0]!;

/** A kind of cell: how many gates, and a step from what the inputs contribute to the gates. */
export interface Kind {
  readonly name: string;
  readonly gates: number;
  /** the names of the parts of the state; '' where it is one tensor */
  readonly state: readonly string[];
  step(p: Cell, inputs: Value, state: readonly Value[]): readonly Value[];
  /** Throws where what not every cell has does not fit the rest. */
  check?(p: Cell, op: string): void;
}
/** The sizes of the parts of the state. */
export const stateSizes = ({ state }: Kind, p: Cell): readonly Dim[] =>
  state.map((name) => (name === 'c' ? unitsOf(p) : p.wh.shape[0]!));

/** What the inputs contribute to the gates, of all steps at once. */
export const inputGates = (p: Cell, x: Value): Value => linear(x, p.wx, p.b);

/** Gate k of those side by side in the last axis. */
const gate = (x: Value, k: number, p: Cell): Value => {
  const [h, last] = [unitsOf(p), x.shape.length - 1];
  if (typeof h !== 'number') {
    throw new ShapeError(`recurrent: the number of units must be known, got ${show(p.wh.shape)}`);
  }
  const start = x.shape.map((_, i) => (i === last ? k * h : 0));
  return slice(x, { start, size: x.shape.with(last, h), stride: x.shape.map(() => 1) });
};

export const rnnKind = ({ activation = 'tanh' }: RnnOptions): Kind => ({
  name: 'rnn',
  gates: 1,
  state: [''],
  step: (p, inputs, [h]) => {
    const total = add(inputs, linear(h!, p.wh));
    return [activation === 'relu' ? rectified(total) : tanh(total)];
  },
});

/** A gate that also sees what is kept, through peephole k. */
const seeing = (x: Value, k: number, kept: Value, p: Cell): Value =>
  p.peepholes === undefined ? x : add(x, mul(expand(gate(p.peepholes, k, p), kept.shape), kept));

const mustBe = (what: string, want: Shape, got: Value | undefined): void => {
  if (got === undefined || show(got.shape) === show(want)) return;
  throw new ShapeError(`${what} must be ${show(want)}, got ${show(got.shape)}`);
};

const checkLstm = (p: Cell, op: string): void => {
  const units = unitsOf(p);
  mustBe(`${op}: the projection`, [units, p.wh.shape[0]!], p.projection);
  mustBe(`${op}: the weights of the state`, [p.wh.shape[0]!, mulDim(4, units)], p.wh);
  mustBe(`${op}: the peepholes`, [mulDim(3, units)], p.peepholes);
};

export const lstmKind: Kind = {
  name: 'lstm',
  gates: 4,
  state: ['h', 'c'],
  check: checkLstm,
  step: (p, inputs, [h, c]) => {
    const hidden = linear(h!, p.wh);
    const given = (v: Value): Value => (p.projection === undefined ? v : linear(v, p.projection));
    if (p.peepholes === undefined) {
      const [v, kept] = lstmUpdate(inputs, hidden, c!);
      return [given(v), kept];
    }
    const total = add(inputs, hidden);
    const [i, f, g, o] = [0, 1, 2, 3].map((k) => gate(total, k, p));
    const [input, forget] = [seeing(i!, 0, c!, p), seeing(f!, 1, c!, p)].map((v) => sigmoidOf(v));
    const kept = add(mul(forget!, c!), mul(input!, tanh(g!)));
    return [given(mul(sigmoidOf(seeing(o!, 2, kept, p)), tanh(kept))), kept];
  },
};

export const gruKind: Kind = {
  name: 'gru',
  gates: 3,
  state: [''],
  step: (p, inputs, [h]) => {
    const hidden = linear(h!, p.wh);
    const [r, z] = [0, 1].map((k) => sigmoidOf(add(gate(inputs, k, p), gate(hidden, k, p))));
    const n = tanh(add(gate(inputs, 2, p), mul(r!, withBias(gate(hidden, 2, p), p.bn))));
    return [add(n, mul(z!, sub(h!, n)))];
  },
};

/** The shape of the state where it fits the cell and the input, else the sentence. */
export type CellRule<
  P extends CellSizes,
  X extends AnyTensor,
  H extends AnyTensor,
  Op extends string,
> =
  LastTo<X['shape'], P['wx']['shape'][0] & Dim, P['wh']['shape'][0] & Dim, Op> extends infer S
    ? S extends Shape
      ? H['shape'] extends S
        ? F32Rule<Op, S, X['dtype']>
        : `${Op}: the state must be ${Show<S>}, got ${Show<H['shape']>}`
      : S
    : never;

const stepOf =
  (op: string, kind: Kind) =>
  (p: Cell, x: Value, state: readonly Value[]): readonly Value[] => {
    const shape = lastToShape(x.shape, p.wx.shape[0]!, p.wh.shape[0]!, op);
    const want = must(sameDType(x, p.wx, op, shape));
    kind.check?.(p, op);
    stateSizes(kind, p).forEach((size, i) => {
      mustBe(`${op}: the state`, want.with(-1, size), state[i]);
    });
    return kind.step(p, inputGates(p, x), state);
  };

/**
 * One step of an Elman network: h' = tanh(x wx + h wh + b), or with relu. Shapes: x [..., I], h [..., H] -> [..., H].
 * Elman 1990. PyTorch: RNNCell; Keras: SimpleRNNCell.
 */
export function rnnCell<
  P extends RnnWeights<Dim, Dim>,
  X extends AnyTensor,
  H extends Tensor<Shape>,
>(
  p: P,
  x: X,
  h: Ok<CellRule<P, X, H, 'rnnCell'>, H>,
  options?: RnnOptions,
): Ret<CellRule<P, X, H, 'rnnCell'>>;
export function rnnCell(p: Cell, x: Value, h: Value, options: RnnOptions = {}): Value {
  return stepOf('rnnCell', rnnKind(options))(p, x, [h])[0]!;
}

/** The parameters of a cell with a projection from H numbers. */
interface Projected<H extends Dim> {
  readonly projection: { readonly shape: readonly [H, Dim] };
}
/** How many numbers a long short-term memory keeps. */
export type UnitsOf<P extends CellSizes> =
  P extends Projected<infer H> ? H : P['wh']['shape'][0] & Dim;
/** The shape of what it keeps beside what it gives, S. */
type KeptBeside<P extends CellSizes, S extends Shape> =
  P extends Projected<infer H>
    ? S extends readonly [...infer A extends Dim[], Dim]
      ? [...A, H]
      : S
    : S;

/**
 * One step of a long short-term memory: of the gates [i, f, g, o] = x wx + h wh + b, c' = sigmoid(f) c + sigmoid(i)
 * tanh(g) and h' = sigmoid(o) tanh(c'). With peepholes p, i and f also see c, o sees c': i + p_i c, f + p_f c, o + p_o c'.
 * With a projection, h' = (sigmoid(o) tanh(c')) projection, of P numbers. Shapes: x [..., I], h [..., H] or [..., P], c
 * [..., H]. Hochreiter and Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000. PyTorch: LSTMCell, and LSTM with proj_size;
 * Keras: LSTMCell, with the gates in the same order; ONNX: LSTM, with peepholes in the order i, o, f.
 */
export function lstmCell<
  P extends LstmWeights<Dim, Dim, Dim>,
  X extends AnyTensor,
  H extends Tensor<Shape>,
>(
  p: P,
  x: X,
  state: {
    readonly h: Ok<CellRule<P, X, H, 'lstmCell'>, H>;
    readonly c: NoInfer<Tensor<KeptBeside<P, H['shape']>>>;
  },
): LstmState<H['shape'], KeptBeside<P, H['shape']>>;
export function lstmCell(
  p: Cell,
  x: Value,
  state: { readonly h: Value; readonly c: Value },
): unknown {
  const [h, c] = stepOf('lstmCell', lstmKind)(p, x, [state.h, state.c]);
  return { h, c };
}

/**
 * One step of a gated recurrent unit: r = sigmoid(x wxr + h whr + br), z = sigmoid(x wxz + h whz + bz), n = tanh(x wxn +
 * bn' + r (h whn + bn)), h' = (1 - z) n + z h; b holds br, bz, bn'. Shapes: x [..., I], h [..., H] -> [..., H]. Cho et al.
 * 2014, in the form of PyTorch: GRUCell; Keras: GRUCell with reset_after, whose gates are z, r, n.
 */
export function gruCell<
  P extends GruWeights<Dim, Dim>,
  X extends AnyTensor,
  H extends Tensor<Shape>,
>(p: P, x: X, h: Ok<CellRule<P, X, H, 'gruCell'>, H>): Ret<CellRule<P, X, H, 'gruCell'>>;
export function gruCell(p: Cell, x: Value, h: Value): Value {
  return stepOf('gruCell', gruKind)(p, x, [h])[0]!;
}
