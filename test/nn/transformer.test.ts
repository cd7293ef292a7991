/** Layers of transformers, and embeddings: the laws, how they are put together, dropout, stages of networks. */
import { describe, expect, test } from 'vitest';
import { call, op } from '../../conformance/adapter.ts';
import type { Value } from '../../src/core/node.ts';
import {
  add,
  bool,
  dense,
  type EmbeddingP,
  f32,
  grad,
  i32,
  init,
  integers,
  key,
  layer,
  layerNorm,
  multiHeadAttention,
  ndarray,
  net,
  normal,
  pipe,
  positionalEncoding,
  relu,
  selfAttention,
  slice,
  spec,
  sum,
  type Tensor,
  type TransformerDecoderP,
  type TransformerEncoderP,
  take,
  transformerDecoderLayer,
  transformerEncoderLayer,
} from '../../src/index.ts';
import { type } from '../laws/recipe.ts';
import { type Program, sizedLaws } from '../laws/sized.ts';
import { hasType, numbersOf } from '../ops/reference.ts';
import { withParams } from './with-params.ts';

const encoding = (options: object): Program => {
  const { more, run } = withParams(spec.transformerEncoder(4, 3), (p, x) =>
    op(call(transformerEncoderLayer, p, 2, options))(x),
  );
  return { types: (b, n) => [type('f32', [b, n, 4]), ...more], run };
};
const decoding = (options: object): Program => {
  const decode = (p: unknown, x?: Value, memory?: Value): Value =>
    op(call(transformerDecoderLayer, p, 2, options))(x, memory);
  const { more, run } = withParams(spec.transformerDecoder(4, 3, 2), decode, 2);
  return { types: (b, n) => [type('f32', [b, n, 4]), type('f32', [b, 3, 2]), ...more], run };
};

// with an eps that does not magnify the rounding of rows whose elements hardly differ
sizedLaws({
  'transformerEncoderLayer, post-norm': encoding({ activation: 'gelu', eps: 0.01 }),
  'transformerEncoderLayer, pre-norm': encoding({ norm: 'pre', causal: true, eps: 0.01 }),
  'transformerDecoderLayer, pre-norm': decoding({ norm: 'pre', activation: 'gelu', eps: 0.01 }),
});

const closeTo = (got: readonly number[], want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  got.forEach((y, i) => {
    expect(y).toBeCloseTo(want[i]!, 12);
  });
};

const x = normal(key(1), [2, 3, 4]);

