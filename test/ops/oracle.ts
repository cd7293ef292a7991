/**
 * Reference cases run on the reference interpreter: the result, the gradients by reverse mode, and forward mode by the
 * adjoint identity. Each is compared within the tolerance that the case carries.
 */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { isValue } from '../../src/core/tensor.ts';
import { jvp, ndarray, vjp } from '../../src/ops/index.ts';
import { DTypes, isFloat } from '../../src/types/dtype.ts';
import { disagreement } from '../support/agree.ts';
import { type OracleCase, type Reference, torchOracle } from '../support/oracle.ts';
import { untypedCall, valuesOf } from './reference.ts';

const dtypeOf = {
  F32: DTypes.f32,
  F64: DTypes.f64,
  I32: DTypes.i32,
  U32: DTypes.u32,
  BOOL: DTypes.bool,
};

/** A stored tensor as data. */
export const dataOf = ({ shape, dtype, data }: Reference): Value =>
  ndarray(shape, dtypeOf[dtype], data);

export type Op = (...xs: readonly Value[]) => Value;

/** The op of a case, or undefined when the library has no such op. */
export type OpOf = (c: OracleCase) => Op | undefined;

/** Calls a typed op past the type checker: the shapes of cases are not known to it. */
export const op =
  (f: unknown): Op =>
  (...xs) => {
    const y = untypedCall(f, ...xs);
    if (!isValue(y)) throw new TypeError('the op gave no tensor');
    return y;
  };

/** Deterministic directions with no structure of their own. */
const direction = (x: Value, i: number): Value =>
  ndarray(
    x.shape.map(Number),
    x.dtype,
    Array.from({ length: x.shape.reduce<number>((n, d) => n * Number(d), 1) }, (_, k) =>
      isFloat(x.dtype) ? Math.sin(1 + 7 * k + 3 * i) : 0,
    ),
  );

const inner = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): readonly [sum: number, size: number] => {
  let [sum, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
    size += Math.abs(a[i]! * b[i]!);
  }
  return [sum, size];
};

const checkGradients = (c: OracleCase, f: Op, xs: readonly Value[]): void => {
  const cotangent = c.cotangents[0];
  if (c.grads.size === 0 || cotangent == null) return;
  const [, back] = vjp(f, ...xs);
  const grads = back(dataOf(cotangent));
  const values = valuesOf(grads);
  c.inputs.forEach(({ role }, i) => {
    const grad = c.grads.get(role);
    if (grad !== undefined) expect(disagreement(values[i]!, grad)).toBeUndefined();
  });
  // <cotangent, jvp(t)> = <vjp(cotangent), t>: f64 sums of the same terms in another order; what cancels inside an op
  // of numbers of size 1 leaves rounding of 1e-16 an element
  const ts = xs.map(direction);
  const [, tangent] = jvp(f, [...xs], ts);
  const [moved, ...along] = valuesOf([tangent, ...ts]);
  const [left, size] = inner(cotangent.data, moved!);
  const right = values.map((g, i) => inner(g, along[i]!));
  const sum = right.reduce((s, [x]) => s + x, 0);
  const scale = right.reduce((s, [, x]) => s + x, size);
  if (Number.isFinite(scale))
    expect(Math.abs(left - sum)).toBeLessThanOrEqual(1e-9 * scale + 1e-14 * moved!.length);
};

/** All cases of a family whose op the table has. */
export const runFamily = (family: string, opOf: OpOf): void => {
  const cases = torchOracle()
    .cases({ family })
    .flatMap((c) => {
      const f = opOf(c);
      return f === undefined ? [] : [[c.name, c, f] as const];
    });
  describe(family, () => {
    test('has cases', () => {
      expect(cases.length).toBeGreaterThan(0);
    });
    test.each(cases)('%s', (_, c, f) => {
      const xs = c.inputs.map(dataOf);
      const [y] = valuesOf([f(...xs)]);
      expect(disagreement(y!, c.outputs[0]!)).toBeUndefined();
      checkGradients(c, f, xs);
    });
  });
};
