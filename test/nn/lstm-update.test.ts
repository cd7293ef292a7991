/** The laws of composites on what a step of a long short-term memory does after its products. */
import fc from 'fast-check';
import { describe } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import { lstmUpdate } from '../../src/nn/lstm-update.ts';
import { type Case, lawsOf } from '../laws/composites.ts';
import { type } from '../laws/recipe.ts';

/** Fewer units than a vector has, as many, and some left over. */
const updates: fc.Arbitrary<Case> = fc
  .record({ batch: fc.integer({ min: 0, max: 3 }), units: fc.integer({ min: 1, max: 9 }) })
  .map(({ batch, units }) => ({
    sizes: [batch],
    build: (b) =>
      trace(lstmUpdate, [
        type('f32', [b, 4 * units]),
        type('f32', [b, 4 * units]),
        type('f32', [b, units]),
      ]),
  }));

describe('laws of composites', () => lawsOf({ lstmUpdate: updates }));
