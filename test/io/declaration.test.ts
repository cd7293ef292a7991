/** Tensors of files as TypeScript: the text, and what the compiler and a network make of it. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { f32, init, key, layer, net, ones, relu } from '../../src/index.ts';
import {
  declareWeights,
  encode,
  explain,
  type TensorData,
  type Tensors,
} from '../../src/io/index.ts';
import { loadParams } from '../../src/train/index.ts';
import { measure } from '../types/compile.ts';

const FROM = { name: 'm.safetensors', sha256: 'abc' };
const declared = (bytes: Uint8Array, from = FROM): string => {
  const text = declareWeights(bytes, 'm.safetensors', from);
  return E.isRight(text) ? text.right : explain(text.left);
};
const f = (...shape: readonly number[]): TensorData => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});
const fileOf = (shapes: Readonly<Record<string, TensorData>>): Uint8Array =>
  encode(new Map(Object.entries(shapes)));
const weightsIn = (text: string): string =>
  /export const weights = (.*) as const;/s.exec(text)?.[1] ?? text;

describe('declareWeights', () => {
  test('says of every tensor its dtype and shape, names taken apart at their dots', () => {
    const python = readFileSync(new URL('python/from_python.safetensors', import.meta.url));
    expect(declared(python)).toBe(`/**
 * The tensors of m.safetensors, written by \`typegrad types\`; a new file is a new declaration.
 * sha256 of the file: abc
 */
import { bf16, bool, f16, f32, f64, i32, i64, u32, u8, type ParamsOf } from 'typegrad';

/** What the file holds; loadParams(weights, bytes, file) reads it. */
export const weights = {
  bf16: bf16(4),
  bool: bool(3),
  empty: f32(0, 3),
  f16: f16(3),
  f32: f32(2, 2),
  f64: f64(2),
  h: [
    {
      'attn-weight': f32(2),
    },
    {
      'attn-weight': f32(2),
    },
  ],
  i32: i32(2, 1),
  i64: i64(2),
  scalar: f32(),
  u32: u32(1),
  u8: u8(1, 2, 3),
} as const;

/** The tensors of the file: a network that has other parameters refuses them. */
export interface Weights extends ParamsOf<typeof weights> {}
`);
  });
  test('is the same for the same tensors, in whatever order they are given', () => {
    const tensors = { 'b.w': f(2), 'a.w': f(3), 'a.b': f() };
    const turned = Object.fromEntries(Object.entries(tensors).reverse());
    expect(declared(fileOf(tensors))).toBe(declared(fileOf(turned)));
  });
  test('lists begin at 0 and have no gaps; other numbers are names', () => {
    const text = declared(fileOf({ 'a.0.w': f(1), 'a.2.w': f(2), 'b.0': f(3), 'b.1': f(4) }));
    expect(weightsIn(text)).toBe(`{
  a: {
    '0': {
      w: f32(1),
    },
    '2': {
      w: f32(2),
    },
  },
  b: [
    f32(3),
    f32(4),
  ],
}`);
    const ten = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`l.${i}`, f(i)]));
    expect(
      weightsIn(declared(fileOf(ten)))
        .match(/\d+(?=\),)/g)
        ?.join(),
    ).toBe('0,1,2,3,4,5,6,7,8,9,10');
  });
  test('quotes what is no name of TypeScript', () => {
    const tensors = new Map<string, TensorData>([
      ['it\'s "x"', f(1)],
      ['a\\b', f(2)],
      ['', f(3)],
      ['__proto__', f(4)],
      ['\u202eevil\n', f(5)],
      ['class', f(6)],
      ['größe', f(7)],
    ]);
    expect(weightsIn(declared(encode(tensors)))).toBe(`{
  '': f32(3),
  ['__proto__']: f32(4),
  'a\\\\b': f32(2),
  class: f32(6),
  'größe': f32(7),
  'it\\'s "x"': f32(1),
  '\\u202eevil\\n': f32(5),
}`);
  });
  test('a file of nothing declares nothing, and its name cannot end the comment', () => {
    const text = declared(encode(new Map()), { name: '*/ evil\n.safetensors', sha256: '0' });
    expect(weightsIn(text)).toBe('{}');
    expect(text).toContain('The tensors of *\\/ evil?.safetensors, written');
  });
  test('a tensor below a tensor makes no tree', () => {
    expect(declared(fileOf({ 'a.b': f(1), 'a.b.c.d': f(2) }))).toBe(
      "m.safetensors: tensor 'a.b.c.d': expected a name that is not below a tensor, got the tensor 'a.b' above it",
    );
    expect(declared(fileOf({ a: f(1), 'a-b': f(1), 'a.c': f(1) }))).toContain(
      "the tensor 'a' above",
    );
  });
  test('a damaged file says where', () => {
    expect(declared(Uint8Array.of(1, 2))).toBe(
      'm.safetensors: header length: expected 8 bytes, got 2 bytes',
    );
  });
});

const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const right: Tensors = new Map([
  ['fc1.w', f(784, 128)],
  ['fc1.b', f(128)],
  ['fc2.w', f(128, 10)],
  ['fc2.b', f(10)],
]);
const wrong: Tensors = new Map([...right, ['fc2.w', f(128, 11)], ['fc2.b', f(11)]]);

/** The compiler's words on a network that is applied to the weights of a file. */
const appliedTo = async (name: string, tensors: Tensors): Promise<readonly string[]> => {
  const program = `${declared(encode(tensors)).replaceAll("'typegrad'", "'typegrad/tree/index.ts'")}
