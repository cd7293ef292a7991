/** The sentence that the type checker shows is the sentence that is thrown when the same call is made without types. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fresh } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { untyped } from '../../src/core/tensor.ts';
import * as tg from '../../src/index.ts';
import type { Dim } from '../../src/types/dim.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import { expectedIn } from './expectations.ts';

const value = (shape: readonly Dim[], dtype: DTypeName = 'f32'): Value =>
  fresh({ shape, dtype: DTypes[dtype] });
const data = (...shape: number[]) => tg.zerosLike(tg.zeros(shape));

const v = value(['B', 784]);
const p = tg.init(
  {
    l1: tg.spec.dense(784, 512),
    l2: tg.spec.dense(512, 256),
    l3: tg.spec.dense(128, 64),
    l4: tg.spec.dense(64, 10),
  },
  tg.key(0),
);
const mlp = tg.net(
  tg.f32('B', 784),
  tg.layer.dense('fc1', 128),
  tg.relu,
  tg.layer.dense('fc2', 10),
);
const params = tg.init(mlp.params, tg.key(0));
const rows = tg.jit([tg.f32('B', 4), tg.f32('B')], (m, r) => tg.add(tg.sum(-1)(m), r));

/** The calls of cases/public.ts, in its order, as a program without types would make them. */
const calls: readonly (() => unknown)[] = [
  () => untyped(tg.matmul)(value([32, 784]), value([512, 10])),
  () => untyped(tg.pipe)(v, tg.dense(p.l1), tg.relu, tg.dense(p.l2), tg.relu, tg.dense(p.l3)),
  () => untyped(tg.net)(tg.f32('B', 784), tg.layer.dense('fc1', 256), tg.relu, tg.dense(p.l3)),
  () => untyped(tg.pipe)(value(['B', 28, 28, 1]), tg.reshape(['B', 783])),
  () => untyped(tg.add)(value([3]), value([4])),
  () => untyped(tg.add)(value([3]), value([3], 'f64')),
  () => untyped(tg.einsum)('ij,jk->ik', value([32, 784]), value([512, 10])),
  () => untyped(tg.pipe)(v, tg.softmax(2)),
  () => untyped(mlp)({ fc1: params.fc1 }, v),
  () => untyped(mlp)({ fc1: params.fc1, fc2: p.l4 }, v),
  () => untyped(mlp)(params, data(32, 783)),
  () => untyped(tg.net)(tg.f32('B', 784), tg.layer.dense('fc1', 10), tg.layer.dense('fc1', 10)),
  () => untyped(tg.crossEntropy)(value(['B', 'T', 10]), value(['B'], 'i32')),
  () => untyped(tg.seq(tg.dense(p.l1), tg.relu, tg.dense(p.l3)))(v),
  () => untyped(rows)(data(3, 4), data(5)),
  () => untyped(tg.pipe)(v, tg.layer.dense('fc1', 10)),
];

const messageOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
};

const source = readFileSync(new URL('cases/public.ts', import.meta.url), 'utf8');
const sentences = expectedIn('public.ts', source).map(({ text }) => text);

describe('types and run time say the same', () => {
  test('of every case', () => {
    expect(calls).toHaveLength(sentences.length);
  });
  test.each(calls.map((call, i) => [sentences[i]!, call] as const))('%s', (sentence, call) => {
    const message = messageOf(call);
    expect(`${sentence} `).toContain(`"${message}"`);
  });
});
