/**
 * Which values a scan stacks for its linear part: a minimal cut by bytes between what the linear part reads and what
 * is at hand anyway (constants and xs). Views and elementwise functions are computed again from what was stacked.
 */
import type { Value } from '../core/node.ts';
import { byteSize } from '../types/dtype.ts';
import { type Edge, minimumCut } from './minimum-cut.ts';

/** A named size counts as this many elements: only the choice of the cut depends on it, never a result. */
const NAMED = 64;

const bytes = (v: Value): number =>
  v.shape.reduce<number>((n, d) => n * (typeof d === 'number' ? d : NAMED), byteSize(v.dtype));

const recomputable = ({ node }: Value): boolean =>
  node.inputs.length > 0 &&
  (node.primitive.lower.kind === 'map' || node.primitive.lower.kind === 'view');

/** Literals and counting need no stacking. */
const isSource = ({ node }: Value): boolean =>
  node.inputs.length === 0 && node.primitive.name !== 'param';

/** Every value that may have to be stacked, and the values that each may be computed again from. */
const candidates = (
  reads: readonly Value[],
  free: ReadonlySet<Value>,
): ReadonlyMap<Value, readonly Value[]> => {
  const found = new Map<Value, readonly Value[]>();
  const queue = [...reads];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (found.has(v) || free.has(v) || isSource(v)) continue;
    const from = recomputable(v) ? v.node.inputs : [];
    found.set(v, from);
    queue.push(...from);
  }
  return found;
};

/** The values to stack so that `reads` can be computed from them and the `free` ones. */
export const residualsOf = (reads: readonly Value[], free: readonly Value[]): readonly Value[] => {
  const values = candidates(reads, new Set(free));
  const index = new Map([...values.keys()].map((v, i) => [v, i]));
  const [source, sink] = [2 * index.size, 2 * index.size + 1];
  // vertex i enters at 2i and leaves at 2i + 1; what passes through it is stacked at the cost of its bytes
  const edges: Edge[] = [];
  for (const [v, from] of values) {
    const i = 2 * index.get(v)!;
    edges.push({ from: i, to: i + 1, capacity: bytes(v) });
    if (!recomputable(v)) edges.push({ from: source, to: i, capacity: Infinity });
    for (const u of from) {
      const k = index.get(u);
      if (k !== undefined) edges.push({ from: 2 * k + 1, to: i, capacity: Infinity });
    }
  }
  for (const v of new Set(reads)) {
    const i = index.get(v);
    if (i !== undefined) edges.push({ from: 2 * i + 1, to: sink, capacity: Infinity });
  }
  const near = minimumCut(sink + 1, edges, source, sink);
  return [...values.keys()].filter((v) => {
    const i = 2 * index.get(v)!;
    return near.has(i) && !near.has(i + 1);
  });
};
