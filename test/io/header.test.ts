import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type Header,
  headerCodec,
  layoutOf,
  type Paths,
  paramsHeader,
} from '../../src/io/header.ts';
import { DTypes } from '../../src/types/dtype.ts';

const params = {
  c1: { w: { shape: [3, 3, 1, 32], dtype: DTypes.f32 }, b: { shape: [32], dtype: DTypes.f32 } },
  steps: { shape: [], dtype: DTypes.i32 },
} as const;
const header = {
  __metadata__: { format: 'pt' },
  steps: { dtype: 'I32', shape: [], data_offsets: [1280, 1284] },
  'c1.w': { dtype: 'F32', shape: [3, 3, 1, 32], data_offsets: [0, 1152] },
  'c1.b': { dtype: 'F32', shape: [32], data_offsets: [1152, 1280] },
};
const codec = paramsHeader(params);
const messages = (result: t.Validation<unknown>) =>
  E.isLeft(result) ? result.left.map((e) => e.message) : [];

describe('the header of a tree', () => {
  test('names are paths', () => {
    expectTypeOf<Paths<typeof params>>().toEqualTypeOf<'c1.w' | 'c1.b' | 'steps'>();
    expect(layoutOf(params)).toEqual({
      'c1.w': { dtype: 'F32', shape: [3, 3, 1, 32] },
      'c1.b': { dtype: 'F32', shape: [32] },
      steps: { dtype: 'I32', shape: [] },
    });
  });
  test('the type says dtype and shape of each tensor', () => {
    type H = Header<typeof params>;
    expectTypeOf<H['c1.w']['shape']>().toEqualTypeOf<readonly [3, 3, 1, 32]>();
    expectTypeOf<H['c1.w']['dtype']>().toEqualTypeOf<'F32'>();
    expectTypeOf<H['steps']['dtype']>().toEqualTypeOf<'I32'>();
    expectTypeOf<t.TypeOf<typeof codec>>().toEqualTypeOf<H>();
  });
  test('lists and names of sizes', () => {
    const tree = {
      layers: [
        { w: { shape: ['B', 2], dtype: DTypes.f64 } },
        { w: { shape: [1], dtype: DTypes.bool } },
      ],
    } as const;
    expectTypeOf<Paths<typeof tree>>().toEqualTypeOf<'layers.0.w' | 'layers.1.w'>();
    expectTypeOf<Header<typeof tree>['layers.0.w']['shape']>().toEqualTypeOf<
      readonly [number, 2]
    >();
    const free = paramsHeader(tree);
    const of = (size: number) => ({
      'layers.0.w': { dtype: 'F64', shape: [size, 2], data_offsets: [0, 16 * size] },
      'layers.1.w': { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] },
    });
    expect([free.is(of(1)), free.is(of(7))]).toEqual([true, true]);
  });
  test('accepts exactly the header of the model', () => {
    expect(codec.decode(header)).toEqual(E.right(header));
    expect(codec.is({ ...header, more: header.steps })).toBe(false);
    expect(codec.is({ steps: header.steps })).toBe(false);
  });
  test('names every fault', () => {
    const { steps, ...others } = header;
    const wrong = {
      ...others,
      'c1.b': { ...header['c1.b'], shape: [33] },
      extra: { ...steps, dtype: 'U8' },
    };
    expect(messages(codec.decode(wrong))).toEqual([
      "header: tensor 'c1.b': expected F32 [32], got F32 [33]",
      "header: tensor 'extra': expected no tensor of this name, got U8 []",
      "header: tensor 'steps': expected I32 [], got none",
    ]);
  });
  test('names what is no header at all', () => {
    expect(messages(codec.decode(null))).toEqual([
      'header: header: expected a JSON object, got null',
    ]);
    expect(messages(codec.decode({ ...header, steps: 3 }))).toEqual([
      "header: tensor 'steps': expected an object with dtype, shape and data_offsets, got 3",
    ]);
  });
  test('a leaf that is no tensor, and paths that collide, are programming errors', () => {
    expect(() => layoutOf({ a: { b: 3 } })).toThrow(
      "layoutOf: 'a.b' is neither a tensor nor a tree",
    );
    const w = params.steps;
    expect(() => layoutOf({ a: { b: w }, 'a.b': w })).toThrow('the same path');
  });
});

test('headerCodec takes names, dtypes and shapes', () => {
  const flat = headerCodec({ w: { dtype: 'F32', shape: [2] } });
  expectTypeOf<t.TypeOf<typeof flat>['w']['shape']>().toEqualTypeOf<readonly [2]>();
  expect(flat.is({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } })).toBe(true);
  expect(flat.is({ w: { dtype: 'F32', shape: [3], data_offsets: [0, 12] } })).toBe(false);
});
