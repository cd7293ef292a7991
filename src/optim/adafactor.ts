/** Adafactor: second moments of matrices by their rows and columns alone, steps in proportion to the parameter. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import {
  add,
  cast,
  div,
  fill,
  literal,
  maximum,
  mul,
  pow,
  reduceSum,
  reshape,
  sqrt,
  sub,
  zeros,
} from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { type Reduce, type Shape, sizeOf } from '../types/shape.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { increment, inverse, minimum, norm, scaled, square } from './leaf.ts';
import { decay, descent, penalised, stepsOf } from './rule.ts';

/** lr 0.01, decayPower 0.8, eps 1.1920929e-7, scaleEps 0.001, clip 1, weightDecay 0 if absent. */
export interface AdafactorOptions extends CommonOptions {
  /** the mean of squares at step t forgets with t^-decayPower; PyTorch: -beta2_decay */
  readonly decayPower?: number;
  /** the least root of a second moment */
  readonly eps?: number;
  /** the least root mean square that a parameter counts with */
  readonly scaleEps?: number;
  /** the largest root mean square of a direction; PyTorch: d */
  readonly clip?: number;
}

type Kept<S extends Shape, I extends -1 | -2> =
  Reduce<S, I, true, 'adafactor'> extends infer R extends Shape ? Tensor<R> : never;
type IsMatrix<S extends Shape> = S extends readonly [...Shape, unknown, unknown] ? true : false;
/** The mean squares of the rows of every matrix, and of the elements of every vector and scalar. */
export type RowSquares<P> = P extends AnyTensor
  ? IsMatrix<P['shape']> extends true
    ? Kept<P['shape'], -1>
    : Tensor<P['shape']>
  : P extends object
    ? { readonly [K in keyof P]: RowSquares<P[K]> }
    : P;
/** The mean squares of the columns of every matrix; of vectors and scalars nothing, a 0. */
export type ColumnSquares<P> = P extends AnyTensor
  ? IsMatrix<P['shape']> extends true
    ? Kept<P['shape'], -2>
    : Tensor<[]>
  : P extends object
    ? { readonly [K in keyof P]: ColumnSquares<P[K]> }
    : P;
/** What Adafactor keeps: m + n numbers for a matrix of m n. */
export interface AdafactorState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  readonly rows: RowSquares<P>;
  readonly columns: ColumnSquares<P>;
}
/** `AdafactorState` for parameters of any type. */
export interface AdafactorForm extends StateForm {
  readonly state: AdafactorState<this['params']>;
}

const isMatrix = (x: Value): boolean => x.shape.length > 1;

/** The mean along an axis counted from the end, which stays with size 1. */
const meanAlong = (x: Value, fromEnd: 1 | 2): Value => {
  const axis = x.shape.length - fromEnd;
  const total = reshape(reduceSum(x, [axis]), x.shape.with(axis, 1));
  return div(total, fill(x.shape[axis]!, total));
};

const keptOf = (p: Value, fromEnd: 1 | 2): Value =>
  zeros({ shape: p.shape.with(p.shape.length - fromEnd, 1), dtype: p.dtype });

/** The running mean of squares after one more step, whose weight is `by`. */
const after = (last: Value, squares: Value, by: Value): Value =>
  add(scaled(sub(fill(1, by), by), last), scaled(by, squares));

/** The root of the mean of the squares of all elements. */
const rootMeanSquare = (x: Value): Value => {
  const n = norm(x);
  return div(n, sqrt(fill(sizeOf(x.shape), n)));
};

const atLeast = (x: Value, least: number): Value => maximum(x, fill(least, x));

interface Squares {
  readonly rows: Value;
  readonly columns: Value;
  /** what the gradient's square is taken to be */
  readonly moment: Value;
}

const squaresOf = (g: Value, rows: Value, columns: Value, by: Value, eps: number): Squares => {
  const g2 = square(g);
  if (!isMatrix(g)) {
    const own = after(rows, g2, by);
    return { rows: own, columns, moment: own };
  }
  const [r, c] = [after(rows, meanAlong(g2, 1), by), after(columns, meanAlong(g2, 2), by)];
  const shares = div(r, expand(atLeast(meanAlong(r, 2), eps), r.shape));
  const moment = mul(expand(shares, g.shape), expand(c, g.shape));
  return { rows: r, columns: c, moment };
};

/**
 * Adafactor: of a matrix's squared gradients only running means R of rows and C of columns are kept, with weight
 * t^-0.8 for the newest: V = R C / mean(R); u = g / sqrt(V), divided by max(1, rms(u) / clip); p' = p - max(scaleEps,
 * rms(p)) min(lr, 1 / sqrt(t)) u - lr weightDecay p. Vectors keep V itself. Shazeer and Stern 2018. PyTorch, optax,
 * Keras: Adafactor, adafactor.
 */
export function adafactor(options?: AdafactorOptions): Optimiser<AdafactorForm>;
export function adafactor(options: AdafactorOptions = {}): Updates {
  const { decayPower = 0.8, eps = 2 ** -23, scaleEps = 1e-3, clip = 1 } = options;
  const { before } = penalised({ maximize: options.maximize ?? false });
  const shrink = decay(options);
  const steps = stepsOf(
    {
      kept: {
        rows: (p) => (isMatrix(p) ? keptOf(p, 1) : zeros(p)),
        columns: (p) => (isMatrix(p) ? keptOf(p, 2) : literal(0, p.dtype)),
      },
      scalars: {},
      next: () => ({}),
      once: ({ count, rate }) => {
        const t = cast(increment(count), DTypes.f32);
        return { by: pow(t, fill(-decayPower, t)), rate: minimum(rate, inverse(sqrt(t))) };
      },
      each: ({ g, p, path, kept, once, rated }) => {
        const { moment, ...next } = squaresOf(g, kept.rows, kept.columns, once.by, eps);
        const u = div(g, sqrt(atLeast(moment, eps * eps)));
        const held = maximum(div(rootMeanSquare(u), fill(clip, norm(u))), fill(1, norm(u)));
        const factor = div(atLeast(rootMeanSquare(p), scaleEps), held);
        const step = scaled(once.rate, scaled(factor, u));
        const direction = shrink ? add(step, rated(shrink(zeros(p), p, path))) : step;
        return { direction, rated: true, kept: next };
      },
    },
    before && { before },
  );
  return descent(options.lr ?? 1e-2, steps);
}
