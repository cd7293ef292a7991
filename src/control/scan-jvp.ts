/**
 * The derivative of a scan: the forward scan stacks what the linear part reads, and a second, linear scan carries the
 * tangents.
 */
import { dependents, fresh, substitute } from '../core/graph.ts';
import type { Graph, Linear, Node, Tangent, Value } from '../core/node.ts';
import { zeros } from '../prim/index.ts';
import { type Linearized, linearize } from '../transform/index.ts';
import { residualsOf } from './residuals.ts';
import { type Scan, split } from './scan-params.ts';
import { placed, positions, present } from './tangents.ts';

type ApplyScan = (inputs: readonly Value[], p: Scan) => readonly Value[];

interface BodyTangent extends Linearized {
  /** a tangent parameter for every body parameter that has one */
  readonly ts: readonly Tangent[];
}

/** Linearises the body; a carry whose tangent becomes non-zero on the way is live from the start. */
const linearizeBody = (p: Scan, given: readonly Tangent[]): BodyTangent => {
  let live = given.map((t) => t !== null);
  for (;;) {
    const ts = p.body.params.map((v, i) => (live[i] === true ? fresh(v) : null));
    const l = linearize(p.body.results, p.body.params, ts);
    const grown = live.map((b, i) => {
      const k = i - p.constants;
      return b || (k >= 0 && k < p.carry && l.tangent[k] !== null);
    });
    if (grown.every((b, i) => b === live[i])) return { ...l, ts };
    live = grown;
  }
};

/** What the linear nodes read that is not linear but computed in the body. */
const readByLinear = (body: Graph, l: BodyTangent): readonly Value[] => {
  const ts = present(l.ts);
  const linear = new Set<Node>(dependents(present(l.tangent), ts));
  const inBody = new Set<Node>(body.params.map((v) => v.node));
  for (const n of dependents([...l.primal, ...present(l.tangent)], body.params)) inBody.add(n);
  const reads = [...linear].flatMap((n) => n.inputs);
  return [
    ...new Set(reads.filter((v) => !linear.has(v.node) && !ts.includes(v) && inBody.has(v.node))),
  ];
};

/** The body of the linear scan: constants, xs and stacked residuals are its operands that are not linear. */
const linearBody = (l: BodyTangent, p: Scan, stack: readonly Value[]): Graph => {
  const [constants, , xs] = split(p, p.body.params);
  const [c, x, r] = [constants.map(fresh), xs.map(fresh), stack.map(fresh)];
  const [tc, tk, tx] = split(p, l.ts);
  return {
    params: [...c, ...present(tc), ...present(tk), ...x, ...r, ...present(tx)],
    results: substitute(present(l.tangent), [...constants, ...xs, ...stack], [...c, ...x, ...r]),
  };
};

/** A live carry has a tangent at every step, be it zero. */
const withCarries = (l: BodyTangent, p: Scan): BodyTangent => {
  const [, live] = split(p, l.ts);
  const tangent = l.tangent.map((t, i) =>
    t === null && live[i] != null ? zeros(l.primal[i]!) : t,
  );
  return { ...l, tangent };
};

export const scanJvp = (
  given: readonly Tangent[],
  inputs: readonly Value[],
  p: Scan,
  applyScan: ApplyScan,
): Linear => {
  const l = withCarries(linearizeBody(p, given), p);
  const { params } = p.body;
  const [constants, , xs] = split(p, params);
  const stack = residualsOf(readByLinear(p.body, l), [...constants, ...xs]);
  const forward = applyScan(inputs, {
    ...p,
    body: { params, results: [...l.primal, ...stack] },
  });
  const [primal, residuals] = [forward.slice(0, l.primal.length), forward.slice(l.primal.length)];

  const starts = given.map((t, i) => (l.ts[i] == null ? null : (t ?? zeros(inputs[i]!))));
  const [tc, tk, tx] = split(p, starts).map(present);
  const [c, , x] = split(p, inputs);
  const outputs = applyScan([...c, ...tc!, ...tk!, ...x, ...residuals, ...tx!], {
    ...p,
    body: linearBody(l, p, stack),
    constants: c.length + tc!.length,
    carry: tk!.length,
  });
  return { primal, tangent: placed(positions(l.tangent), outputs, primal.length) };
};
