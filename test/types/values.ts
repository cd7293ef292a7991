/** What the programs of the case files call: values for what they declare, and attempts at what is wrong. */
import { fresh } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { ndarray } from '../../src/index.ts';
import type { Dim } from '../../src/types/dim.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';

/** What the attempts threw, in order; null of one that went through. */
export const messages: (string | null)[] = [];

export const attempt = (call: () => unknown): void => {
  try {
    call();
    messages.push(null);
  } catch (error) {
    messages.push(error instanceof Error ? error.message : String(error));
  }
};

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** A symbol of a type, or zeros. */
export const make = {
  Tensor: (shape: readonly Dim[], dtype: DTypeName): Value =>
    fresh({ shape, dtype: DTypes[dtype] }),
  NdArray: (shape: readonly number[], dtype: DTypeName): Value =>
    ndarray(shape, DTypes[dtype], new Float32Array(product(shape))),
};
