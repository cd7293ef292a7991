/** The transpose of a linear scan: a scan in the other direction, whose constants' cotangents accumulate in the carry. */
import { fresh } from '../core/graph.ts';
import type { Tangent, Value } from '../core/node.ts';
import { add, zeros } from '../prim/index.ts';
import { transpose } from '../transform/index.ts';
import type { Scan } from './scan-params.ts';

export const scanTranspose = (
  cts: readonly Tangent[],
  inputs: readonly Value[],
  linear: readonly boolean[],
  p: Scan,
  applyScan: (inputs: readonly Value[], p: Scan) => readonly Value[],
): readonly Tangent[] => {
  const first = p.constants + p.carry;
  const isConstant = (i: number): boolean => i < p.constants;
  const isX = (i: number): boolean => i >= first;
  const pick = <T>(xs: readonly T[], f: (i: number) => boolean): readonly T[] =>
    xs.filter((_, i) => f(i));
  const lin = (i: number): boolean => linear[i] === true;
  const { params, results } = p.body;
  const linearConstants = pick(params, (i) => isConstant(i) && lin(i));
  const carries = params.slice(p.constants, first);
  const linearXs = pick(params, (i) => isX(i) && lin(i));
  const otherConstants = pick(params, (i) => isConstant(i) && !lin(i));
  const otherXs = pick(params, (i) => isX(i) && !lin(i));

  const totals = linearConstants.map(fresh);
  const carryCts = carries.map(fresh);
  const yCts = results.slice(p.carry).map(fresh);
  const back = transpose(
    results,
    [...linearConstants, ...carries, ...linearXs],
    [...carryCts, ...yCts],
  );
  const orZeros = (c: Tangent | undefined, like: Value): Value => c ?? zeros(like);
  const nc = linearConstants.length;
  const body = {
    params: [...otherConstants, ...totals, ...carryCts, ...otherXs, ...yCts],
    results: [
      ...totals.map((t, i) => (back[i] == null ? t : add(t, back[i]))),
      ...carries.map((v, i) => orZeros(back[nc + i], v)),
      ...linearXs.map((v, i) => orZeros(back[nc + p.carry + i], v)),
    ],
  };
  const stackedZeros = (r: Value): Value =>
    zeros({ shape: [p.length, ...r.shape], dtype: r.dtype });
  const outputs = applyScan(
    [
      ...pick(inputs, (i) => isConstant(i) && !lin(i)),
      ...linearConstants.map((v) => zeros(v)),
      ...carries.map((v, i) => orZeros(cts[i], v)),
      ...pick(inputs, (i) => isX(i) && !lin(i)),
      ...results.slice(p.carry).map((r, i) => cts[p.carry + i] ?? stackedZeros(r)),
    ],
    {
      body,
      constants: otherConstants.length,
      carry: nc + p.carry,
      length: p.length,
      reverse: !p.reverse,
    },
  );
  const queue = [...outputs];
  const out: Tangent[] = inputs.map(() => null);
  const take = (f: (i: number) => boolean): void => {
    inputs.forEach((_, i) => {
      if (f(i)) out[i] = queue.shift()!;
    });
  };
  take((i) => isConstant(i) && lin(i));
  take((i) => !isConstant(i) && !isX(i));
  take((i) => isX(i) && lin(i));
  return out;
};
