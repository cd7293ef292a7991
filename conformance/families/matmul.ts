/** Products of vectors, matrices and batches. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, call, type Family, op, plain, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import { expandDims, matmul, reshape, squeeze, transpose } from './untyped.ts';

/** A vector is a row on the left and a column on the right; the axis of size 1 goes away. */
const ofVectors = (a: Value, b: Value): Value => {
  const [row, column] = [a.shape.length === 1, b.shape.length === 1];
  const y = matmul(row ? expandDims(a, 0) : a, column ? expandDims(b, -1) : b);
  const narrow = column ? squeeze(y, -1) : y;
  return row ? squeeze(narrow, column ? -1 : -2) : narrow;
};

const turned: AdapterOf = ({ attrs }) => {
  const [left, right] = [flagOf(attrs, 'transpose_a'), flagOf(attrs, 'transpose_b')];
  return program((a: Value, b: Value) => matmul(left ? transpose(a) : a, right ? transpose(b) : b));
};

const tensordot: AdapterOf = ({ attrs: { axes } }) => {
  const pairs = Array.isArray(axes) ? axes.map((list) => [list].flat().map(Number)) : Number(axes);
  return program((a: Value, b: Value) => call(o.tensordot, a, b, pairs));
};

/** The factor of the lower rank has axes of size 1 in front. */
const kron = (a: Value, b: Value): Value => {
  const rank = Math.max(a.shape.length, b.shape.length);
  const wide = (x: Value): Value =>
    reshape(x, [...Array(rank - x.shape.length).fill(1), ...x.shape]);
  return op(o.kron)(wide(a), wide(b));
};

const addmm: AdapterOf = ({ attrs }) =>
  program((c: Value, a: Value, b: Value) =>
    call(o.addmm, c, a, b, { alpha: numberOf(attrs, 'alpha'), beta: numberOf(attrs, 'beta') }),
  );

export const matmulFamily: Family = {
  ...plain({
    matmul: ofVectors,
    matvec: o.matvec,
    dot: o.dot,
    outer: o.outer,
    linear: o.linear,
    bilinear: o.bilinear,
  }),
  matmul_tn: turned,
  matmul_nt: turned,
  matmul_tt: turned,
  addmm,
  kron: () => program(kron),
  tensordot,
};
