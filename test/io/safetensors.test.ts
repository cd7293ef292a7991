import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { ShapeError } from '../../src/core/error.ts';
import { decode, encode } from '../../src/io/safetensors.ts';
import type { TensorData, Tensors } from '../../src/io/tensor-data.ts';
import { fileOf, tensors } from './arbitrary.ts';

const w: TensorData = { dtype: 'F32', shape: [2], data: Float32Array.of(1, -2) };
const sentence = (bytes: Uint8Array): string => {
  const decoded = decode(bytes, 'm.safetensors');
  return E.isLeft(decoded) ? explain(decoded.left) : 'no error';
};
const bytesIn = (map: Tensors) =>
  Object.fromEntries(
    [...map].map(([name, { dtype, shape, data }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return [name, { dtype, shape, bytes: [...bytes] }];
    }),
  );

describe('encode', () => {
  test('writes what the reference implementation writes', () => {
    const header = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ';
    expect(encode(new Map([['w', w]]))).toEqual(fileOf(header, [0, 0, 128, 63, 0, 0, 0, 192]));
  });
  test('metadata comes first, blanks fill the header up to a multiple of 8', () => {
    const bytes = encode(new Map(), { b: '2', a: '1' });
    expect(new TextDecoder().decode(bytes.subarray(8))).toBe(
      '{"__metadata__":{"a":"1","b":"2"}}      ',
    );
    expect(encode(new Map())).toEqual(fileOf('{}      '));
  });
  test('stores wider dtypes first, then by name', () => {
    const map = new Map<string, TensorData>([
      ['z', { dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) }],
      ['y', { dtype: 'U8', shape: [1], data: Uint8Array.of(7) }],
      ['x', { dtype: 'F16', shape: [1], data: Uint16Array.of(7) }],
      ['v', { dtype: 'BF16', shape: [1], data: Uint16Array.of(7) }],
      ['u', { dtype: 'I32', shape: [1], data: Int32Array.of(7) }],
      ['t', { dtype: 'U32', shape: [1], data: Uint32Array.of(7) }],
      ['s', { dtype: 'F64', shape: [], data: Float64Array.of(7) }],
      ['r', { dtype: 'I64', shape: [1], data: BigInt64Array.of(7n) }],
      ['w', w],
      ['10', w],
      ['9', w],
      ['\u{1f600}', w],
      ['\uffee', w],
    ]);
    const decoded = decode(encode(map), 'f');
    expect(E.isRight(decoded) && [...decoded.right.tensors.keys()]).toEqual([
      'r',
      's',
      '10',
      '9',
      'w',
      '\uffee',
      '\u{1f600}',
      't',
      'u',
      'v',
      'x',
      'y',
      'z',
    ]);
  });
  test('equal tensors give equal bytes, in whatever order they come', () => {
    fc.assert(
      fc.property(tensors, (map) => {
        expect(encode(new Map([...map].reverse()))).toEqual(encode(map));
      }),
    );
  });
  test('data of another size is a programming error', () => {
    const bad: TensorData = { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1) };
    expect(() => encode(new Map([['w', bad]]))).toThrow(ShapeError);
    expect(() => encode(new Map([['w', bad]]))).toThrow(
      'encode: w has 1 elements, F32 [2, 2] needs 4',
    );
  });
  test.each(['__metadata__', '\ud800'])('the name %j is refused', (name) => {
    expect(() => encode(new Map([[name, w]]))).toThrow(RangeError);
  });
});

describe('decode', () => {
  test('gives back what was encoded, bit by bit', () => {
    const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
    fc.assert(
      fc.property(tensors, metadata, (map, meta) => {
        const decoded = decode(encode(map, meta), 'f');
        if (E.isLeft(decoded)) throw new Error(explain(decoded.left));
        expect(bytesIn(decoded.right.tensors)).toEqual(bytesIn(map));
        expect({ ...decoded.right.metadata }).toEqual({ ...meta });
        expect(encode(decoded.right.tensors, decoded.right.metadata)).toEqual(encode(map, meta));
      }),
    );
  });
  test('reads bytes that begin anywhere in their buffer', () => {
    const bytes = encode(new Map([['w', w]]));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decode(shifted.subarray(1), 'f')).toEqual(decode(bytes, 'f'));
  });
  test('a BOOL is 0 or 1', () => {
    const header = '{"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}';
    expect(sentence(fileOf(header, [0, 1, 1]))).toBe('no error');
    expect(sentence(fileOf(header, [0, 1, 2]))).toBe(
      "m.safetensors: tensor 'mask'[2]: expected 0 or 1, got 2",
    );
  });
  test('a file cut off anywhere is an error, never an exception', () => {
    const bytes = encode(new Map([['w', w]]), { a: 'b' });
    for (let end = 0; end < bytes.length; end++)
      expect(decode(bytes.subarray(0, end), 'f')._tag).toBe('Left');
  });
  test('damage gives a result, never an exception', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(tensors, damage, (map, changes) => {
        const bytes = encode(map, { a: 'b' });
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect(['Left', 'Right']).toContain(decode(bytes, 'f')._tag);
      }),
      { numRuns: 500 },
    );
  });
});
