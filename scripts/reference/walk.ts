/** What programs are made of: the nodes of their graphs, bodies of calls and loops included. */
import type { Graph, Node, Value } from '../../src/core/node.ts';

const isGraph = (x: unknown): x is Graph =>
  typeof x === 'object' && x !== null && 'params' in x && 'results' in x;

const bodiesOf = ({ params }: Node): readonly Graph[] =>
  typeof params === 'object' && params !== null ? Object.values(params).filter(isGraph) : [];

/** Every node that the values are computed from, each once. */
export const nodesOf = (values: readonly Value[]): readonly Node[] => {
  const seen = new Set<Node>();
  const open = values.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs.map((v) => v.node));
    open.push(...bodiesOf(node).flatMap(({ results }) => results.map((v) => v.node)));
  }
  return [...seen];
};
