/** What turning one group into an operation needs to know. */
import type { Node, Value } from '../core/node.ts';
import type { Group } from './fuse.ts';
import type { Buffer, Source } from './operation.ts';
import type { Sources } from './sources.ts';

export interface Context {
  readonly sources: Sources;
  readonly path: (n: Node) => string;
  /** whether a value is read outside of its group, or is a result */
  readonly escapes: (v: Value, g: Group) => boolean;
  /** nodes as the graph lists them */
  readonly inOrder: (nodes: Iterable<Node>) => readonly Node[];
}

export const buffersIn = (sources: readonly Source[]): readonly Buffer[] =>
  sources.flatMap(({ origin }) => (origin.kind === 'buffer' ? [origin.buffer] : []));
