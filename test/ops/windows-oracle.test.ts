/** Convolution and pooling against PyTorch, on the reference and on the kernels; the cases' layouts are turned. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import {
  avgPool1d,
  avgPool2d,
  conv1d,
  conv2d,
  evaluate,
  maxPool1d,
  maxPool2d,
} from '../../src/index.ts';
import { permute, vjp } from '../../src/ops/index.ts';
import { disagreement } from '../support/agree.ts';
import { type OracleCase, type Reference, torchOracle } from '../support/oracle.ts';
import { dataOf, type Op, op, runFamily } from './oracle.ts';
import { untypedCall } from './reference.ts';

type Attrs = OracleCase['attrs'];

/** [batch, channels, ...space] with the channels last, and back. */
const last = (x: Value): Value => op(permute([0, ...x.shape.slice(2).map((_, k) => k + 2), 1]))(x);
const first = (x: Value): Value =>
  op(permute([0, x.shape.length - 1, ...x.shape.slice(2).map((_, k) => k + 1)]))(x);
/** [out, in, ...size] as [...size, in, out]. */
const filters = (w: Value): Value =>
  op(permute([...w.shape.slice(2).map((_, k) => k + 2), 1, 0]))(w);

/** Calls of layers past the type checker: what cases hold is not known to it. */
const made = (f: unknown, ...args: readonly unknown[]): Op => op(untypedCall(f, ...args));

const convolution =
  (layer: unknown, { stride, padding, dilation, groups }: Attrs): Op =>
  (x, w, b) => {
    const p = b === undefined ? { w: filters(w!) } : { w: filters(w!), b };
    return first(made(layer, p, { stride, padding, dilation, groups })(last(x!)));
  };

const convOf = ({ op: name, attrs }: OracleCase): Op | undefined => {
  if (name === 'conv1d') return convolution(conv1d, attrs);
  return name === 'conv2d' ? convolution(conv2d, attrs) : undefined;
};

const pools: Readonly<Record<string, unknown>> = {
  max_pool1d: maxPool1d,
  max_pool2d: maxPool2d,
  avg_pool1d: avgPool1d,
  avg_pool2d: avgPool2d,
};

const poolOf = ({ op: name, attrs }: OracleCase): Op | undefined => {
  const known = name in pools && attrs['ceil_mode'] !== true && (attrs['dilation'] ?? 1) === 1;
  if (!known) return undefined;
  const { kernel, stride, padding, count_include_pad: countIncludePad } = attrs;
  const layer = made(pools[name], kernel, { stride, padding, countIncludePad });
  return (x) => first(layer(last(x!)));
};

runFamily('conv', convOf);
runFamily('pool', poolOf);

/** f32 rounds every product and sum: of the largest element, once for each term of the longest sum. */
const loosened = (r: Reference): Reference => {
  const most = Math.max(1, ...Array.from(r.data, (v) => Math.abs(Number(v))));
  return { ...r, atol: Math.max(r.atol, 64 * 2 ** -24 * most) };
};

const runOnKernels = (family: string, opOf: (c: OracleCase) => Op | undefined): void => {
  const cases = torchOracle()
    .cases({ family })
    .flatMap((c) => {
      const f = opOf(c);
      return f === undefined || c.cotangents[0] == null ? [] : [[c.name, c, f] as const];
    });
  test.each(cases)('%s', (_, c, f) => {
    const [y, back] = vjp(f, ...c.inputs.map(dataOf));
    const results = [y, ...back(dataOf(c.cotangents[0]!))];
    const values = results.map((v) => evaluate(v as never) as { readonly data: Float32Array });
    const wanted = [c.outputs[0]!, ...c.inputs.map(({ role }) => c.grads.get(role))];
    wanted.forEach((want, i) => {
      if (want !== undefined) expect(disagreement(values[i]!.data, loosened(want))).toBeUndefined();
    });
  });
};

describe('on the kernels', () => {
  runOnKernels('conv', convOf);
  runOnKernels('pool', poolOf);
});
