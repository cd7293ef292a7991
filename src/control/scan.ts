/** scan: a loop of fixed length that carries state and stacks what each step yields. */

import { concreteShape } from '../core/check.ts';
import { ShapeError } from '../core/error.ts';
import { fresh, resize, substitute } from '../core/graph.ts';
import { sizeOf } from '../core/layout.ts';
import type { Primitive } from '../core/node.ts';
import { apply, type TensorType, type Value } from '../core/node.ts';
import { type Arithmetic, compact, type Strided, strided } from '../core/strided.ts';
import { describe, sameType, typeOf } from '../core/type.ts';
import { permute, repeat } from '../prim/index.ts';
import { batchGraph, evaluateGraph } from '../transform/index.ts';
import type { Dim } from '../types/dim.ts';
import { loopInvariants } from './captured.ts';
import { scanJvp } from './scan-jvp.ts';
import type { Scan } from './scan-params.ts';
import { scanTranspose } from './scan-transpose.ts';

export type { Scan };

export const stacked = (length: Dim, { shape, dtype }: TensorType): TensorType => ({
  shape: [length, ...shape],
  dtype,
});

const infer = (inputs: readonly TensorType[], p: Scan): readonly TensorType[] => {
  const carried = p.body.results.slice(0, p.carry);
  carried.forEach((r, i) => {
    const init = inputs[p.constants + i]!;
    if (!sameType(r, init)) {
      throw new ShapeError(
        `scan: the carry changes type: ${describe(init)} becomes ${describe(r)}`,
      );
    }
  });
  for (const xs of inputs.slice(p.constants + p.carry)) {
    if (xs.shape[0] !== p.length) {
      throw new ShapeError(`scan: lengths differ: ${p.length} and ${xs.shape[0]}`);
    }
  }
  p.body.params.forEach((v, i) => {
    const want = i < p.constants + p.carry ? v : stacked(p.length, v);
    const got = inputs[i];
    if (got === undefined || !sameType(got, want)) {
      const text = got === undefined ? 'missing' : describe(got);
      throw new ShapeError(`scan: operand ${i} is ${text}, the body takes ${describe(want)}`);
    }
  });
  return p.body.results.map((r, i) => (i < p.carry ? typeOf(r) : stacked(p.length, r)));
};

const evaluate = (inputs: readonly Strided[], p: Scan, a: Arithmetic): readonly Strided[] => {
  const [length] = concreteShape([p.length]);
  const constants = inputs.slice(0, p.constants);
  const xs = inputs.slice(p.constants + p.carry);
  const ys = p.body.results.slice(p.carry).map((r) => {
    const shape = concreteShape([p.length, ...r.shape]);
    return strided(r.dtype, shape, a.alloc(r.dtype, sizeOf(shape)));
  });
  let carry = inputs.slice(p.constants, p.constants + p.carry);
  for (let i = 0; i < length!; i++) {
    const k = p.reverse ? length! - 1 - i : i;
    const out = evaluateGraph(p.body, [...constants, ...carry, ...xs.map((x) => row(x, k))], a);
    carry = out.slice(0, p.carry);
    ys.forEach((y, j) => {
      const value = compact(out[p.carry + j]!, a);
      y.data.set(value.data, k * value.data.length);
    });
  }
  return [...carry, ...ys];
};

/** x[k] */
const row = (x: Strided, k: number): Strided => ({
  ...x,
  shape: x.shape.slice(1),
  strides: x.strides.slice(1),
  offset: x.offset + k * x.strides[0]!,
});

const swapFront = (v: Value): Value => permute(v, [1, 0, ...v.shape.map((_, k) => k).slice(2)]);

/** The carries that have the batch axis, once the body has been followed until none is added. */
const batchedCarries = (p: Scan, batched: readonly boolean[], size: Dim): readonly boolean[] => {
  let carry = batched.slice(p.constants, p.constants + p.carry);
  for (;;) {
    const mask = [
      ...batched.slice(0, p.constants),
      ...carry,
      ...batched.slice(p.constants + p.carry),
    ];
    const params = p.body.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
    const out = batchGraph(p.body, params, mask, size);
    const grown = carry.map((b, i) => b || out[i]!.batched);
    if (grown.every((b, i) => b === carry[i])) return carry;
    carry = grown;
  }
};

const batch = (
  inputs: readonly Value[],
  batched: readonly boolean[],
  p: Scan,
  size: Dim,
): readonly Value[] => {
  const first = p.constants + p.carry;
  const carry = batchedCarries(p, batched, size);
  const mask = batched.map((b, i) => (i >= p.constants && i < first ? carry[i - p.constants]! : b));
  const params = p.body.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
  const results = batchGraph(p.body, params, mask, size).map((r, i) =>
    r.batched || (i < p.carry && carry[i] !== true) ? r.value : repeat(r.value, size),
  );
  const args = inputs.map((v, i) => {
    if (mask[i] !== true) return v;
    if (i >= first) return swapFront(v);
    return batched[i] === true ? v : repeat(v, size);
  });
  const outputs = applyScan(args, { ...p, body: { params, results } });
  return outputs.map((v, i) => {
    if (i >= p.carry) return swapFront(v);
    return carry[i] === true ? v : repeat(v, size);
  });
};

export const scanPrimitive: Primitive<Scan> = {
  name: 'scan',
  infer,
  evaluate,
  jvp: (ts, inputs, _, p) => scanJvp(ts, inputs, p, applyScan),
  transpose: (cts, inputs, linear, p) => scanTranspose(cts, inputs, linear, p, applyScan),
  batch,
  resize: (p, at) => ({ ...p, body: resize(p.body, at), length: at(p.length) }),
  lower: { kind: 'region' },
};

export const applyScan = (inputs: readonly Value[], p: Scan): readonly Value[] =>
  apply(scanPrimitive, inputs, p);

export type Step = (carry: readonly Value[], x: readonly Value[]) => readonly (readonly Value[])[];

export interface Looped {
  readonly carry: readonly Value[];
  readonly ys: readonly Value[];
}

export interface LoopOptions {
  readonly length: Dim;
  readonly reverse?: boolean;
}

/**
 * Runs `step` over the leading axis of xs. Whatever the step reads that depends on neither carry nor x is loop
 * invariant and becomes a constant operand.
 */
export const scanValues = (
  step: Step,
  init: readonly Value[],
  xs: readonly Value[],
  { length, reverse = false }: LoopOptions,
): Looped => {
  const carry = init.map(fresh);
  const x = xs.map((v) => fresh({ shape: v.shape.slice(1), dtype: v.dtype }));
  const [next = [], y = []] = step(carry, x);
  const open = { params: [...carry, ...x], results: [...next, ...y] };
  const outer = loopInvariants(open);
  const constants = outer.map(fresh);
  const body = {
    params: [...constants, ...carry, ...x],
    results: substitute(open.results, outer, constants),
  };
  const p = { body, constants: outer.length, carry: init.length, length, reverse };
  const outputs = applyScan([...outer, ...init, ...xs], p);
  return { carry: outputs.slice(0, init.length), ys: outputs.slice(init.length) };
};
