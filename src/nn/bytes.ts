/** How many bytes a network needs, as a type and as a value: of its parameters, and of the values between its stages. */
import { ShapeError } from '../core/error.ts';
import type { Apply } from '../core/layer.ts';
import type { TensorType } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { type Init, mapSpecs, type Spec } from '../tree/index.ts';
import { addDim, type DAdd, type Dim, type DMul, mulDim } from '../types/dim.ts';
import { type Bytes, byteSize, type DType } from '../types/dtype.ts';
import type { Compare } from '../types/num.ts';
import { type Prod, type Shape, type Subst, sizeOf, substituteShape } from '../types/shape.ts';
import type { HasParams, ParamsIn, Pushed } from './count.ts';
import type { Listed, StageSummary } from './stage.ts';

/** The sizes that names stand for: { B: 128 }. */
export type NamedSizes = Readonly<Record<string, Dim>>;

/** The bytes of a tensor whose names have the sizes M. */
type BytesOf<T, M> =
  T extends Tensor<infer S extends Shape, infer D extends DType>
    ? DMul<Prod<Subst<S, M>>, Bytes[D['dtype']]>
    : 0;

// ---- parameters -----------------------------------------------------------------------------------

type AllBytes<Todo extends readonly unknown[], Sum extends Dim = 0> = Todo extends readonly [
  infer T,
  ...infer Rest,
]
  ? 0 extends 1 & T
    ? number // an erased signature's `any` must not recurse
    : T extends AnyTensor
      ? AllBytes<Rest, DAdd<Sum, BytesOf<T, {}>>>
      : AllBytes<Pushed<T, Rest>, Sum>
  : Sum;

/**
 * The bytes of the parameters of a network, of a specification or of a tree: the sum of elements times bytes of the dtype.
 * ParameterBytes<typeof cnn> is 139304. Sizes that are names make it a dim: '40*F'.
 */
export type ParameterBytes<T> = AllBytes<[ParamsIn<T>]>;

const bytesOf = ({ shape, dtype }: TensorType): Dim => mulDim(sizeOf(shape), byteSize(dtype));

/**
 * The bytes of the parameters of a network or a specification: the sum of elements times bytes of the dtype.
 * parameterBytes(cnn) is 139304.
 */
export function parameterBytes<T extends HasParams>(of: T): ParameterBytes<T>;
export function parameterBytes(of: { readonly params: unknown } | Init<unknown>): Dim {
  let sum: Dim = 0;
  mapSpecs('params' in of ? of.params : of, (spec) => {
    sum = addDim(sum, bytesOf(spec));
    return null;
  });
  return sum;
}

// ---- activations ----------------------------------------------------------------------------------

/** What a stage adds: its output, or what the stages that it consists of add. */
type StageBytes<F, X, Y, M, Sum extends Dim> = F extends {
  readonly [Listed]: {
    readonly stages: infer Fs extends readonly unknown[];
    readonly joined: infer J;
  };
}
  ? J extends true
    ? DAdd<StagesBytes<X, Fs, M, Sum>, BytesOf<Y, M>>
    : StagesBytes<X, Fs, M, Sum>
  : DAdd<Sum, BytesOf<Y, M>>;
type StagesBytes<X, Fs extends readonly unknown[], M, Sum extends Dim> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? Apply<F, X> extends infer Y
    ? StagesBytes<Y, R, M, StageBytes<F, X, Y, M, Sum>>
    : never
  : Sum;

/** What says its input, its output and its stages: a network. */
export interface Staged {
  readonly input: Spec;
  readonly output: Spec;
  readonly stages: readonly StageSummary[];
  readonly [Listed]: readonly unknown[];
}
type TensorOf<S> = S extends Spec<infer A, infer D> ? Tensor<A, D> : never;

/**
 * The bytes of the values between the stages of a network when it is applied to an input whose names have the sizes M:
 * bytes(x) + sum_s bytes(y_s), x the input, y_s the output of stage s, bytes(v) = elements(v) * bytes of its dtype. A
 * group counts as its stages, a residual as its stages and their sum with the input; a model without a list of stages is
 * one stage. ActivationBytes<typeof mlp, { B: 128 }>; names without a size make it a dim: '4200*B'.
 */
export type ActivationBytes<N, M = {}> = N extends {
  readonly input: infer X;
  readonly output: infer Y;
  readonly [Listed]: infer Fs extends readonly unknown[];
}
  ? number extends Fs['length']
    ? Dim
    : Fs extends readonly []
      ? DAdd<BytesOf<TensorOf<X>, M>, BytesOf<TensorOf<Y>, M>>
      : StagesBytes<TensorOf<X>, Fs, M, BytesOf<TensorOf<X>, M>>
  : never;

type Sizes = ReadonlyMap<string, Dim>;

