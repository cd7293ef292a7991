/** The minimum cut of a flow network, by augmenting along shortest paths (Edmonds and Karp, 1972). */

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
}

/** The vertices on the source's side of a minimum cut. */
export const minimumCut = (
  size: number,
  edges: readonly Edge[],
  source: number,
  sink: number,
): ReadonlySet<number> => {
  // edge 2k and its reverse 2k + 1
  const to = edges.flatMap((e) => [e.to, e.from]);
  const room = edges.flatMap((e) => [e.capacity, 0]);
  const leaving: number[][] = Array.from({ length: size }, () => []);
  edges.forEach((e, k) => {
    leaving[e.from]!.push(2 * k);
    leaving[e.to]!.push(2 * k + 1);
  });
  for (;;) {
    const by = new Map<number, number>([[source, -1]]);
    const queue = [source];
    for (let v = queue.shift(); v !== undefined; v = queue.shift()) {
      for (const e of leaving[v]!) {
        if (room[e]! <= 0 || by.has(to[e]!)) continue;
        by.set(to[e]!, e);
        queue.push(to[e]!);
      }
    }
    if (!by.has(sink)) return new Set(by.keys());
    const path: number[] = [];
    for (let e = by.get(sink)!; e >= 0; e = by.get(to[e ^ 1]!)!) path.push(e);
    const amount = Math.min(...path.map((e) => room[e]!));
    for (const e of path) {
      room[e] = room[e]! - amount;
      room[e ^ 1] = room[e ^ 1]! + amount;
    }
  }
};
