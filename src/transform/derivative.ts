/** Derivatives of graphs: vjp = transpose . linearize; jvp is linearize alone. */
import { fresh, inline } from '../core/graph.ts';
import type { Graph, Value } from '../core/node.ts';
import { zeros } from '../prim/broadcast-sum.ts';
import { isDifferentiable } from '../types/dtype.ts';
import { linearize } from './linearize.ts';
import { transpose } from './transpose.ts';

/** Integers and booleans have no tangents. */
const floatParams = (g: Graph): readonly number[] =>
  g.params.flatMap((p, i) => (isDifferentiable(p.dtype) ? [i] : []));

/** (x..., tangents of the x in `wrt`) -> (y..., tangent of y...); `wrt` is all float params if absent. */
export const jvpGraph = (g: Graph, wrt: readonly number[] = floatParams(g)): Graph => {
  const xs = wrt.map((i) => g.params[i]!);
  const ts = xs.map(fresh);
  const { primal, tangent } = linearize(g.results, xs, ts);
  return {
    params: [...g.params, ...ts],
    results: [...primal, ...tangent.map((t, i) => t ?? zeros(primal[i]!))],
  };
};

/** (x..., cotangent of y...) -> (y..., cotangents of the x in `wrt`); `wrt` is all float params if absent. */
export const vjpGraph = (g: Graph, wrt: readonly number[] = floatParams(g)): Graph => {
  const xs = wrt.map((i) => g.params[i]!);
  const ts = xs.map(fresh);
  const { primal, tangent } = linearize(g.results, xs, ts);
  const cotangents = primal.map(fresh);
  const back = transpose(tangent, ts, cotangents);
  return {
    params: [...g.params, ...cotangents],
    results: [...primal, ...back.map((c, i) => c ?? zeros(xs[i]!))],
  };
};

/** The results of `g` at `args` followed by its cotangents. */
export const pullBack = (
  g: Graph,
  args: readonly Value[],
  cotangents: readonly Value[],
  wrt?: readonly number[],
): readonly Value[] => inline(vjpGraph(g, wrt), [...args, ...cotangents]);
