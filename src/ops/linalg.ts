/** Factorisations of matrices in the last two axes, column by column in a scan: differentiable to any order, batched. */
import { scanValues } from '../control/index.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import { type Columns, type Square, squareShape, type Tall, tallShape } from '../types/matrix.ts';
import { identityOf } from './diagonal.ts';
import { expand } from './expand.ts';
import { notOf } from './logic.ts';
import { type Floats, floats } from './rules.ts';

/** The rows of the identity: what picks one column after the other. */
const unitVectors = (n: Dim, like: Value): Value => identityOf([n, n], like.dtype);
/** Row j is 1 from place j on. */
const fromDiagonal = (n: Dim, like: Value): Value => {
  const [i, j] = [0, 1].map((axis) => p.iota([n, n], axis));
  return p.cast(notOf(p.less(j!, i!)), like.dtype);
};

const column = (v: Value): Value => p.reshape(v, [...v.shape, 1]);
/** [..., 1, n] */
const row = (v: Value): Value => p.reshape(v, [...v.shape.slice(0, -1), 1, v.shape.at(-1)!]);
/** x times a vector, element by element in the last axis */
const weighted = (x: Value, v: Value): Value => p.mul(x, expand(v, x.shape));
const sumLast = (x: Value): Value => p.reduceSum(x, [x.shape.length - 1]);
/** m v and m^T v for vectors v with m's leading axes, or none */
const times = (m: Value, v: Value): Value => sumLast(weighted(m, row(v)));
const timesTransposed = (m: Value, v: Value): Value =>
  p.reduceSum(weighted(m, column(v)), [m.shape.length - 2]);
/** m with the vector added at the column that e picks */
const withColumn = (m: Value, v: Value, e: Value): Value =>
  p.add(m, p.mul(expand(column(v), m.shape), expand(e, m.shape)));
const inner = (v: Value, w: Value): Value => sumLast(weighted(v, w));

const symmetric = (a: Value): Value => {
  const n = a.shape.length;
  const t = p.permute(a, [...a.shape.keys()].with(n - 1, n - 2).with(n - 2, n - 1));
  return p.mul(p.fill(0.5, a), p.add(a, t));
};

/** The lower triangular L with L L^T = (a + a^T) / 2. */
export const choleskyOf = (given: Value): Value => {
  const a = symmetric(given);
  const n = a.shape.at(-1)!;
  const step = ([l]: readonly Value[], [e, mask]: readonly Value[]): readonly Value[] => {
    const rest = p.sub(times(a, e!), times(l!, timesTransposed(l!, e!)));
    const pivot = inner(rest, e!);
    const scaled = p.div(weighted(rest, mask!), expand(column(p.sqrt(pivot)), rest.shape));
    return [withColumn(l!, scaled, e!)];
  };
  const { carry } = scanValues(
    (state, x) => [step(state, x), []],
    [p.zeros(a)],
    [unitVectors(n, a), fromDiagonal(n, a)],
    { length: n },
  );
  return carry[0]!;
};

/** The type of `cholesky`. */
export interface Cholesky extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Square<InShape<this>, 'cholesky'>, InDType<this>>
    : `cholesky: needs a float tensor, got ${InDType<this>['dtype']}`;
}
/**
 * The lower triangular matrix L with L L^T = (a + a^T) / 2, for positive definite a; NaN for others. Shape: [..., N, N]
 * -> [..., N, N]. Throws ShapeError for matrices that are not square. JAX, NumPy: linalg.cholesky; PyTorch reads the
 * lower half only.
 */
export const cholesky: Cholesky = /* @__PURE__ */ layer((a) => {
  must(squareShape(floats('cholesky', a).shape, 'cholesky'));
  return choleskyOf(a);
}, 'cholesky');

/** Q and R by Gram's and Schmidt's method, done twice for each column, which keeps Q orthogonal to rounding. */
export const qrOf = (a: Value): readonly [q: Value, r: Value] => {
  const n = a.shape.at(-1)!;
  const step = ([q, r]: readonly Value[], [e]: readonly Value[]): readonly Value[] => {
    const v = times(a, e!);
    const first = timesTransposed(q!, v);
    const left = p.sub(v, times(q!, first));
    const again = timesTransposed(q!, left);
    const rest = p.sub(left, times(q!, again));
    const norm = p.sqrt(inner(rest, rest));
    const unit = p.div(rest, expand(column(norm), rest.shape));
    const diagonal = weighted(expand(column(norm), first.shape), e!);
    const entries = p.add(p.add(first, again), diagonal);
    return [withColumn(q!, unit, e!), withColumn(r!, entries, e!)];
  };
  const square = { shape: [...a.shape.slice(0, -2), n, n], dtype: a.dtype };
  const { carry } = scanValues(
    (state, x) => [step(state, x), []],
    [p.zeros(a), p.zeros(square)],
    [unitVectors(n, a)],
    { length: n },
  );
  return [carry[0]!, carry[1]!];
};

/**
 * a = q r, q with orthonormal columns, r upper triangular with positive diagonal, which makes them unique; for matrices
 * whose columns are independent, NaN for others. Shapes: [..., M, N] -> [..., M, N] and [..., N, N], M >= N. Throws
 * ShapeError for fewer rows than columns. NumPy, JAX, PyTorch: linalg.qr (reduced), up to signs.
 */
export function qr<A extends AnyTensor>(
  a: Ok<Floats<A, 'qr'> extends string ? Floats<A, 'qr'> : Tall<A['shape'], 'qr'>, A>,
): readonly [q: Ret<Tall<A['shape'], 'qr'>, A['dtype']>, r: Ret<Columns<A['shape']>, A['dtype']>];
export function qr(a: Value): readonly [Value, Value] {
  must(tallShape(floats('qr', a).shape, 'qr'));
  return qrOf(a);
}
