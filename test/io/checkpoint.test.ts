import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { checkpoint, firstNonFinite } from '../../src/io/checkpoint.ts';
import { encode } from '../../src/io/safetensors.ts';
import type { TensorData } from '../../src/io/tensor-data.ts';

const f32 = (...data: readonly number[]): TensorData => ({
  dtype: 'F32',
  shape: [data.length],
  data: Float32Array.from(data),
});
const load = checkpoint({
  'fc1.w': { dtype: 'F32', shape: [2] },
  'fc1.b': { dtype: 'F32', shape: [1] },
  'fc2.w': { dtype: 'F32', shape: ['N'] },
});
const good: ReadonlyMap<string, TensorData> = new Map([
  ['fc1.w', f32(1, 2)],
  ['fc1.b', f32(3)],
  ['fc2.w', f32(4, 5, 6)],
]);
const sentence = (tensors: ReadonlyMap<string, TensorData>): string => {
  const loaded = load(encode(tensors), 'model.safetensors');
  return E.isLeft(loaded) ? explain(loaded.left) : 'no error';
};

describe('checkpoint', () => {
  test('gives the tensors of the model', () => {
    const loaded = load(encode(good, { epoch: '3' }), 'model.safetensors');
    expect(E.isRight(loaded) && [...loaded.right.tensors.keys()].sort()).toEqual(
      [...good.keys()].sort(),
    );
    expect(E.isRight(loaded) && loaded.right.metadata).toEqual({ epoch: '3' });
  });
  test('lists every missing, unexpected and ill-shaped tensor, sorted', () => {
    const tensors = new Map<string, TensorData>([
      ['zz', f32(1)],
      ['fc1.w', f32(1, 2, 3)],
      ['fc2.w', { dtype: 'F64', shape: [1], data: Float64Array.of(1) }],
      ['aa', f32(1)],
    ]);
    expect(sentence(tensors).split('\n')).toEqual([
      "model.safetensors: tensor 'aa': expected no tensor of this name, got F32 [1]",
      "model.safetensors: tensor 'fc1.b': expected F32 [1], got none",
      "model.safetensors: tensor 'fc1.w': expected F32 [2], got F32 [3]",
      "model.safetensors: tensor 'fc2.w': expected F32 [N], got F64 [1]",
      "model.safetensors: tensor 'zz': expected no tensor of this name, got F32 [1]",
    ]);
  });
  test('another rank does not fit', () => {
    const matrix: TensorData = { dtype: 'F32', shape: [1, 2], data: Float32Array.of(1, 2) };
    expect(sentence(new Map([...good, ['fc1.w', matrix]]))).toBe(
      "model.safetensors: tensor 'fc1.w': expected F32 [2], got F32 [1, 2]",
    );
  });
  test('names each tensor with a NaN or an infinity, and where', () => {
    const tensors = new Map([
      ...good,
      ['fc1.w', f32(1, Number.NaN)],
      ['fc2.w', f32(0, 0, -Infinity, 1)],
    ] as const);
    expect(sentence(tensors).split('\n')).toEqual([
      "model.safetensors: tensor 'fc1.w'[1]: expected a finite number, got NaN",
      "model.safetensors: tensor 'fc2.w'[2]: expected a finite number, got -Infinity",
    ]);
  });
  test('a damaged file is the error of the file', () => {
    const loaded = load(encode(good).subarray(0, 20), 'model.safetensors');
    expect(E.isLeft(loaded) && loaded.left.field).toBe('header length');
  });
});

describe('firstNonFinite', () => {
  const half = (dtype: 'F16' | 'BF16', ...bits: readonly number[]): TensorData => ({
    dtype,
    shape: [bits.length],
    data: Uint16Array.from(bits),
  });
  test.each<[string, TensorData, number]>([
    ['F16: 65504, then infinity', half('F16', 0x7bff, 0x7c00), 1],
    ['F16: -NaN', half('F16', 0xfe00), 0],
    ['BF16: the largest, then -infinity', half('BF16', 0x7f7f, 0xff80), 1],
    ['BF16: bits that would be infinite in F16', half('BF16', 0x7c00), -1],
    ['F64', { dtype: 'F64', shape: [2], data: Float64Array.of(1e300, Infinity) }, 1],
    ['I32', { dtype: 'I32', shape: [1], data: Int32Array.of(-1) }, -1],
  ])('%s', (_, tensor, at) => {
    expect(firstNonFinite(tensor)).toBe(at);
  });
});
