/**
 * One step of a recurrent layer: the Elman network, long short-term memory and the gated recurrent unit, as functions of
 * parameters, input and state. Gates lie side by side in the last axis of the weights.
 */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { expand, relu, sigmoidOf } from '../ops/index.ts';
import { add, dot, mul, slice, sub, tanh } from '../prim/index.ts';
import type { DMul, Dim } from '../types/dim.ts';
import { type LastTo, lastToShape, type Shape, show } from '../types/shape.ts';

/** The parameters of an Elman network: h' = tanh(x wx + h wh + b). */
export interface RnnP<I extends Dim, H extends Dim> {
  readonly wx: Tensor<[I, H]>;
  readonly wh: Tensor<[H, H]>;
  readonly b?: Tensor<[H]>;
}
/** The parameters of a long short-term memory, the gates in the order i, f, g, o. */
export interface LstmP<I extends Dim, H extends Dim> {
  readonly wx: Tensor<[I, DMul<4, H>]>;
  readonly wh: Tensor<[H, DMul<4, H>]>;
  readonly b?: Tensor<[DMul<4, H>]>;
}
/** The parameters of a gated recurrent unit, the gates in the order r, z, n. */
export interface GruP<I extends Dim, H extends Dim> {
  readonly wx: Tensor<[I, DMul<3, H>]>;
  readonly wh: Tensor<[H, DMul<3, H>]>;
  readonly b?: Tensor<[DMul<3, H>]>;
  /** the bias of the state's part of the candidate n, which the reset gate multiplies */
  readonly bn?: Tensor<[H]>;
}
/** The state of a long short-term memory: what it gives, and what it keeps. */
export interface LstmState<S extends Shape> {
  readonly h: Tensor<S>;
  readonly c: Tensor<S>;
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
}
/** A kind of cell: how many gates, and a step from what the inputs contribute to the gates. */
export interface Kind {
  readonly name: string;
  readonly gates: number;
  /** the names of the parts of the state; '' where it is one tensor */
  readonly state: readonly string[];
  step(p: Cell, inputs: Value, state: readonly Value[]): readonly Value[];
}

/** x w over the last axis */
const product = (x: Value, w: Value): Value =>
  dot(x, w, { contract: [[x.shape.length - 1], [0]], batch: [[], []] });

const plus = (x: Value, b: Value | undefined): Value =>
  b === undefined ? x : add(x, expand(b, x.shape));

/** What the inputs contribute to the gates, of all steps at once. */
export const inputGates = (p: Cell, x: Value): Value => plus(product(x, p.wx), p.b);

/** Gate k of those side by side in the last axis. */
const gate = (x: Value, k: number, { wh }: Cell): Value => {
  const [h, last] = [wh.shape[0]!, x.shape.length - 1];
  if (typeof h !== 'number') {
    throw new ShapeError(`recurrent: the number of units must be known, got ${show(wh.shape)}`);
  }
  const start = x.shape.map((_, i) => (i === last ? k * h : 0));
  return slice(x, { start, size: x.shape.with(last, h), stride: x.shape.map(() => 1) });
};

const rnnKind = ({ activation = 'tanh' }: RnnOptions): Kind => ({
  name: 'rnn',
  gates: 1,
  state: [''],
  step: (p, inputs, [h]) => {
    const total = add(inputs, product(h!, p.wh));
    return [activation === 'relu' ? reluOf(total) : tanh(total)];
  },
});
const reluOf = (x: Value): Value => applyTo(relu, x);
