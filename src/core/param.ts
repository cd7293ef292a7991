/** The one primitive that the core itself needs: an input of a graph. */
import { GraphError } from './error.ts';
import type { Primitive, TensorType } from './node.ts';

const notReached = (what: string) => (): never => {
  throw new GraphError(`param: ${what} reached a parameter that nothing binds`);
};

export const param: Primitive<TensorType> = {
  name: 'param',
  infer: (_, type) => [type],
  evaluate: notReached('evaluate'),
  jvp: notReached('jvp'),
  batch: notReached('batch'),
  resize: ({ shape, dtype }, at) => ({ shape: shape.map(at), dtype }),
  lower: { kind: 'slot' },
};