import type { Tensor } from 'typegrad/core/tensor.ts';
import { layer, net } from 'typegrad/nn/index.ts';
import { relu } from 'typegrad/ops/index.ts';
const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
declare const given: Weights;
declare const x: Tensor<[5, 784]>;
export const y: Tensor<[5, 10]> = mlp(given, x);
`;
  const { output } = await measure(name, program);
  return output.split('\n').filter((line) => line.includes(`${name}.ts(`));
};

describe('a declared file and a network', () => {
  test('that fit, compile', async () => {
    expect(await appliedTo('weights-right', right)).toEqual([]);
  });
  test('that do not fit are an error of types that names the tensor', async () => {
    const [error, ...others] = await appliedTo('weights-wrong', wrong);
    expect(others).toEqual([]);
    // the compilers differ in which of two wrong tensors they name
    expect(error).toMatch(
      /: error TS2345: Argument of type 'Weights' is not assignable to parameter of type '"params: fc2\.(w is Tensor<\[128, 11\], f32>, expected Tensor<\[128, 10\], f32>|b is Tensor<\[11\], f32>, expected Tensor<\[10\], f32>)"'\.$/,
    );
  });
  test('that is read as it is declared can be used as it is', () => {
    const weights = {
      fc1: { w: f32(784, 128), b: f32(128) },
      fc2: { w: f32(128, 10), b: f32(10) },
    };
    const read = loadParams(weights, encode(right), 'm');
    if (E.isLeft(read)) throw new Error(explain(read.left));
    expect(mlp(read.right, ones([5, 784])).shape).toEqual([5, 10]);
  });
});

describe('reading into a network', () => {
  test('gives every difference at once, each on a line', () => {
    const other = new Map<string, TensorData>([
      ['fc1.w', { dtype: 'F16', shape: [784, 128], data: new Uint16Array(784 * 128) }],
      ['fc2.w', f(128, 11)],
      ['fc2.b', f(10, 1)],
      ['head.w', f(3)],
    ]);
    const read = loadParams(mlp.params, encode(other), 'other.safetensors');
    expect(E.isLeft(read) && explain(read.left)).toBe(
      [
        "other.safetensors: tensor 'fc1.b': expected F32 [128], got none",
        "other.safetensors: tensor 'fc1.w': expected F32 [784, 128], got F16 [784, 128]",
        "other.safetensors: tensor 'fc2.b': expected F32 [10], got F32 [10, 1]",
        "other.safetensors: tensor 'fc2.w': expected F32 [128, 10], got F32 [128, 11]",
        "other.safetensors: tensor 'head.w': expected no tensor of this name, got F32 [3]",
      ].join('\n'),
    );
  });
  test('gives the parameters where there is none', () => {
    const own = init(mlp.params, key(1));
    const read = loadParams(mlp.params, encode(right), 'm');
    expect(E.isRight(read) && Object.keys(read.right)).toEqual(Object.keys(own));
  });
});
