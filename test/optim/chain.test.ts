/** Combinations of optimisers: chains, groups by path, frozen parts, accumulation, masks; and their types. */
import { expect, test } from 'vitest';
import {
  accumulate,
  adam,
  adamw,
  addDecayedWeights,
  applyEvery,
  array,
  chain,
  chainTransforms,
  clipByGlobalNorm,
  clipByValue,
  descend,
  evaluate,
  f32,
  frozen,
  jit,
  lamb,
  lion,
  momentum,
  type NdArray,
  novograd,
  partition,
  rmsprop,
  scaleByAdam,
  scaleGradients,
  sgd,
  type Tensor,
  tree,
  vmap,
} from '../../src/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const params = {
  fc: { w: array([2, 2], [1, -2, 3, 0.5]), b: array([2], [0.1, -0.1]) },
  scale: array([], [2]),
};
const grads = {
  fc: { w: array([2, 2], [0.3, 1, -2, 0.1]), b: array([2], [4, -0.2]) },
  scale: array([], [-1]),
};
const numbers = (t: unknown): readonly (readonly number[])[] =>
  tree.paths(t).map(([, v]) => numbersOf(v));

interface Stepper {
  readonly init: unknown;
  readonly update: unknown;
}
/** The parameters after n equal steps. */
const after = (n: number, { init, update }: Stepper): unknown => {
  let [p, s]: [unknown, unknown] = [params, untypedCall(init, params)];
  for (let i = 0; i < n; i++) {
    const next = untypedCall(update, grads, s, p);
    [p, s] = Array.isArray(next) ? [next[0], next[1]] : [p, s];
  }
  return p;
};

/** Sums in another order: a few roundings of f64. */
const close = (a: unknown, b: unknown): void => {
  numbers(a).forEach((xs, k) => {
    xs.forEach((x, i) => {
      expect(x).toBeCloseTo(numbers(b)[k]![i]!, 12);
    });
  });
};

test('a chain of transformations equals the optimiser that has them built in', () => {
  const built = sgd(0.1, { momentum: 0.9, weightDecay: 0.2 });
  close(after(3, chain(addDecayedWeights(0.2), momentum(0.9), sgd(0.1))), after(3, built));
  close(
    after(3, descend(0.1, chainTransforms(addDecayedWeights(0.2), momentum(0.9)))),
    after(3, built),
  );
  const w = adamw({ lr: 0.1, weightDecay: 0.2 });
  const steps = chainTransforms(scaleByAdam(), addDecayedWeights(0.2));
  close(after(3, descend(0.1, steps)), after(3, w));
  close(after(2, descend(0.1, chainTransforms())), after(2, sgd(0.1)));
});

test('states of chains are typed', () => {
  const p: { w: Tensor<[2]> } = { w: array([2], [1, 2]) };
  const both = chain(clipByGlobalNorm(1), momentum(0.9), adam());
  const state = both.init(p);
  hasType<Tensor<[2]>>()(state.optimiser.m.w);
  hasType<{ w: Tensor<[2]> } | undefined>()(state.transforms[1].velocity);
  const grouped = partition(() => 'only', { only: adam() }).init(p);
  hasType<Tensor<[2]> | null>()(grouped.only.v.w);
});

test('groups are updated by their own optimisers, and only by them', () => {
  const groups = partition(
    (path) => (path.endsWith('.b') ? 'biases' : path === 'scale' ? 'fixed' : 'weights'),
    { biases: sgd(1), weights: adam({ lr: 0.1 }), fixed: frozen() },
  );
  const next = after(2, groups);
  const [w, b, scale] = numbers(next);
  expect(w).toEqual(numbers(after(2, adam({ lr: 0.1 })))[0]);
  expect(b).toEqual(numbers(after(2, sgd(1)))[1]);
  expect(scale).toEqual([2]);
  const state = groups.init(params);
  expect(tree.paths(state.weights).map(([path]) => path)).toEqual([
    ...['count', 'm.fc.w', 'v.fc.w', 'mMass', 'vMass'],
  ]);
  expect(() => untypedCall(partition(() => 'a', { a: sgd(1) }).init, {})).not.toThrow();
});

