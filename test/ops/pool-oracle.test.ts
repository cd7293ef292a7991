/** Pooling against PyTorch, on the reference and on the kernels; the cases' layouts are turned. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  evaluate,
  globalAvgPool2d,
  lpPool2d,
  maxPool1d,
  maxPool2d,
  maxPool2dWithIndices,
} from '../../src/index.ts';
import { type OracleCase, torchOracle } from '../support/oracle.ts';
import { dataOf, type Op, op, runFamily } from './oracle.ts';
import { untypedCall, valuesOf } from './reference.ts';
import { type Attrs, coversFamily, first, last, made, runOnKernels } from './windows-oracle.ts';

const layer =
  (f: unknown, ...args: readonly unknown[]): Op =>
  (x) =>
    first(made(f, ...args)(last(x!)));

const windowed =
  (f: unknown) =>
  ({ kernel, stride, padding, dilation, ...o }: Attrs): Op => {
    const { ceil_mode: ceil, count_include_pad: countIncludePad } = o;
    return layer(f, kernel, { stride, padding, dilation, ceil, countIncludePad });
  };

const adaptive =
  (f: unknown) =>
  ({ output_size: size }: Attrs): Op =>
    layer(f, size);

/** The maxima and where they are. */
const indexed =
  (result: 0 | 1) =>
  ({ kernel, stride, padding, dilation, ceil_mode: ceil }: Attrs): Op =>
  (x) => {
    const o = { stride, padding, dilation, ceil };
    const ys = untypedCall(maxPool2dWithIndices, last(x!), kernel, o);
    return first(op(() => (ys as readonly Value[])[result])());
  };

const pools: Readonly<Record<string, (attrs: Attrs) => Op>> = {
  max_pool1d: windowed(maxPool1d),
  max_pool2d: windowed(maxPool2d),
  max_pool2d_with_indices: indexed(0),
  avg_pool1d: windowed(avgPool1d),
  avg_pool2d: windowed(avgPool2d),
  adaptive_avg_pool1d: adaptive(adaptiveAvgPool1d),
  adaptive_avg_pool2d: adaptive(adaptiveAvgPool2d),
  adaptive_max_pool2d: adaptive(adaptiveMaxPool2d),
  lp_pool2d: ({ p, kernel, stride }) => layer(lpPool2d, p, kernel, { stride }),
  global_avg_pool2d: () => (x) => op(globalAvgPool2d)(last(x!)),
};

const poolOf = ({ op: name, attrs }: OracleCase): Op | undefined => pools[name]?.(attrs);

runFamily('pool', poolOf);

describe('pool', () => {
  coversFamily('pool', poolOf);
  test('the indices of maxima, on both', () => {
    const cases = torchOracle().cases({ family: 'pool', op: 'max_pool2d_with_indices' });
    for (const c of cases) {
      const indices = indexed(1)(c.attrs)(...c.inputs.map(dataOf));
      const want = Array.from(c.outputs[1]!.data, Number);
      expect(Array.from(valuesOf([indices])[0]!)).toEqual(want);
      const { data } = evaluate(indices as never) as { readonly data: Int32Array };
      expect(Array.from(data)).toEqual(want);
    }
  });
});

describe('on the kernels', () => {
  runOnKernels('pool', poolOf);
});
