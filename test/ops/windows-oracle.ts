/** What the reference cases of windows share: PyTorch's layouts turned, and the cases run on the kernels. */
import { expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { evaluate } from '../../src/index.ts';
import { permute, vjp } from '../../src/ops/index.ts';
import { disagreement } from '../support/agree.ts';
import { type OracleCase, type Reference, torchOracle } from '../support/oracle.ts';
import { dataOf, type Op, type OpOf, op } from './oracle.ts';
import { untypedCall } from './reference.ts';

export type Attrs = OracleCase['attrs'];

/** [batch, channels, ...space] with the channels last, and back. */
export const last = (x: Value): Value =>
  op(permute([0, ...x.shape.slice(2).map((_, k) => k + 2), 1]))(x);
export const first = (x: Value): Value =>
  op(permute([0, x.shape.length - 1, ...x.shape.slice(2).map((_, k) => k + 1)]))(x);

/** Calls of layers past the type checker: what cases hold is not known to it. */
export const made = (f: unknown, ...args: readonly unknown[]): Op => op(untypedCall(f, ...args));

/** f32 rounds every product and sum: of the largest element, once for each term of the longest sum. */
export const loosened = (r: Reference): Reference => {
  const most = Math.max(1, ...Array.from(r.data, (v) => Math.abs(Number(v))));
  return { ...r, atol: Math.max(r.atol, 64 * 2 ** -24 * most) };
};

/** All cases of a family that the table has an op for, with their gradients, on the kernels. */
export const runOnKernels = (family: string, opOf: OpOf): void => {
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

/** Every case of the family has an op, and a gradient to compare. */
export const coversFamily = (family: string, opOf: OpOf): void => {
  test('no case is left out', () => {
    const cases = torchOracle().cases({ family });
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter((c) => opOf(c) === undefined).map((c) => c.name)).toEqual([]);
    expect(cases.filter((c) => c.cotangents[0] == null).map((c) => c.name)).toEqual([]);
  });
};