test('groups run in a compiled step, in place', () => {
  const groups = partition((path) => (path === 'a' ? 'a' : 'rest'), {
    a: sgd(0.5, { momentum: 0.5 }),
    rest: frozen(),
  });
  const p = { a: array([2], [1, 2]), b: array([1], [3]) };
  const first = { p, s: evaluate(groups.init(p)) };
  const step = jit(
    [first, f32(2)],
    (at, g) => {
      const [next, s] = groups.update({ a: g, b: array([1], [9]) }, at.s, at.p);
      return { p: next, s };
    },
    { donate: [0] },
  );
  const last = step(step(first, array([2], [1, -1])), array([2], [1, -1]));
  expect([...last.p.a.data]).toEqual([1 - 0.5 - 0.75, 2 + 0.5 + 0.75]);
  expect([...last.p.b.data]).toEqual([3]);
});

test('k micro-batches make one step along the mean of their gradients', () => {
  const inner = adam({ lr: 0.1 });
  const every = accumulate(3, inner);
  const batches = [1, 2, 6].map((k) => ({ w: array([2], [k, -k]) }));
  const start = { w: array([2], [1, 2]) };
  let [p, s] = [start, every.init(start)];
  batches.slice(0, 2).forEach((g) => {
    [p, s] = [...every.update(g, s, p)];
    expect(numbersOf(p.w)).toEqual([1, 2]);
  });
  [p, s] = [...every.update(batches[2]!, s, p)];
  const [whole, own] = inner.update({ w: array([2], [3, -3]) }, inner.init(start), start);
  // 1 / 3 is not exact
  numbersOf(whole.w).forEach((x, i) => {
    expect(numbersOf(p.w)[i]).toBeCloseTo(x, 12);
  });
  expect(numbersOf(s.optimiser.count)).toEqual(numbersOf(own.count));
  expect([numbersOf(s.gathered), numbersOf(s.sum.w)]).toEqual([[0], [0, 0]]);
  expect(() => accumulate(0, inner)).toThrow(
    'accumulate: the number of gradients must be positive, got 0',
  );
  expect(() => applyEvery(0.5)).toThrow(
    'applyEvery: the number of gradients must be positive, got 0.5',
  );
});

test('weights that do not decay: by their paths', () => {
  const decays = (path: string): boolean => path.endsWith('.w');
  const masked = numbers(after(1, adamw({ lr: 0.1, weightDecay: 0.5, decays })));
  const [w] = numbers(after(1, adamw({ lr: 0.1, weightDecay: 0.5 })));
  const [, b, scale] = numbers(after(1, adamw({ lr: 0.1, weightDecay: 0 })));
  expect(masked).toEqual([w, b, scale]);
});

test('L2 is weight decay for gradient descent, not for Adam', () => {
  const l2 = numbers(after(2, adam({ lr: 0.1, weightDecay: 0.1 })));
  expect(l2).not.toEqual(numbers(after(2, adamw({ lr: 0.1, weightDecay: 0.1 }))));
});

test('gradients that are 0 from the first step on leave finite parameters', () => {
  const zero = tree.map(() => array([], [0]), { w: array([], [1]) });
  for (const optimiser of [adam(), lion(), lamb(), novograd(), rmsprop({ centered: true })]) {
    const p = { w: array([], [1]) };
    const [next] = untypedCall(
      optimiser.update,
      zero,
      untypedCall(optimiser.init, p),
      p,
    ) as readonly [{ readonly w: NdArray<[]> }];
    expect(numbersOf(next.w)[0]).toBeCloseTo(1, 2);
  }
});

test('no parameters, empty parameters', () => {
  const optimiser = chain(clipByGlobalNorm(1), adam());
  expect(optimiser.update({}, optimiser.init({}), {})[0]).toEqual({});
  const p = { w: array([0], []) };
  expect(numbersOf(optimiser.update(p, optimiser.init(p), p)[0].w)).toEqual([]);
});

test('an update is a function that vmap maps: three learners at once', () => {
  const optimiser = chain(clipByValue(1), scaleGradients(2), sgd(0.5, { momentum: 0.9 }));
  const update = (w: Tensor<[2]>, g: Tensor<[2]>) => {
    const state = optimiser.init({ w });
    const [next, then] = optimiser.update({ w: g }, state, { w });
    return optimiser.update({ w: g }, then, next)[0].w;
  };
  const ws = array([3, 2], [1, 2, 3, 4, 5, 6]);
  const gs = array([3, 2], [0.5, -2, 3, 0, 1, -0.25]);
  const one = (i: number) =>
    update(
      array([2], [...ws.data.slice(2 * i, 2 * i + 2)]),
      array([2], [...gs.data.slice(2 * i, 2 * i + 2)]),
    );
  expect(numbersOf(vmap(update)(ws, gs))).toEqual([0, 1, 2].flatMap((i) => numbersOf(one(i))));
});