describe('transformerEncoderLayer', () => {
  const p = init(spec.transformerEncoder(4, 6), key(0));
  hasType<TransformerEncoderP<4, 6>>()(p);
  const attend = selfAttention(p.attention, 2);
  test('post-norm normalises sums', () => {
    const y = transformerEncoderLayer(p, 2)(x);
    hasType<Tensor<[2, 3, 4]>>()(y);
    const a = layerNorm(p.norm1)(add(x, attend(x)));
    const fed = pipe(a, dense(p.hidden), relu, dense(p.out));
    closeTo(numbersOf(y), numbersOf(layerNorm(p.norm2)(add(a, fed))));
  });
  test('pre-norm normalises what parts take', () => {
    const y = transformerEncoderLayer(p, 2, { norm: 'pre' })(x);
    const a = add(x, pipe(x, layerNorm(p.norm1), attend));
    const fed = pipe(a, layerNorm(p.norm2), dense(p.hidden), relu, dense(p.out));
    closeTo(numbersOf(y), numbersOf(add(a, fed)));
  });
  test('padding does not reach what is there', () => {
    const keyMask = ndarray([2, 3], bool, [1, 1, 0, 1, 1, 0]);
    const y = slice(1, 0, 2)(transformerEncoderLayer(p, 2, { keyMask })(x));
    closeTo(numbersOf(y), numbersOf(transformerEncoderLayer(p, 2)(slice(1, 0, 2)(x))));
  });
  test('dropout of everything leaves the normalised input', () => {
    const dropout = { rate: 1, key: key(5) };
    const y = transformerEncoderLayer(p, 2, { dropout })(x);
    closeTo(numbersOf(y), numbersOf(layerNorm(p.norm2)(layerNorm(p.norm1)(x))));
  });
  test('is a stage', () => {
    const m = net(
      f32('B', 'T', 4),
      layer.transformerEncoder('e', { heads: 2, hidden: 6, norm: 'pre', dropout: 0.3 }),
    );
    const params = init(m.params, key(0));
    hasType<{ readonly e: TransformerEncoderP<4, 6> }>()(params);
    closeTo(
      numbersOf(m(params, x)),
      numbersOf(transformerEncoderLayer(params.e, 2, { norm: 'pre' })(x)),
    );
    const [a, b, c] = [1, 1, 2].map((k) => numbersOf(m.train(params, {}, key(k), x)[0]));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('transformerDecoderLayer', () => {
  const p = init(spec.transformerDecoder(4, 6, 5), key(0));
  hasType<TransformerDecoderP<4, 6, 5>>()(p);
  const memory = normal(key(2), [2, 7, 5]);
  test('attends to what was before, and to the memory', () => {
    const y = transformerDecoderLayer(p, 2)(x, memory);
    hasType<Tensor<[2, 3, 4]>>()(y);
    const a = layerNorm(p.norm1)(add(x, selfAttention(p.attention, 2, { causal: true })(x)));
    const crossed = multiHeadAttention(p.cross, 2)(a, memory, memory);
    const b = layerNorm(p.norm2)(add(a, crossed));
    const fed = pipe(b, dense(p.hidden), relu, dense(p.out));
    closeTo(numbersOf(y), numbersOf(layerNorm(p.norm3)(add(b, fed))));
  });
  test('places of the memory that are padding count as absent', () => {
    const memoryKeyMask = ndarray([7], bool, [1, 1, 1, 0, 0, 0, 0]);
    const y = transformerDecoderLayer(p, 2)(x, memory, { memoryKeyMask });
    const short = transformerDecoderLayer(p, 2)(x, slice(1, 0, 3)(memory));
    closeTo(numbersOf(y), numbersOf(short));
  });
  test('a mask of the memory is one of scores', () => {
    const memoryMask = ndarray([3, 7], bool, Array(21).fill(1));
    const y = transformerDecoderLayer(p, 2)(x, memory, { memoryMask });
    closeTo(numbersOf(y), numbersOf(transformerDecoderLayer(p, 2)(x, memory)));
  });
});

describe('embeddings', () => {
  const m = net(
    i32('B', 5),
    layer.embedding('tokens', 7, 4, { paddingIndex: 0 }),
    layer.positionEmbedding('places'),
    positionalEncoding(),
    layer.dense('head', 7),
  );
  const params = init(m.params, key(0));
  const ids = integers([2, 5], [1, 2, 3, 0, 0, 6, 6, 6, 6, 6]);
  test('are tables of rows', () => {
    hasType<EmbeddingP<7, 4>>()(params.tokens);
    hasType<Tensor<[5, 4]>>()(params.places.table);
    const y = m(params, ids);
    hasType<Tensor<[2, 5, 7]>>()(y);
    const rows = add(take(params.tokens.table, ids), params.places.table);
    closeTo(numbersOf(y), numbersOf(pipe(rows, positionalEncoding(), dense(params.head))));
  });
  test('the row of padding is not learned', () => {
    const g = grad((p: typeof params) => sum()(m(p, ids)))(params);
    const rows = numbersOf(g.tokens.table);
    expect(rows.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(rows.slice(4, 8)).not.toEqual([0, 0, 0, 0]);
    // index 6 stands at five places, index 1 at one
    expect(rows[24]).toBeCloseTo(5 * rows[4]!, 12);
    expect(rows.slice(16, 20)).toEqual([0, 0, 0, 0]);
  });
  test('have specifications', () => {
    const p = init(spec.embedding(7, 4), key(0));
    hasType<EmbeddingP<7, 4>>()(p);
    expect(p.table.shape).toEqual([7, 4]);
  });
  test('of places need their number', () => {
    expect(() => net(f32('B', 'T', 4), layer.positionEmbedding('p'))).toThrow(
      'positionEmbedding: length and features must be known, got [B, T, 4]',
    );
  });
});
