/** The transpose of a linear scan: a scan in the other direction, whose constants' cotangents accumulate in the carry. */
import { fresh } from '../core/graph.ts';
import type { Graph, Tangent, Value } from '../core/node.ts';
import { zeros } from '../prim/index.ts';
import { addCotangents, transpose } from '../transform/index.ts';
import { type Scan, split } from './scan-params.ts';
import { placed } from './tangents.ts';

const where = <T>(xs: readonly T[], mask: readonly boolean[], wanted: boolean): readonly T[] =>
  xs.filter((_, i) => mask[i] === wanted);

/** (other constants; totals, cotangents of the carry; other xs, cotangents of y) -> (totals, carry; of the linear xs) */
const transposedBody = (linear: readonly boolean[], p: Scan): Graph => {
  const { params, results } = p.body;
  const [constants, carries, xs] = split(p, params);
  const [isLinear, , isLinearX] = split(p, linear);
  const own = where(constants, isLinear, true);
  const rest = [...carries, ...where(xs, isLinearX, true)];
  const [totals, seeds] = [own.map(fresh), results.map(fresh)];
  const back = transpose(results, [...own, ...rest], seeds);
  return {
    params: [
      ...where(constants, isLinear, false),
      ...totals,
      ...seeds.slice(0, p.carry),
      ...where(xs, isLinearX, false),
      ...seeds.slice(p.carry),
    ],
    results: [
      ...totals.map((t, i) => addCotangents(t, back[i])!),
      ...rest.map((v, i) => back[own.length + i] ?? zeros(v)),
    ],
  };
};

export const scanTranspose = (
  cts: readonly Tangent[],
  inputs: readonly Value[],
  linear: readonly boolean[],
  p: Scan,
  applyScan: (inputs: readonly Value[], p: Scan) => readonly Value[],
): readonly Tangent[] => {
  const [constants, carry, xs] = split(p, inputs);
  const [isLinear, , isLinearX] = split(p, linear);
  const own = where(constants, isLinear, true);
  const stackedZeros = ({ shape, dtype }: Value): Value =>
    zeros({ shape: [p.length, ...shape], dtype });
  const outputs = applyScan(
    [
      ...where(constants, isLinear, false),
      ...own.map(zeros),
      ...carry.map((v, i) => cts[i] ?? zeros(v)),
      ...where(xs, isLinearX, false),
      ...p.body.results.slice(p.carry).map((r, i) => cts[p.carry + i] ?? stackedZeros(r)),
    ],
    {
      body: transposedBody(linear, p),
      constants: constants.length - own.length,
      carry: own.length + p.carry,
      length: p.length,
      reverse: !p.reverse,
    },
  );
  const isCarry = (i: number): boolean => i >= p.constants && i < p.constants + p.carry;
  const at = inputs.flatMap((_, i) => (isCarry(i) || linear[i] === true ? [i] : []));
  return placed(at, outputs, inputs.length);
};
