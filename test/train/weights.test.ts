/** Weights come back as they were; a file of another model is refused with all that differs. */
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import {
  bf16,
  bool,
  evaluate,
  f16,
  f32,
  f64,
  i64,
  init,
  key,
  layer,
  ndarray,
  net,
  relu,
  u8,
  zeros,
} from '../../src/index.ts';
import { explain, hashTensors } from '../../src/io/index.ts';
import { loadParams, saveParams, tensorsOf } from '../../src/train/index.ts';
import { decodeTree } from '../../src/train/weights.ts';
import { paths } from '../../src/tree/index.ts';

const mlp = net(f32('B', 6), layer.dense('fc1', 4), relu, layer.dense('fc2', 3));
const params = evaluate(init(mlp.params, key(0)));

const load = (bytes: Uint8Array) => loadParams(mlp.params, bytes, 'model.safetensors');

const refusal = (bytes: Uint8Array): string => {
  const loaded = load(bytes);
  if (E.isRight(loaded)) throw new Error('the weights were loaded');
  return explain(loaded.left);
};

describe('weights', () => {
  test('come back with the same bits, in the form of the model', () => {
    const loaded = load(saveParams(params));
    if (E.isLeft(loaded)) throw new Error(explain(loaded.left));
    expect(loaded.right.fc1.w.shape).toEqual([6, 4]);
    expect(loaded.right.fc1.w.data).toEqual(params.fc1.w.data);
    expect(hashTensors(tensorsOf(loaded.right))).toBe(hashTensors(tensorsOf(params)));
    const x = zeros([2, 6]);
    expect(evaluate(mlp(loaded.right, x)).data).toEqual(evaluate(mlp(params, x)).data);
  });
  test('may be of any dtype', () => {
    const tree = {
      double: ndarray([2], f64, [1 / 3, -1e300]),
      half: ndarray([2], f16, [0x3c00, 1]),
      brain: ndarray([3], bf16, [0x3f80, 0x8000, 7]),
      byte: ndarray([2], u8, [0, 255]),
      long: ndarray([1], i64, BigInt64Array.of(-(2n ** 60n))),
      flag: ndarray([2], bool, [1, 0]),
    };
    const loaded = decodeTree(tree, saveParams(tree), 'model.safetensors');
    if (E.isLeft(loaded)) throw new Error(explain(loaded.left));
    for (const [name, v] of paths(loaded.right.tree)) {
      const like = tree[name as keyof typeof tree];
      expect(v.dtype, name).toEqual(like.dtype);
      expect('data' in v && v.data, name).toEqual(like.data);
    }
  });
  test('are named by dotted paths; expressions are evaluated', () => {
    const tensors = tensorsOf(init(mlp.params, key(0)));
    expect([...tensors.keys()].sort()).toEqual(['fc1.b', 'fc1.w', 'fc2.b', 'fc2.w']);
    expect(tensors.get('fc1.w')).toEqual(tensorsOf(params).get('fc1.w'));
  });
  test('of another model are refused with every difference, sorted by name', () => {
    const { fc1 } = params;
    const other = { extra: key(1), fc1: { w: params.fc2.w, b: fc1.b }, fc2: { b: fc1.b } };
    expect(refusal(saveParams(other)).split('\n')).toEqual([
      "model.safetensors: tensor 'extra': expected no tensor of this name, got U32 [2]",
      "model.safetensors: tensor 'fc1.w': expected F32 [6, 4], got F32 [4, 3]",
      "model.safetensors: tensor 'fc2.b': expected F32 [3], got F32 [4]",
      "model.safetensors: tensor 'fc2.w': expected F32 [4, 3], got none",
    ]);
  });
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('that hold %f are refused', (bad) => {
    const tensors = tensorsOf(params);
    const w = Float32Array.from(params.fc1.w.data);
    w[5] = bad;
    const bytes = saveParams(params);
    const at = Buffer.from(bytes).indexOf(
      Buffer.from(params.fc1.w.data.buffer, params.fc1.w.data.byteOffset, w.byteLength),
    );
    expect(tensors.get('fc1.w')?.data).toHaveLength(w.length);
    bytes.set(new Uint8Array(w.buffer), at);
    expect(refusal(bytes)).toBe(
      `model.safetensors: tensor 'fc1.w'[5]: expected a finite number, got ${bad}`,
    );
  });
  test('that are cut off are refused', () => {
    expect(refusal(saveParams(params).slice(0, -1))).toMatch(
      /^model.safetensors: .*expected .*got /,
    );
  });
});
