/** Bytes of networks: what the types say is what runs, and what one counts by hand. */
import { describe, expect, test } from 'vitest';
import {
  activationBytes,
  cast,
  f16,
  f32,
  fitsIn,
  flatten,
  i32,
  init,
  key,
  layer,
  maxPool2d,
  model,
  net,
  ones,
  parameterBytes,
  parameterCount,
  relu,
  type Tensor,
  tree,
} from '../../src/index.ts';
import { hasType, untypedCall } from '../ops/reference.ts';
import { measure } from '../types/compile.ts';

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);

describe('bytes of parameters', () => {
  test('are four for each of the 34 826 numbers of the reference network', () => {
    expect(parameterCount(cnn)).toBe(34826);
    expect(parameterBytes(cnn)).toBe(4 * 34826);
    hasType<139304>()(parameterBytes(cnn));
    const held = tree
      .leaves(init(cnn.params, key(0)))
      .reduce((n, v) => n + Number(v.shape.reduce((a, b) => Number(a) * Number(b), 1)), 0);
    expect(held).toBe(34826);
  });
  test('are none of a network without parameters', () => {
    hasType<0>()(parameterBytes(net(f32('B', 4), relu)));
    expect(parameterBytes(net(f32('B', 4), relu))).toBe(0);
  });
});

describe('bytes of activations', () => {
  // elements of one example, stage by stage
  const sizes = [
    28 * 28,
    26 * 26 * 32,
    26 * 26 * 32,
    13 * 13 * 32,
    11 * 11 * 64,
    11 * 11 * 64,
    1600,
    1600,
    10,
  ];
  const one = 4 * sizes.reduce((a, b) => a + b);
  test('are those of the input and of every stage', () => {
    hasType<'272616*B'>()(activationBytes(cnn));
    hasType<34894848>()(activationBytes(cnn, { B: 128 }));
    expect(activationBytes(cnn)).toBe(`${one}*B`);
    expect(activationBytes(cnn, { B: 128 })).toBe(128 * one);
  });
  test('are the sums of what the stages give when they run', () => {
    const stages = [
      layer.residual('r', layer.dense('a', 4), relu),
      layer.group('g', layer.dense('b', 3), layer.group('h', relu)),
    ] as const;
    const m = net(f32('B', 4), ...stages);
    hasType<'88*B'>()(activationBytes(m));
    // x, a, relu, x + relu, b, relu
    expect(activationBytes(m, { B: 2 })).toBe(2 * 4 * (4 + 4 + 4 + 4 + 3 + 3));
  });
  test('count the bytes of each dtype', () => {
    const half = net(f16('B', 6), cast(f32));
    hasType<'36*B'>()(activationBytes(half));
    expect(activationBytes(half)).toBe('36*B');
    const tokens = net(i32('B', 'T'), layer.embedding('e', 7, 2));
    hasType<'12*B*T'>()(activationBytes(tokens));
    expect(activationBytes(tokens, { B: 'N', T: '2*t' })).toBe('24*N*t');
  });
  test('of a model are those of its input and its output', () => {
    const m = model({}, f32('B', 3), (_, x: Tensor<['B', 3]>) => relu(x));
    hasType<'24*B'>()(activationBytes(m));
    expect(activationBytes(m)).toBe('24*B');
    const none = net(f32('B', 3));
    hasType<'24*B'>()(activationBytes(none));
    expect(activationBytes(none)).toBe('24*B');
  });
  test('sizes are whole numbers', () => {
    expect(() => activationBytes(cnn, { B: 1.5 })).toThrow(
      "activationBytes: 'B' is a whole number >= 0, got 1.5",
    );
    expect(() => fitsIn(cnn, { B: -1 }, 3 as number)).toThrow(
      "fitsIn: 'B' is a whole number >= 0, got -1",
    );
  });
});

describe('a budget', () => {
  const need = 272616 + 139304;
  test('is kept to the byte', () => {
    expect(fitsIn(cnn, { B: 1 }, 411_920)).toBe(cnn);
    expect(() => untypedCall(fitsIn, cnn, { B: 1 }, need - 1)).toThrow(
      'fits: 411 920 bytes of activations and parameters exceed 411 919',
    );
    expect(() => untypedCall(fitsIn, cnn, { B: 1000 }, 999)).toThrow(
      'fits: 272 755 304 bytes of activations and parameters exceed 999',
    );
  });
  test('needs the sizes of all names', () => {
    expect(() => untypedCall(fitsIn, cnn, {}, need)).toThrow(
      'fits: 272616*B+139304 bytes of activations and parameters depend on names without a size',
    );
  });
  test('gives the network, which runs', () => {
    const m = fitsIn(net(f32('B', 2), layer.dense('fc', 3)), { B: 1 }, 100);
    expect(m(init(m.params, key(0)), ones([5, 2])).shape).toEqual([5, 3]);
  });
});

const PROGRAM = (
  use: string,
): string => `import type { ActivationBytes, FitsIn, ParameterBytes } from 'typegrad/nn/bytes.ts';
import { layer, net } from 'typegrad/nn/index.ts';
import { flatten, maxPool2d, relu } from 'typegrad/ops/index.ts';
import { f32 } from 'typegrad/tree/index.ts';
const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }), relu, maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }), relu, maxPool2d(2),
  flatten, layer.dense('fc', 10));
export type T = ${use};
declare const t: T;
export const u = t;
`;
const costOf = async (name: string, use: string): Promise<number> => {
  const { instantiations, output } = await measure(`bytes-${name}`, PROGRAM(use));
  expect(output).not.toContain(`bytes-${name}.ts(`);
  return instantiations;
};

describe('instantiations for the reference network of nine stages', () => {
  const nothing = costOf('none', 'typeof cnn');
  test.each([
    ['parameters', 7000, 'ParameterBytes<typeof cnn>'],
    ['activations', 18_000, 'ActivationBytes<typeof cnn, { B: 128 }>'],
    ['names', 20_000, 'ActivationBytes<typeof cnn>'],
    ['budget', 26_000, 'FitsIn<typeof cnn, { B: 128 }, 100_000_000>'],
  ])('%s: at most %i', async (name, most, use) => {
    const cost = (await costOf(name, use)) - (await nothing);
    expect(cost).toBeLessThanOrEqual(most);
    expect(cost).toBeGreaterThan(10);
  });
});
