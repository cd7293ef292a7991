/**
 * Transformations of transformations, for losses through every form of control: each must be what differences of the
 * loss say, and one program must be as good as another that means the same.
 */
import { describe, expect, test } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import type { AnyTensor, Tensor } from '../../src/core/tensor.ts';
import * as o from '../../src/ops/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { elements } from '../laws/laws.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';

type V3 = Tensor<[3]>;
type Scalar = Tensor<[]>;
type Loss = (v: V3) => Scalar;

const at = [0.3, -0.7, 1.1];
const along = [0.5, 1.25, -0.8];
const [x, v] = [o.array([3], at), o.array([3], along)];
const w = o.array([3, 3], [0.5, -1, 0.3, 1.2, 0.1, -0.4, 0.7, 0.9, -0.2]);
const OTHER = [1.2, 0.4, -0.6];
const mix = (a: V3): V3 => o.tanh(o.sum(1)(o.mul(w, a)));
const total = o.sum();

const losses: Readonly<Record<string, Loss>> = {
  'a softmax': (a) => o.neg(total(o.mul(o.logSoftmax(-1)(mix(a)), o.softmax(-1)(o.sin(a))))),
  'a loop over rows': (a) => {
    const [last, ys] = o.scan(
      (c: V3, row: V3) => [o.tanh(o.add(o.mul(c, row), a)), o.mul(c, c)] as const,
      a,
      w,
    );
    return o.add(total(last), total(ys));
  },
  'a loop in segments': (a) =>
    total(
      o.scan((c: V3, row: V3) => [o.sin(o.add(o.mul(c, a), row)), c] as const, a, w, {
        checkpointEvery: 2,
        reverse: true,
      })[0],
    ),
  'a counted loop': (a) => total(o.square(o.foriLoop(4, (_, c) => o.mul(o.sin(c), a), a))),
  'a branch': (a) =>
    o.cond(
      o.less(total(a), o.scalar(2)),
      (b) => total(o.exp(o.mul(b, a))),
      (b) => total(b),
      a,
    ),
  'one of several': (a) =>
    o.switchCase(
      o.scalar(1, { dtype: 'i32' }),
      [(b) => total(b), (b) => total(o.mul(o.sin(b), a)), (b) => total(o.square(b))],
      a,
    ),
  'a part that is computed again': (a) =>
    total(o.mul(o.checkpoint((b: V3) => o.exp(mix(o.sin(b))))(a), a)),
  'branches in loops in branches': (a) =>
    o.cond(
      o.less(o.scalar(0), o.scalar(1)),
      (b) => {
        const step = (c: V3, row: V3) =>
          [
            o.cond(
              o.less(total(row), o.scalar(0.5)),
              (d) => o.mul(o.sin(d), b),
              (d) => o.foriLoop(2, (_, e) => o.tanh(o.add(e, b)), d),
              c,
            ),
            c,
          ] as const;
        return total(o.scan(step, b, w)[0]);
      },
      (b) => total(b),
      a,
    ),
  'a derivative of your own': (a) => {
    const cube = o.customDerivative(
      'cube',
      (b: V3) => o.mul(b, o.square(b)),
      ([t], [b]) => o.mul(t, o.scale(3, o.square(b))),
    );
    return total(cube(o.sin(a)));
  },
  'blocks that are read and written': (a) => {
    const i = o.scalar(1, { dtype: 'i32' });
    const b = o.update(o.square(a), o.sin(o.dynamicSlice(a, [0], [2])), [i]);
    return total(o.mul(b, a));
  },
  'a gradient': (a) => total(o.square(o.grad((b: V3) => total(o.exp(o.mul(o.sin(b), mix(b)))))(a))),
};

/** A program of x and v in the arithmetic of the reference, which is f64 here. */
type Program = (x: V3, v: V3) => AnyTensor;
const graphOf = (f: Program): Graph => trace((a, b) => [f(a as V3, b as V3)], [x, v]);
const numbersAt = (f: Program, p: readonly number[], d: readonly number[]): readonly number[] => {
  const args = [p, d].map((a) => strided(DTypes.f32, [3], Float64Array.from(a)));
  return elements(evaluateGraph(graphOf(f), args, exact)[0]!);
};
const numbersOf = (f: Program): readonly number[] => numbersAt(f, at, along);

const moved = (p: readonly number[], d: readonly number[], h: number): readonly number[] =>
  p.map((a, i) => a + h * d[i]!);
const AXES = [0, 1, 2].map((k) => [0, 1, 2].map((i) => Number(i === k)));

/** The derivative of numbers along d by central differences at h and h / 2, extrapolated: the error is of order h^4. */
const slope = (
  f: (p: readonly number[]) => readonly number[],
  p: readonly number[],
  d: readonly number[],
): readonly number[] => {
  const [coarse, fine] = [2e-3, 1e-3].map((h) => {
    const [up, down] = [f(moved(p, d, h)), f(moved(p, d, -h))];
    return up.map((u, i) => (u - down[i]!) / (2 * h));
  });
  return fine!.map((a, i) => (4 * a - coarse![i]!) / 3);
};

