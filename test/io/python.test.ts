/**
 * Files between Python's safetensors and this library, both ways. python/record.py says how the recorded ones were made,
 * with safetensors 0.8.0: from_python.safetensors is what it wrote, read_by_python.json what it read of
 * from_typegrad.safetensors, which python/record.ts wrote.
 */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import {
  type BoundaryError,
  decode,
  encode,
  explain,
  sha256,
  type TensorData,
} from '../../src/io/index.ts';
import { loadParams, saveParams, tensorsOf } from '../../src/train/index.ts';
import { model, params } from './python/model.ts';

const recorded = (name: string): Buffer => readFileSync(new URL(`python/${name}`, import.meta.url));
const right = <A>(result: E.Either<BoundaryError, A>): A => {
  if (E.isLeft(result)) throw new Error(explain(result.left));
  return result.right;
};

/** What record.py writes. */
const WRITTEN: ReadonlyMap<string, TensorData> = new Map<string, TensorData>([
  ['f32', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(0.1, -2.5, 3e-39, 3.4e38) }],
  ['f64', { dtype: 'F64', shape: [2], data: Float64Array.of(0.1, -1e300) }],
  ['f16', { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3e00, 0x8000, 0x0001) }],
  ['bf16', { dtype: 'BF16', shape: [4], data: Uint16Array.of(0x3f80, 0xbf00, 0x0001, 0x7f7f) }],
  ['i64', { dtype: 'I64', shape: [2], data: BigInt64Array.of(2n ** 62n, -1n) }],
  ['i32', { dtype: 'I32', shape: [2, 1], data: Int32Array.of(-(2 ** 31), 7) }],
  ['u32', { dtype: 'U32', shape: [1], data: Uint32Array.of(2 ** 32 - 1) }],
  ['u8', { dtype: 'U8', shape: [1, 2, 3], data: Uint8Array.of(0, 1, 2, 3, 4, 5) }],
  ['bool', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['scalar', { dtype: 'F32', shape: [], data: Float32Array.of(2.5) }],
  ['empty', { dtype: 'F32', shape: [0, 3], data: new Float32Array(0) }],
  ['h.0.attn-weight', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
  ['h.1.attn-weight', { dtype: 'F32', shape: [2], data: Float32Array.of(3, 4) }],
]);
const METADATA = { 'made by': 'Python, "safetensors" 0.8.0, ü' };

describe('what Python writes', () => {
  const { tensors, metadata } = right(decode(recorded('from_python.safetensors'), 'recorded'));
  test('is read, in every dtype, empty and scalar tensors too', () => {
    expect({ ...metadata }).toEqual(METADATA);
    expect(new Map(tensors)).toEqual(WRITTEN);
  });
  test('is what we write of the same tensors, byte for byte', () => {
    expect(Buffer.from(encode(WRITTEN, METADATA))).toEqual(recorded('from_python.safetensors'));
  });
});

interface Read {
  readonly sha256: string;
  readonly tensors: Readonly<
    Record<
      string,
      {
        readonly dtype: string;
        readonly shape: readonly number[];
        readonly values: readonly number[];
      }
    >
  >;
}

describe('what we write', () => {
  const ours = recorded('from_typegrad.safetensors');
  const read: Read = JSON.parse(recorded('read_by_python.json').toString('utf8'));
  test('is the file that Python has read', () => {
    const written = saveParams(params, { model: 'small', 'written by': 'typegrad' });
    expect(Buffer.from(written)).toEqual(ours);
    expect(sha256(written)).toBe(read.sha256);
  });
  test('is to Python what it is to us', () => {
    const held = [...tensorsOf(params)].map(([name, { shape, data }]) => [
      name,
      { dtype: 'float32', shape, values: Array.from(data, Number) },
    ]);
    expect(Object.fromEntries(held)).toEqual(read.tensors);
    expect(Object.keys(read.tensors)).toHaveLength(6);
  });
  test('is read into the network', () => {
    const loaded = right(loadParams(model.params, ours, 'recorded'));
    expect(loaded.out.b.data).toEqual(Float32Array.of(-0, 1.5));
  });
});
