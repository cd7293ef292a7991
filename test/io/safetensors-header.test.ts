import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { readHeader } from '../../src/io/safetensors-header.ts';
import { fileOf } from './arbitrary.ts';

const entry = (dtype: string, shape: string, begin: number, end: number): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
const bytes = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
const sentence = (file: Uint8Array): string => {
  const read = readHeader(file, 'm');
  return E.isLeft(read) ? explain(read.left) : 'no error';
};
const long = fileOf('{}');
new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);

describe('readHeader', () => {
  test('gives the tensors in the order of their bytes', () => {
    const file = fileOf(
      `{"b":${entry('U8', '[2]', 4, 6)},"a":${entry('F32', '[]', 0, 4)}}`,
      bytes(6),
    );
    const read = readHeader(file, 'm');
    expect(E.isRight(read) && read.right.tensors).toEqual([
      { name: 'a', dtype: 'F32', shape: [], begin: 0, end: 4 },
      { name: 'b', dtype: 'U8', shape: [2], begin: 4, end: 6 },
    ]);
  });
  test('reads a header without blanks and one of odd length', () => {
    expect(sentence(fileOf(`{"a":${entry('U8', '[1]', 0, 1)} }`, bytes(1)))).toBe('no error');
  });
  test('tensors without elements take no room', () => {
    const file = fileOf(
      `{"a":${entry('F32', '[0, 5]', 0, 0)},"b":${entry('U8', '[1]', 0, 1)}}`,
      bytes(1),
    );
    expect(sentence(file)).toBe('no error');
  });
  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'm: header length: expected 8 bytes, got 0 bytes'],
    ['a length cut off', new Uint8Array(7), 'm: header length: expected 8 bytes, got 7 bytes'],
    [
      'a length that lies',
      fileOf('{}').subarray(0, 9),
      'm: header length: expected at most 1 bytes, got 2',
    ],
    ['a huge length', long, 'm: header length: expected at most 2 bytes, got 9223372036854775808'],
    [
      'text that is not UTF-8',
      Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff),
      'm: header: expected UTF-8 text, got other bytes',
    ],
    [
      'an empty header',
      fileOf(''),
      `m: header: expected a JSON object from its first byte '{', got ""`,
    ],
    [
      'a blank in front',
      fileOf(' {}'),
      `m: header: expected a JSON object from its first byte '{', got " {}"`,
    ],
    [
      'an array',
      fileOf('[]'),
      `m: header: expected a JSON object from its first byte '{', got "[]"`,
    ],
    ['damaged JSON', fileOf('{"a"'), 'm: header: expected JSON, got damaged text "{\\"a\\""'],
    [
      'a key twice',
      fileOf(`{"a":${entry('U8', '[1]', 0, 1)},"a":${entry('U8', '[1]', 0, 1)}}`, bytes(1)),
      "m: header key 'a': expected it once, got it again",
    ],
    [
      'metadata that is not text',
      fileOf('{"__metadata__":{"a":1}}'),
      'm: __metadata__.a: expected string, got 1',
    ],
    [
      'an entry that is no object',
      fileOf('{"a":1}'),
      "m: tensor 'a': expected an object with dtype, shape and data_offsets, got 1",
    ],
    [
      'a negative size',
      fileOf(`{"a":${entry('U8', '[-1]', 0, 1)}}`, bytes(1)),
      "m: tensor 'a'.shape.0: expected a whole number >= 0, got -1",
    ],
    [
      'an unknown dtype',
      fileOf(`{"a":${entry('F8', '[1]', 0, 1)}}`, bytes(1)),
      `m: tensor 'a'.dtype: expected one of BF16, BOOL, F16, F32, F64, I32, I64, U32, U8, got "F8"`,
    ],
    [
      'a shape of another size',
      fileOf(`{"a":${entry('F32', '[2, 3]', 0, 8)}}`, bytes(8)),
      "m: tensor 'a'.data_offsets: expected 24 bytes for F32 [2, 3], got 8 (0 to 8)",
    ],
    [
      'an end before its begin',
      fileOf(`{"a":${entry('U8', '[1]', 4, 0)}}`, bytes(4)),
      "m: tensor 'a'.data_offsets: expected 1 bytes for U8 [1], got -4 (4 to 0)",
    ],
    [
      'an overlap',
      fileOf(`{"a":${entry('U8', '[2]', 0, 2)},"b":${entry('U8', '[2]', 1, 3)}}`, bytes(3)),
      "m: tensor 'b'.data_offsets: expected a begin at 2, where the tensor before ends, got 1",
    ],
    [
      'a gap',
      fileOf(`{"a":${entry('U8', '[2]', 0, 2)},"b":${entry('U8', '[2]', 3, 5)}}`, bytes(5)),
      "m: tensor 'b'.data_offsets: expected a begin at 2, where the tensor before ends, got 3",
    ],
    [
      'a gap at the front',
      fileOf(`{"a":${entry('U8', '[2]', 1, 3)}}`, bytes(3)),
      "m: tensor 'a'.data_offsets: expected a begin at 0, where the tensor before ends, got 1",
    ],
    [
      'a tensor out of range',
      fileOf(`{"a":${entry('U8', '[9]', 0, 9)}}`, bytes(8)),
      'm: data: expected 9 bytes as the header says, got 8 bytes',
    ],
    [
      'bytes behind the data',
      fileOf(`{"a":${entry('U8', '[1]', 0, 1)}}`, bytes(2)),
      'm: data: expected 1 bytes as the header says, got 2 bytes',
    ],
  ])('%s', (_, file, expected) => {
    expect(sentence(file)).toBe(expected);
  });
  test('the faults of all entries are collected', () => {
    const file = fileOf(
      `{"a":${entry('F8', '[1]', 0, 1)},"b":2,"c":${entry('U8', '[1]', 0, 3)}}`,
      bytes(3),
    );
    expect(sentence(file).split('\n')).toHaveLength(3);
  });
  test('any JSON as a header gives a result, never an exception', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(9), (text, size) => {
        expect(['Left', 'Right']).toContain(readHeader(fileOf(text, bytes(size)), 'm')._tag);
        expect(readHeader(fileOf(`{"a":${text}}`, bytes(size)), 'm')._tag).toBe('Left');
      }),
    );
  });
});
