/** Trees of tensors: names, order, rebuilding, and the sentence of a difference. */
import { expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import { add, array, zeros } from '../../src/ops/index.ts';
import {
  diff,
  f32,
  formals,
  leaves,
  leavesLike,
  map,
  mapSpecs,
  paths,
  rebuild,
  zip,
} from '../../src/tree/index.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

const a = array([2], [1, 2]);
const b = array([3], [3, 4, 5]);
const t = { layers: [{ w: a, size: 2 }], b } as const;

test('leaves have dotted names in key order', () => {
  expect(paths(t).map(([name]) => name)).toEqual(['layers.0.w', 'b']);
  expect(leaves(t)).toEqual([a, b]);
  expect(paths(a)).toEqual([['', a]]);
});
test('maps keep the form and what is no tensor', () => {
  const twice = zip((x, y) => (x === y ? x : y), t, t);
  expect(twice).toEqual(t);
  const named = new Map<string, unknown>();
  const same = map((x, path) => {
    named.set(path, x);
    return x;
  }, t);
  expect(same).toEqual(t);
  expect([...named]).toEqual([
    ['layers.0.w', a],
    ['b', b],
  ]);
  expect(rebuild(t, [b, a])).toEqual({ layers: [{ w: b, size: 2 }], b: a });
});
test('leaves follow the form that is asked for, or the missing one is named', () => {
  expect(leavesLike({ x: a, y: b }, { y: b, x: a })).toEqual([a, b]);
  expect(() => leavesLike({ x: { y: a } }, { x: {} })).toThrow('tree: x.y is missing');
});
test('the first difference in key order, as a sentence', () => {
  expect(diff(t, t)).toBeNull();
  expect(diff({ p: { w: a }, q: b }, { p: { w: b }, q: a })).toBe(
    'params: p.w is Tensor<[3], f32>, expected Tensor<[2], f32>',
  );
  expect(diff({ p: { w: a } }, { p: {} })).toBe('params: p.w is missing');
  expect(diff({ w: a }, { w: 3 })).toBe('params: w is a non-tensor, expected Tensor<[2], f32>');
});
test('specs stand for symbols with canonical names', () => {
  const formal = formals({ x: f32('B', 'h*16'), y: f32() });
  hasType<Tensor<['B', '16*h']>>()(formal.x);
  expect(formal.x.shape).toEqual(['B', '16*h']);
  expect(mapSpecs([f32(2)], ({ shape }, path) => `${path}: ${shape}`)).toEqual(['0: 2']);
  expect(f32.dtype).toBe('f32');
});
test('data are tensors of a tree too', () => {
  expect(numbersOf(add(leaves({ a, z: zeros([2]) })[0] === a ? a : zeros([2]), a))).toEqual([2, 4]);
});

test('the first difference is named in the order of the names, whatever the order of the keys', () => {
  const [a, b] = [array([2], [1, 2]), array([3], [1, 2, 3])];
  expect(diff({ w: a, b: a, v: { x: a } }, { w: b, b, v: {} })).toBe(
    'params: b is Tensor<[3], f32>, expected Tensor<[2], f32>',
  );
  expect(diff({ w: a, v: { x: a } }, { w: b, v: {} }, 'state:')).toBe('state: v.x is missing');
  expect(diff(a, b, 'scan: the carry')).toBe(
    'scan: the carry is Tensor<[3], f32>, expected Tensor<[2], f32>',
  );
  expect(diff({ w: a }, { w: a, more: b })).toBeNull();
});
