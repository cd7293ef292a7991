/** Views under elementwise operations, reductions and products: the offset counts once. All values are exact in f32. */
import { expect, test } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { strided } from '../../src/core/strided.ts';
import * as p from '../../src/prim/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { difference, runReference, runWasm } from './wasm.ts';

const shape = [6, 5];
const x = strided(
  DTypes.f32,
  shape,
  Float32Array.from({ length: 30 }, (_, i) => (i % 7) - 2.5),
);

const part = (
  v: Value,
  start: readonly number[],
  size: readonly number[],
  stride = [1, 1],
): Value => p.slice(v, { start, size, stride });
const integers = { shape, dtype: DTypes.i32 };
const positive = (v: Value): Value => p.less(p.zeros(v), v);

const programs: Readonly<Record<string, (v: Value) => Value>> = {
  'a block': (v) => p.neg(part(v, [2, 1], [3, 4])),
  'every other row, backwards': (v) => p.neg(part(v, [5, 4], [3, 5], [-2, -1])),
  'one element of all': (v) =>
    p.add(v, p.broadcast(p.reshape(part(v, [3, 2], [1, 1]), []), shape, [])),
  'a row of all': (v) => p.add(v, p.broadcast(p.reshape(part(v, [4, 0], [1, 5]), [5]), shape, [1])),
  'a transposed block': (v) => p.neg(p.permute(part(v, [1, 1], [4, 3]), [1, 0])),
  'bits of a constant': (v) =>
    p.add(
      v,
      p.bitcast(p.add(p.bitcast(p.fill(-1.5, v), DTypes.i32), p.fill(1, integers)), DTypes.f32),
    ),
  'two blocks': (v) => p.mul(part(v, [0, 0], [3, 5]), part(v, [3, 0], [3, 5])),
  'a block of truth values': (v) =>
    p.select(part(positive(v), [1, 1], [2, 3]), part(v, [0, 0], [2, 3]), part(v, [4, 2], [2, 3])),
  'the sum of a block': (v) =>
    p.reduceSum(p.mul(part(v, [2, 1], [3, 4]), part(v, [1, 1], [3, 4])), [0]),
  'a product of blocks': (v) =>
    p.dot(part(v, [1, 1], [3, 4]), part(v, [2, 0], [4, 3]), {
      contract: [[1], [0]],
      batch: [[], []],
    }),
  'counting from an offset': (v) =>
    p.add(
      part(v, [0, 0], [2, 5]),
      p.cast(
        p.slice(p.iota([9, 5], 0), { start: [4, 0], size: [2, 5], stride: [2, 1] }),
        DTypes.f32,
      ),
    ),
};

test.each(Object.entries(programs))('%s', (_, f) => {
  const g = trace((v) => [f(v!)], [{ shape, dtype: DTypes.f32 }]);
  expect(difference(runWasm(g, [x]), runReference(g, [x]), () => 0)).toBeUndefined();
});
