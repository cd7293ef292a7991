/** Distributions: their laws on draws of fixed keys, computed by the kernels. */
import { describe, expect, test } from 'vitest';
import type { AnyTensor } from '../../src/index.ts';
import * as t from '../../src/index.ts';

const N = 4000;
const K = t.key(20261124);

const numbersOf = (x: AnyTensor): readonly number[] => Array.from(t.evaluate(x).data, Number);
const mean = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0) / xs.length;
const variance = (xs: readonly number[]): number => {
  const m = mean(xs);
  return mean(xs.map((x) => (x - m) ** 2));
};

/** Abramowitz, Stegun 7.1.26, whose error of 1.5e-7 does not matter beside that of sampling. */
const normalCdf = (x: number): number => {
  const z = Math.abs(x) / Math.SQRT2;
  const s = 1 / (1 + 0.3275911 * z);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = series.reduce((sum, c) => (sum + c) * s, 0) * Math.exp(-z * z);
  return x < 0 ? tail / 2 : 1 - tail / 2;
};
const cut = (x: number): number =>
  (normalCdf(x) - normalCdf(-1)) / (normalCdf(0.5) - normalCdf(-1));

/** The largest distance between a sample's cumulative distribution and F. Kolmogorov, Smirnov. */
const distance = (xs: readonly number[], F: (x: number) => number): number => {
  const sorted = [...xs].sort((a, b) => a - b);
  return Math.max(...sorted.flatMap((x, i) => [F(x) - i / xs.length, (i + 1) / xs.length - F(x)]));
};