const boundBytes = ({ shape, dtype }: TensorType, sizes: Sizes): Dim =>
  bytesOf({ shape: substituteShape(shape, sizes), dtype });
const outputs = (stages: readonly StageSummary[]): readonly TensorType[] =>
  stages.flatMap(({ kind, output, inner }) => {
    const own = kind === 'group' && inner.length > 0 ? [] : [output];
    return [...outputs(inner), ...own];
  });
const sumOf = (
  { input, output, stages }: Pick<Staged, 'input' | 'output' | 'stages'>,
  sizes: Sizes,
): Dim =>
  [input, ...(stages.length === 0 ? [output] : outputs(stages))].reduce<Dim>(
    (sum, value) => addDim(sum, boundBytes(value, sizes)),
    0,
  );

const checkSizes = (op: string, sizes: NamedSizes): Sizes => {
  for (const [name, size] of Object.entries(sizes)) {
    if (typeof size === 'number' && !(Number.isSafeInteger(size) && size >= 0))
      throw new ShapeError(`${op}: '${name}' is a whole number >= 0, got ${size}`);
  }
  return new Map(Object.entries(sizes));
};

/**
 * The bytes of the values between the stages of a network, the names of its input replaced by sizes:
 * bytes(x) + sum_s bytes(y_s), x the input, y_s the output of stage s, bytes(v) = elements(v) * bytes of its dtype. A
 * group counts as its stages, a residual as its stages and their sum with the input; a model without a list of stages is
 * one stage. Names without a size stay in the result: activationBytes(mlp) is '4200*B', activationBytes(mlp, { B: 2 })
 * is 8400. It is what backpropagation keeps at most between stages, not what the planned memory of a program is. Throws
 * ShapeError for a size that is no whole number.
 */
export function activationBytes<N extends Staged, const M extends NamedSizes = {}>(
  net: N,
  sizes?: M,
): ActivationBytes<N, M>;
export function activationBytes(net: Staged, sizes: NamedSizes = {}): Dim {
  return sumOf(net, checkSizes('activationBytes', sizes));
}

// ---- a budget -------------------------------------------------------------------------------------

type Reverse<S extends string, O extends string = ''> = S extends `${infer C}${infer R}`
  ? Reverse<R, `${C}${O}`>
  : O;
/** Digits, last first, as threes with blanks between them. */
type Threes<
  S extends string,
  O extends string = '',
> = S extends `${infer A}${infer B}${infer C}${infer R}`
  ? Threes<R, R extends '' ? `${C}${B}${A}${O}` : ` ${C}${B}${A}${O}`>
  : `${Reverse<S>}${O}`;
type Spaced<A extends Dim> = A extends number ? Threes<Reverse<`${A}`>> : `${A}`;

type Total<N, M> =
  ActivationBytes<N, M> extends infer A extends Dim
    ? ParameterBytes<N> extends infer B extends Dim
      ? DAdd<A, B>
      : never
    : never;
type Exceeds<
  T extends Dim,
  K extends number,
> = `fits: ${Spaced<T>} bytes of activations and parameters exceed ${Spaced<K>}`;
type Within<N, T, K extends number> = T extends Dim
  ? string extends T
    ? N
    : number extends T
      ? N
      : T extends number
        ? Compare<T, K> extends '>'
          ? Exceeds<T, K>
          : N
        : `fits: ${T} bytes of activations and parameters depend on names without a size`
  : never;

/**
 * The network N where its activations and parameters, with the sizes M for names, need at most K bytes, else the
 * sentence that says how many they need. As a parameter's type it is a constraint:
 * const deploy = <N extends Staged>(net: FitsIn<N, { B: 1 }, 1_000_000>) => ...
 */
export type FitsIn<N, M, K extends number> = number extends K ? N : Within<N, Total<N, M>, K>;

const spaced = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');

/**
 * The network itself, where its activations and parameters need at most so many bytes: fitsIn(net, { B: 32 }, 1_000_000).
 * activationBytes(net, sizes) + parameterBytes(net) <= bytes. Throws ShapeError with the numbers where they exceed the
 * budget, and where names have no size; with literal sizes that is an error of types already.
 */
export function fitsIn<
  N extends Staged & { readonly params: Init<unknown> },
  const M extends NamedSizes,
  const K extends number,
>(net: FitsIn<N, M, K>, sizes: M, bytes: K): N;
export function fitsIn(
  net: Staged & { readonly params: Init<unknown> },
  sizes: NamedSizes,
  bytes: number,
): unknown {
  const total = addDim(sumOf(net, checkSizes('fitsIn', sizes)), parameterBytes(net));
  if (typeof total === 'string')
    throw new ShapeError(
      `fits: ${total} bytes of activations and parameters depend on names without a size`,
    );
  if (total > bytes)
    throw new ShapeError(
      `fits: ${spaced(total)} bytes of activations and parameters exceed ${spaced(bytes)}`,
    );
  return net;
}
