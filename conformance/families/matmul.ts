/** Products of vectors, matrices and batches. */
import type { Value } from '../../src/core/node.ts';
import { dense } from '../../src/nn/index.ts';
import { type AdapterOf, type Family, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import {
  add,
  einsum,
  expandDims,
  layered,
  matmul,
  reshape,
  scale,
  squeeze,
  transpose,
} from './untyped.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const product =
  (equation: string): AdapterOf =>
  () =>
    program((...xs: readonly Value[]) => einsum(equation, ...xs));

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

/** PyTorch's weights are (out, in). */
const linear = (x: Value, weight: Value, bias?: Value): Value => {
  const w = transpose(weight);
  return bias === undefined ? ofVectors(x, w) : layered(dense)(x, { w, b: bias });
};

const contracted = ({ attrs: { axes }, inputs }: Case): readonly (readonly number[])[] => {
  if (Array.isArray(axes)) return axes.map((list) => [list].flat().map(Number));
  const rank = inputs[0]!.shape.length;
  const last = Array.from({ length: Number(axes) }, (_, k) => rank - Number(axes) + k);
  return [last, last.map((_, k) => k)];
};

/** The equation of a contraction: axes that go together have one letter. */
const tensordot: AdapterOf = (c) => {
  const [left, right] = contracted(c);
  const [p, q] = c.inputs.map(({ shape }) => shape.length);
  const a = [...LETTERS.slice(0, p)];
  const b = [...LETTERS.slice(p, p! + q!)].map((letter, k) => {
    const at = right!.indexOf(k);
    return at < 0 ? letter : a[left![at]!]!;
  });
  const free = [...a.filter((l) => !b.includes(l)), ...b.filter((l) => !a.includes(l))];
  return product(`${a.join('')},${b.join('')}->${free.join('')}`)(c);
};

export const matmulFamily: Family = {
  matmul: () => program(ofVectors),
  matvec: () => program(ofVectors),
  dot: product('i,i->'),
  outer: product('i,j->ij'),
  matmul_tn: turned,
  matmul_nt: turned,
  matmul_tt: turned,
  linear: () => program(linear),
  addmm: ({ attrs }) =>
    program((c: Value, a: Value, b: Value) =>
      add(scale(numberOf(attrs, 'beta'), c), scale(numberOf(attrs, 'alpha'), matmul(a, b))),
    ),
  bilinear: () =>
    program((a: Value, b: Value, w: Value, bias: Value) =>
      add(einsum('bi,oij,bj->bo', a, w, b), bias),
    ),
  tensordot,
  kron: ({ outputs }) =>
    program((a: Value, b: Value) => reshape(einsum('ij,kl->ikjl', a, b), outputs[0]!.shape)),
};
