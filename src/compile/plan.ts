/** A specialised graph as operations whose buffers all have a place: everything that is decided before running. */
import type { Graph, Value } from '../core/node.ts';
import type { Buffer, Operation } from './operation.ts';
import { type Operations, operationsOf } from './operations.ts';
import { simplify } from './simplify.ts';
import { allocate, storagesOf } from './storage.ts';
import { assignTargets, type Target } from './targets.ts';

/** Where a buffer lies. */
export type Place =
  | { readonly kind: 'arena'; readonly offset: number }
  | { readonly kind: 'param'; readonly index: number }
  | { readonly kind: 'external'; readonly index: number }
  | { readonly kind: 'constant'; readonly buffer: Buffer };

export interface Plan {
  readonly operations: readonly Operation[];
  readonly place: (b: Buffer) => Place;
  readonly results: readonly Buffer[];
  readonly arenaBytes: number;
  /** the most bytes alive at once: no arena for these operations can be smaller */
  readonly boundBytes: number;
  /** the plans of the bodies of loops and branches; each has a block of its own in the arena */
  readonly nested: ReadonlyMap<Operation, readonly Nested[]>;
}

export interface Nested {
  readonly plan: Plan;
  /** where the body's arena lies in this one */
  readonly offset: number;
}

export interface PlanOptions {
  /** the path of the operation that runs this graph */
  readonly path?: string;
  /** false gives every node a command of its own, so that the debug mode can name it */
  readonly fusion?: boolean;
}

/** Bodies are planned first: what they need is one more buffer of the operation that runs them. */
const bodiesOf = (o: Operation, options: PlanOptions): readonly Plan[] => {
  const inner = { ...options, path: o.path };
  if (o.kind === 'scan') {
    const targets = o.body.results.map(
      (_, j): Target =>
        j < o.carry ? { kind: 'param', index: o.constants + j } : { kind: 'external', index: j },
    );
    return [planGraph(o.body, targets, inner)];
  }
  if (o.kind === 'cond') {
    return [o.whenTrue, o.whenFalse].map((g) =>
      planGraph(
        g,
        g.results.map((_, index): Target => ({ kind: 'external', index })),
        inner,
      ),
    );
  }
  if (o.kind === 'while') {
    const carry = o.body.results.map((_, j): Target => ({ kind: 'param', index: o.constants + j }));
    return [
      planGraph(o.test, [{ kind: 'external', index: 0 }], inner),
      planGraph(o.body, carry, inner),
    ];
  }
  return [];
};

const paramBuffers = (
  g: Graph,
  { operations, results }: Operations,
): readonly (Buffer | undefined)[] => {
  const found = new Array<Buffer | undefined>(g.params.length).fill(undefined);
  for (const b of [...operations.flatMap((o) => o.reads), ...results]) {
    if (b.role.kind === 'param') found[b.role.index] = b;
  }
  return found;
};

/** Memory of the bodies, as storages that live while their operation runs. */
const blocksOf = (
  operations: readonly Operation[],
  bodies: ReadonlyMap<Operation, readonly Plan[]>,
): readonly { readonly plan: Plan; readonly storage: ReturnType<typeof storagesOf>[number] }[] =>
  operations.flatMap((o, at) =>
    (bodies.get(o) ?? []).map((plan) => ({
      plan,
      storage: { bytes: plan.arenaBytes, birth: at, death: at, buffers: [] },
    })),
  );

export const planGraph = (
  g: Graph,
  targets: readonly Target[],
  options: PlanOptions = {},
): Plan => {
  const { graph, path } = simplify(g);
  const prefix = options.path === undefined ? '' : `${options.path} > `;
  const made = operationsOf(graph, (n) => `${prefix}${path(n)}`, options.fusion ?? true);
  const params = paramBuffers(graph, made);
  const { operations, placed, results } = assignTargets(
    made.operations,
    params,
    made.results,
    targets,
  );
  const bodies = new Map(operations.map((o) => [o, bodiesOf(o, options)]));
  const storages = storagesOf(operations, results, new Set(placed.keys()));
  const blocks = blocksOf(operations, bodies);
  const arena = allocate([...storages, ...blocks.map((b) => b.storage)], operations.length);
  const at = new Map<Buffer, number>();
  for (const s of storages) for (const b of s.buffers) at.set(b, arena.offsets.get(s)!);
  const offsets = new Map(blocks.map((b) => [b.plan, arena.offsets.get(b.storage)!]));
  return {
    operations,
    place: (b) => placed.get(b) ?? placeOf(b, at),
    results,
    arenaBytes: arena.bytes,
    boundBytes: arena.bound,
    nested: new Map(
      operations.map((o) => [
        o,
        bodies.get(o)!.map((plan) => ({ plan, offset: offsets.get(plan)! })),
      ]),
    ),
  };
};

const placeOf = (b: Buffer, at: ReadonlyMap<Buffer, number>): Place => {
  if (b.role.kind === 'param') return { kind: 'param', index: b.role.index };
  if (b.role.kind === 'constant') return { kind: 'constant', buffer: b };
  return { kind: 'arena', offset: at.get(b)! };
};

/** The targets of a program's results: a donated parameter's memory for the result that replaces it. */
export const donationTargets = (
  results: readonly Value[],
  donations: ReadonlyMap<number, number>,
): readonly Target[] => {
  const into = new Map([...donations].map(([param, result]) => [result, param]));
  return results.map((_, j) => {
    const index = into.get(j);
    return index === undefined ? null : { kind: 'param', index };
  });
};