describe('the cumulative distribution', () => {
  test.each<[string, AnyTensor, (x: number) => number]>([
    ['normal', t.normal(K, [N]), normalCdf],
    ['truncatedNormal', t.truncatedNormal(K, -1, 0.5, [N]), cut],
    ['logNormal', t.logNormal(K, 0.5, [N]), (x) => normalCdf(Math.log(x) / 0.5)],
    ['exponential', t.exponential(K, [N]), (x) => 1 - Math.exp(-x)],
    ['gumbel', t.gumbel(K, [N]), (x) => Math.exp(-Math.exp(-x))],
    ['laplace', t.laplace(K, [N]), (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2)],
    ['logistic', t.logistic(K, [N]), (x) => 1 / (1 + Math.exp(-x))],
    ['cauchy', t.cauchy(K, [N]), (x) => 0.5 + Math.atan(x) / Math.PI],
    ['rayleigh', t.rayleigh(K, 2, [N]), (x) => 1 - Math.exp((-x * x) / 8)],
    ['weibull', t.weibull(K, 2, 3, [N]), (x) => 1 - Math.exp(-((x / 2) ** 3))],
    ['pareto', t.pareto(K, 3, [N]), (x) => 1 - x ** -3],
    ['gamma of shape 1', t.gamma(K, 1, [N]), (x) => 1 - Math.exp(-x)],
    ['gamma of shape 1/2', t.gamma(K, 0.5, [N]), (x) => 2 * normalCdf(Math.sqrt(2 * x)) - 1],
    ['beta', t.beta(K, 2, 1, [N]), (x) => x * x],
    ['chiSquared', t.chiSquared(K, 2, [N]), (x) => 1 - Math.exp(-x / 2)],
    ['studentT', t.studentT(K, 2, [N]), (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  ])('of %s', (_, draws, F) => {
    // exceeded by one sample of a hundred thousand: sqrt(ln(2 / 1e-5) / 2)
    expect(distance(numbersOf(draws), F)).toBeLessThan(2.47 / Math.sqrt(N));
  });
});

describe('mean and variance', () => {
  test.each<[string, AnyTensor, mean: number, variance: number, kurtosis: number]>([
    ['gamma of shape 0.1', t.gamma(K, 0.1, [N]), 0.1, 0.1, 63],
    ['gamma of shape 9', t.gamma(K, 9, [N]), 9, 9, 3 + 6 / 9],
    ['gamma of shape 1000', t.gamma(K, 1000, [N]), 1000, 1000, 3.006],
    // trigamma and its second derivative at 0.001: 1 / a^2 and 6 / a^4, but for 1.6 and 6.5
    ['logGamma', t.logGamma(K, 0.001, [N]), -1000.575, 1e6, 9],
    ['studentT', t.studentT(K, 10, [N]), 0, 1.25, 4],
    ['poisson of mean 3', t.poisson(K, 3, [N]), 3, 3, 3 + 1 / 3],
    ['poisson of mean 10', t.poisson(K, 10, [N]), 10, 10, 3.1],
    ['poisson of mean 1e6', t.poisson(K, 1e6, [N]), 1e6, 1e6, 3],
    ['geometric', t.geometric(K, 0.3, [N]), 1 / 0.3, 0.7 / 0.09, 9 + 0.09 / 0.7],
    ['rademacher', t.rademacher(K, [N]), 0, 1, 1],
  ])('of %s', (_, draws, m, v, kurtosis) => {
    const xs = numbersOf(draws);
    // five standard deviations of either estimate; a variance that is known exactly has that of the mean's square
    expect(Math.abs(mean(xs) - m)).toBeLessThan(5 * Math.sqrt(v / N));
    const spread = Math.sqrt((kurtosis - 1) / N) + 25 / N;
    expect(Math.abs(variance(xs) / v - 1)).toBeLessThan(5 * spread);
  });
  test('of poisson: its mass', () => {
    const masses = (m: number, count: number): readonly number[] =>
      Array.from({ length: count }, (_, k) =>
        Array.from({ length: k }, (__, j) => m / (j + 1)).reduce((p, f) => p * f, Math.exp(-m)),
      );
    for (const m of [4, 12]) {
      const xs = numbersOf(t.poisson(K, m, [N]));
      masses(m, 25).forEach((p, k) => {
        const share = xs.filter((x) => x === k).length / N;
        expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt(p / N));
      });
    }
  });
});

describe('vectors', () => {
  test('dirichlet: points of the simplex around alpha / sum alpha', () => {
    const x = t.dirichlet(K, t.array([3], [1, 2, 5]), [N]);
    const columns = [0, 1, 2].map((k) => numbersOf(t.take(x, t.integers([1], [k]), 1)));
    [1 / 8, 2 / 8, 5 / 8].forEach((m, k) => {
      expect(Math.abs(mean(columns[k]!) - m)).toBeLessThan(5 * Math.sqrt((m * (1 - m)) / 9 / N));
    });
    const sums = numbersOf(t.sum(-1)(x));
    // three roundings of numbers below 1
    expect(Math.max(...sums.map((s) => Math.abs(s - 1)))).toBeLessThan(3e-7);
  });
  test('multivariateNormal: mean and covariance', () => {
    const c = [4, 1, 1, 3];
    const x = t.multivariateNormal(K, t.array([2], [1, -2]), t.array([2, 2], c), [N]);
    const [a, b] = [0, 1].map((k) => numbersOf(t.take(x, t.integers([1], [k]), 1)));
    expect(Math.abs(mean(a!) - 1)).toBeLessThan(5 * Math.sqrt(4 / N));
    expect(Math.abs(mean(b!) + 2)).toBeLessThan(5 * Math.sqrt(3 / N));
    const product = mean(a!.map((v, i) => (v - 1) * (b![i]! + 2)));
    // var(xy) = sxx syy + sxy^2
    expect(Math.abs(product - 1)).toBeLessThan(5 * Math.sqrt(13 / N));
    expect(Math.abs(variance(a!) / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
  });
  test('orthogonal: Q^T Q = 1, either determinant, entries of variance 1 / n', () => {
    const q = t.orthogonal(K, 3, [200]);
    const products = t.einsum('bij,bik->bjk', q, q);
    const errors = numbersOf(products).map((v, i) =>
      Math.abs(v - Number(i % 9 === 0 || i % 9 === 4 || i % 9 === 8)),
    );
    // sums of three products of numbers below 1, each rounded
    expect(Math.max(...errors)).toBeLessThan(1e-6);
    const entries = numbersOf(q);
    expect(Math.abs(mean(entries))).toBeLessThan(5 / Math.sqrt(3 * 1800));
    expect(mean(entries.map((v) => v * v))).toBeCloseTo(1 / 3, 6);
    const [a, b, c, d, e, f, g, h, i] = [...Array(9).keys()].map((k) =>
      entries.filter((_, at) => at % 9 === k),
    );
    const determinants = a!.map(
      (v, n) =>
        v * (e![n]! * i![n]! - f![n]! * h![n]!) -
        b![n]! * (d![n]! * i![n]! - f![n]! * g![n]!) +
        c![n]! * (d![n]! * h![n]! - e![n]! * g![n]!),
    );
    const positive = determinants.filter((v) => v > 0).length / 200;
    expect(Math.abs(positive - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 200));
  });
});

describe('choosing', () => {
  const shares = (xs: readonly number[], n: number): readonly number[] =>
    Array.from({ length: n }, (_, k) => xs.filter((x) => x === k).length / xs.length);
  const near = (share: number, p: number): void => {
    expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / N));
  };
  const p = [0.1, 0.2, 0.7];
  test('categorical by its probabilities', () => {
    const logits = t.log(t.array([3], p));
    shares(numbersOf(t.categorical(K, logits, -1, [N])), 3).forEach((s, k) => {
      near(s, p[k]!);
    });
  });
  test('choice by its probabilities', () => {
    const draws = t.choice(K, 3, [N], { p: t.array([3], p) });
    shares(numbersOf(draws), 3).forEach((s, k) => {
      near(s, p[k]!);
    });
  });
  test('permutation: every order alike', () => {
    const orders = t.vmap((k: t.Key) => t.permutation(k, 3))(t.split(K, N));
    const codes = numbersOf(orders).reduce<string[]>((all, v, i) => {
      if (i % 3 === 0) all.push('');
      all[all.length - 1] += String(v);
      return all;
    }, []);
    for (const order of ['012', '021', '102', '120', '201', '210']) {
      near(codes.filter((c) => c === order).length / N, 1 / 6);
    }
  });
  test('without replacement nothing twice', () => {
    const chosen = numbersOf(t.choice(K, 50, [5, 4], { replace: false }));
    expect(new Set(chosen).size).toBe(20);
    expect(() => t.choice(K, 3, [2, 2], { replace: false })).toThrow(
      'choice: cannot choose [2, 2] of 3 without replacement',
    );
    expect(() => t.choice(K, 3, [2], { p: t.array([2], [0.5, 0.5]) })).toThrow(
      'choice: [2] are not probabilities of 3 things',
    );
  });
  test('rows of a tensor, whose derivative goes to the rows that were taken', () => {
    const x = t.array([3, 2], [1, 2, 3, 4, 5, 6]);
    const g = t.grad((v: typeof x) => t.sum()(t.choice(K, v, [4])))(x);
    expect(numbersOf(g).reduce((s, v) => s + v, 0)).toBe(8);
    const moved = t.grad((v: typeof x) => t.sum()(t.permutation(K, v, 1, { independent: true })))(
      x,
    );
    expect(numbersOf(moved)).toEqual([1, 1, 1, 1, 1, 1]);
  });
  test('a permutation of an axis whose size has a name has the rounds of its size', () => {
    const permuted = t.jit([t.f32('N')], (x) => t.permutation(K, x));
    for (const n of [1, 2, 7]) {
      const x = t.array([n], [...Array(n).keys()]);
      expect(Array.from(permuted(x).data)).toEqual(numbersOf(t.permutation(K, n)));
    }
  });
});

describe('derivatives', () => {
  test('of gamma: the mean of dx/da is 1, as the mean of x is a', () => {
    for (const a of [0.3, 4, 100]) {
      const g = t.jvp((v: Tensor1) => t.gamma(K, v, [N]), [t.full([N], a)], [t.ones([N])])[1];
      const slopes = numbersOf(g);
      expect(Math.abs(mean(slopes) - 1)).toBeLessThan(5 * Math.sqrt(variance(slopes) / N));
    }
  });
  test('of logGamma, beta, dirichlet, studentT: those of their means', () => {
    const ones = t.ones([N]);
    const slopeOf = (f: (v: Tensor1) => Tensor1, a: number): readonly number[] =>
      numbersOf(t.jvp(f, [t.full([N], a)], [ones])[1]);
    const within = (slopes: readonly number[], want: number): void => {
      expect(Math.abs(mean(slopes) - want)).toBeLessThan(5 * Math.sqrt(variance(slopes) / N));
    };
    // trigamma(2), d/da a / (a + 3) at 2
    within(
      slopeOf((v) => t.logGamma(K, v, [N]), 2),
      0.6449340668,
    );
    within(
      slopeOf((v) => t.beta(K, v, 3, [N]), 2),
      3 / 25,
    );
    // E t^2 = df / (df - 2)
    within(
      slopeOf((v) => t.square(t.studentT(K, v, [N])), 10),
      -2 / 64,
    );
  });
  test('of the others: what is drawn moves with its parameters', () => {
    const one = t.scalar(1);
    const at = (f: (v: typeof one) => t.Tensor<[9]>): readonly number[] =>
      numbersOf(t.jvp(f, [t.scalar(2)], [one])[1]);
    const half = (xs: readonly number[]): readonly number[] => xs.map((x) => Math.fround(x / 2));
    const close = (got: readonly number[], want: readonly number[]): void => {
      got.forEach((g, i) => {
        // products and quotients of a few roundings
        expect(Math.abs(g - want[i]!)).toBeLessThan(1e-6 * (1 + Math.abs(want[i]!)));
      });
    };
    close(
      at((v) => t.rayleigh(K, v, [9])),
      half(numbersOf(t.rayleigh(K, 2, [9]))),
    );
    const wide = numbersOf(t.truncatedNormal(K, -2, 2, [9]));
    const slopes = at((v) => t.truncatedNormal(K, -2, v, [9]));
    // at a fixed quantile q the number moves by q phi(upper) / phi(x)
    const phi = (x: number): number => Math.exp((-x * x) / 2);
    const mass = normalCdf(2) - normalCdf(-2);
    slopes.forEach((s, i) => {
      const x = wide[i]!;
      const q = (normalCdf(x) - normalCdf(-2)) / mass;
      expect(Math.abs(s - (q * phi(2)) / phi(x))).toBeLessThan(1e-4);
    });
  });
});
type Tensor1 = t.Tensor<[typeof N]>;

describe('parameters', () => {
  test('that no distribution has are refused', () => {
    expect(() => t.gamma(K, -1, [2])).toThrow(
      new RangeError('gamma: a must be at least 0, got -1'),
    );
    expect(() => t.bernoulli(K, 1.5, [2])).toThrow('bernoulli: p must be between 0 and 1, got 1.5');
    expect(() => t.poisson(K, Number.NaN, [2])).toThrow(
      'poisson: mean must be at least 0, got NaN',
    );
    expect(() => t.beta(K, 1, 0, [2])).toThrow('beta: b must be positive, got 0');
    expect(() => t.truncatedNormal(K, Number.NaN, 0, [2])).toThrow(
      'truncatedNormal: lower must be a number, got NaN',
    );
  });
  test('in tensors give NaN, or -1, and do not stop the others', () => {
    const a = t.array([4], [-1, 0, Number.NaN, Infinity]);
    expect(numbersOf(t.gamma(K, a, [4]))).toEqual([Number.NaN, 0, Number.NaN, Number.NaN]);
    expect(numbersOf(t.logGamma(K, a, [4]))[1]).toBe(-Infinity);
    const counts = numbersOf(t.poisson(K, t.array([4], [-1, 0, Number.NaN, 20]), [4]));
    expect(counts.slice(0, 3)).toEqual([-1, 0, -1]);
    expect(counts[3]).toBeGreaterThan(0);
  });
  test('that are tensors are one for each draw', () => {
    const rates = t.array([2, 1], [1, 400]);
    const draws = numbersOf(t.gamma(K, rates, [2, 50]));
    expect(Math.max(...draws.slice(0, 50))).toBeLessThan(20);
    expect(Math.min(...draws.slice(50))).toBeGreaterThan(200);
  });
  test('nothing is drawn in an empty shape', () => {
    expect(numbersOf(t.gamma(K, 1, [0]))).toEqual([]);
    expect(numbersOf(t.poisson(K, 20, [0, 3]))).toEqual([]);
    expect(numbersOf(t.permutation(K, 0))).toEqual([]);
    expect(numbersOf(t.categorical(K, t.zeros([0, 3])))).toEqual([]);
  });
});

describe('batches', () => {
  test('of keys draw what every key draws', () => {
    const keys = t.split(K, 3);
    const draws: Readonly<Record<string, (k: t.Key) => AnyTensor>> = {
      gamma: (k) => t.gamma(k, 0.7, [4]),
      poisson: (k) => t.poisson(k, 12, [4]),
      permutation: (k) => t.permutation(k, 5),
      categorical: (k) => t.categorical(k, t.zeros([4, 3])),
      truncatedNormal: (k) => t.truncatedNormal(k, 0, 1, [4]),
    };
    for (const draw of Object.values(draws)) {
      const each = [0, 1, 2].flatMap((i) => numbersOf(draw(t.keyAt(keys, i))));
      expect(numbersOf(t.vmap(draw)(keys))).toEqual(each);
    }
  });
  test('sequential keys draw other numbers, and go through trees', () => {
    const older = t.sequential(K);
    const f = t.jit([{ sequential: t.u32(2) }], (k) => t.normal(k, [3]));
    const drawn = Array.from(f(older).data);
    expect(drawn).toEqual(numbersOf(t.normal(older, [3])));
    expect(drawn).not.toEqual(numbersOf(t.normal(K, [3])));
    const named = t.jit([t.f32('B')], (x) => t.normal(older, x.shape));
    for (const n of [1, 4, 7]) {
      expect(Array.from(named(t.zeros([n])).data)).toEqual(numbersOf(t.normal(older, [n])));
    }
  });
});