const close = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  got.forEach((g, i) => {
    // h^4 and the rounding of f64 divided by h
    expect(Math.abs(g - want[i]!)).toBeLessThan(1e-7 * (1 + Math.abs(want[i]!)));
  });
};
/** Two programs that compute one thing differ by the order of their sums. */
const same = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  got.forEach((g, i) => {
    expect(Math.abs(g - want[i]!)).toBeLessThan(1e-11 * (1 + Math.abs(want[i]!)));
  });
};

const dot = (a: AnyTensor, b: V3): Scalar => total(o.mul(a as V3, b));

describe.each(Object.entries(losses))('through %s', (_, f) => {
  const loss = (p: readonly number[]) => numbersAt((a) => f(a), p, along);
  const gradient = (p: readonly number[]) => numbersAt((a) => o.grad(f)(a), p, along);

  test('the gradient is that of differences, forward and reverse', () => {
    close(
      gradient(at),
      AXES.flatMap((d) => slope(loss, at, d)),
    );
    same(
      numbersOf((a) => o.jacfwd(f)(a)),
      gradient(at),
    );
    same(
      numbersOf((a) => o.jacrev(f)(a)),
      gradient(at),
    );
    same(
      numbersOf((a, d) => o.jvp(f, [a], [d])[1]),
      [gradient(at).reduce((sum, g, i) => sum + g * along[i]!, 0)],
    );
  });

  test('the second derivative, however it is composed', () => {
    const product = slope(gradient, at, along);
    const compositions: readonly Program[] = [
      (a, d) => o.jvp(o.grad(f), [a], [d])[1],
      (a, d) => o.grad((b: V3) => dot(o.grad(f)(b), d))(a),
      (a, d) => o.grad((b: V3) => o.jvp(f, [b], [d])[1])(a),
      (a, d) => o.hvp(f)(a, d),
      (a, d) => o.sum(1)(o.mul(o.hessian(f)(a), d)),
      (a, d) => o.sum(1)(o.mul(o.jacrev(o.grad(f))(a), d)),
      (a, d) => o.vjp(o.grad(f), a)[1](d)[0],
      (a, d) => o.linearize(o.grad(f), a)[1](d),
      (a, d) => o.grad((b: V3) => dot(o.checkpoint(o.grad(f))(b), d))(a),
    ];
    for (const each of compositions) close(numbersOf(each), product);
  });

  test('a third derivative', () => {
    const second = (p: readonly number[]) => numbersAt((a, d) => dot(o.hvp(f)(a, d), d), p, along);
    close(
      numbersOf((a, d) => o.grad((b: V3) => dot(o.hvp(f)(b, d), d))(a)),
      AXES.flatMap((d) => slope(second, at, d)),
    );
  });

  test('in a batch, each is that of its row; the gradient of a batch is the sum', () => {
    const both = (a: V3): Tensor<[2, 3]> => o.stack(0, a, o.array([3], OTHER));
    // what is data is rounded to f32
    const rounded = OTHER.map(Math.fround);
    same(
      numbersOf((a) => o.vmap(o.grad(f))(both(a))),
      [...gradient(at), ...gradient(rounded)],
    );
    const hessian = (p: readonly number[]) => numbersAt((a) => o.hessian(f)(a), p, along);
    same(
      numbersOf((a) => o.vmap(o.hessian(f))(both(a))),
      [...hessian(at), ...hessian(rounded)],
    );
    const mapped = (m: Tensor<[2, 3]>) => total(o.vmap(f)(m));
    same(
      numbersOf((a) => o.grad(mapped)(both(a))),
      [...gradient(at), ...gradient(rounded)],
    );
    const shared = (b: V3) => total(o.vmap((row: V3) => f(o.mul(row, b)))(both(v)));
    close(
      numbersOf((a) => o.grad(shared)(a)),
      AXES.flatMap((d) => slope((p) => numbersAt((a) => shared(a), p, along), at, d)),
    );
    const product = (a: V3, d: V3) => o.vmap((row: V3) => o.jvp(o.grad(f), [row], [d])[1])(both(a));
    same(numbersOf(product), [
      ...numbersOf((a, d) => o.hvp(f)(a, d)),
      ...numbersAt((a, d) => o.hvp(f)(a, d), rounded, along),
    ]);
  });

  test('on the kernels they are what they mean', () => {
    const all: readonly Program[] = [
      (a) => o.grad(f)(a),
      (a, d) => o.hvp(f)(a, d),
      (a) => o.hessian(f)(a),
      (a, d) => o.vmap(o.grad(f))(o.stack(0, a, d)),
    ];
    const args = [at, along].map((a) => strided(DTypes.f32, [3], Float64Array.from(a)));
    for (const program of all) {
      const want = runReference(graphOf(program), args);
      // some dozens of roundings of f32, more where exponentials multiply them
      const near = (n: number) => 1e-4 * (1 + Math.abs(n));
      expect(difference(runWasm(graphOf(program), args), want, near)).toBeUndefined();
    }
  });
});
