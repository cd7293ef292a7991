/**
 * Goodness of fit of the distributions of several numbers and of counts, and how what is drawn moves with parameters:
 * fixed keys, statistics whose bounds one sample of a hundred thousand exceeds.
 */
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
/** Every n-th element from the k-th on. */
const column = (xs: readonly number[], k: number, n: number): readonly number[] =>
  xs.filter((_, i) => i % n === k);

/** The largest distance between a sample's cumulative distribution and F. Kolmogorov, Smirnov. */
const distance = (xs: readonly number[], F: (x: number) => number): number => {
  const sorted = [...xs].sort((a, b) => a - b);
  return Math.max(...sorted.flatMap((x, i) => [F(x) - i / xs.length, (i + 1) / xs.length - F(x)]));
};
/** p = 1e-5: sqrt(ln(2 / p) / 2). */
const fits = (xs: readonly number[], F: (x: number) => number): void => {
  expect(distance(xs, F)).toBeLessThan(2.47 / Math.sqrt(xs.length));
};

/** The quantile of chi-square at 1 - 1e-5, whose normal quantile is 4.2649. Wilson, Hilferty (1931). */
const chiSquareBound = (df: number): number => {
  const s = 2 / (9 * df);
  return df * (1 - s + 4.2649 * Math.sqrt(s)) ** 3;
};
/** Pearson's statistic over counts 0, 1, ..., those beyond in the last bin. */
const chiSquare = (xs: readonly number[], masses: readonly number[]): number =>
  masses.reduce((sum, p, k) => {
    const last = k === masses.length - 1;
    const seen = xs.filter((x) => (last ? x >= k : x === k)).length;
    const expected = p * xs.length;
    return sum + (seen - expected) ** 2 / expected;
  }, 0);

const poissonMasses = (m: number, bins: number): readonly number[] => {
  const own = Array.from({ length: bins }, (_, k) =>
    Array.from({ length: k }, (__, j) => m / (j + 1)).reduce((p, f) => p * f, Math.exp(-m)),
  );
  return own.with(-1, 1 - own.slice(0, -1).reduce((a, b) => a + b, 0));
};

describe('fit', () => {
  test('gamma and beta of whole parameters: sums of a Poisson and of a binomial', () => {
    fits(numbersOf(t.gamma(K, 3, [N])), (x) => 1 - Math.exp(-x) * (1 + x + (x * x) / 2));
    // 12 x^2 (1 - x), integrated
    fits(numbersOf(t.beta(K, 3, 2, [N])), (x) => 4 * x ** 3 - 3 * x ** 4);
  });
  test('dirichlet: each number is of a beta, two of them covary', () => {
    const alpha = [1, 2, 5];
    const xs = numbersOf(t.dirichlet(K, t.array([3], alpha), [N]));
    fits(column(xs, 0, 3), (x) => 1 - (1 - x) ** 7);
    fits(column(xs, 1, 3), (x) => 1 - (1 - x) ** 7 - 7 * x * (1 - x) ** 6);
    const [a, b] = [column(xs, 0, 3), column(xs, 2, 3)];
    const products = a.map((v, i) => (v - 1 / 8) * (b[i]! - 5 / 8));
    // -a b / (A^2 (A + 1))
    const want = -5 / (64 * 9);
    expect(Math.abs(mean(products) - want)).toBeLessThan(5 * Math.sqrt(variance(products) / N));
  });
  test.each([0.5, 4, 12])('poisson of mean %s', (m) => {
    // as many bins as have five counts or more
    const bins = Array.from({ length: 60 }, (_, k) => k).findLast(
      (k) => (poissonMasses(m, 80)[k] ?? 0) * N >= 5,
    )!;
    const statistic = chiSquare(numbersOf(t.poisson(K, m, [N])), poissonMasses(m, bins));
    expect(statistic).toBeLessThan(chiSquareBound(bins - 1));
  });
  test('multivariateNormal: squared distances from the mean in the metric of the covariance', () => {
    const xs = numbersOf(
      t.multivariateNormal(K, t.array([2], [1, -2]), t.array([2, 2], [4, 1, 1, 3]), [N]),
    );
    const [a, b] = [column(xs, 0, 2), column(xs, 1, 2)];
    const squares = a.map((v, i) => {
      const [x, y] = [v - 1, b[i]! + 2];
      return (3 * x * x - 2 * x * y + 4 * y * y) / 11;
    });
    fits(squares, (r) => 1 - Math.exp(-r / 2));
  });
  test('orthogonal: columns are uniform on the sphere, whose coordinates are uniform', () => {
    const xs = numbersOf(t.orthogonal(K, 3, [1000]));
    for (const k of [0, 4, 7]) fits(column(xs, k, 9), (x) => (x + 1) / 2);
  });
});

describe('gradients by parameters', () => {
  type Many = t.Tensor<[typeof N]>;
  const slopesOf = (f: (v: Many) => AnyTensor, at: number): readonly number[] =>
    numbersOf(t.jvp(f, [t.full([N], at)], [t.ones([N])])[1]);
  const within = (slopes: readonly number[], want: number): void => {
    expect(Math.abs(mean(slopes) - want)).toBeLessThan(5 * Math.sqrt(variance(slopes) / N));
  };
  test('of moments of gamma and beta', () => {
    // E x^2 = a (a + 1)
    within(
      slopesOf((v) => t.square(t.gamma(K, v, [N])), 2.5),
      6,
    );
    // E log x = psi(a), whose derivative is trigamma(2.5)
    within(
      slopesOf((v) => t.log(t.gamma(K, v, [N])), 2.5),
      0.4903577561,
    );
    // E x = a / (a + b), by b at 3
    within(
      slopesOf((v) => t.beta(K, 2, v, [N]), 3),
      -2 / 25,
    );
  });
  test('of the means of dirichlet: those of each alpha over their sum', () => {
    const alpha = [1, 2, 5];
    for (const j of [0, 1, 2]) {
      const direction = t.array(
        [3],
        [0, 1, 2].map((k) => Number(k === j)),
      );
      const slopes = numbersOf(
        t.jvp((v: t.Tensor<[3]>) => t.dirichlet(K, v, [N]), [t.array([3], alpha)], [direction])[1],
      );
      for (const k of [0, 1, 2]) {
        within(column(slopes, k, 3), (Number(k === j) * 8 - alpha[k]!) / 64);
      }
    }
  });
  test('of normal vectors: 1 by the mean; by the covariance that of the Cholesky factor', () => {
    const draws = 4;
    const [m, c] = [t.array([2], [1, -2]), t.array([2, 2], [4, 1, 1, 3])];
    const loss = (mu: typeof m, cov: typeof c) =>
      t.sum()(t.square(t.multivariateNormal(K, mu, cov, [draws])));
    const byMean = numbersOf(t.grad((v: typeof m) => loss(v, c))(m));
    const xs = numbersOf(t.multivariateNormal(K, m, c, [draws]));
    byMean.forEach((g, k) => {
      expect(g).toBeCloseTo(2 * column(xs, k, 2).reduce((a, b) => a + b, 0), 4);
    });
    // along symmetric directions, where Cholesky's factor of [[a, b], [b, d]] is explicit:
    // x = l11 z1, y = l21 z1 + l22 z2 with l11 = sqrt(a), l21 = b / l11, l22 = sqrt(d - b^2 / a)
    const z = xs.map((x, i) => x - (i % 2 === 0 ? 1 : -2));
    const valueAt = (a: number, b: number, d: number): number =>
      Array.from({ length: draws }, (_, n) => {
        const z1 = z[2 * n]! / 2;
        const z2 = (z[2 * n + 1]! - z1 / 2) / Math.sqrt(3 - 1 / 4);
        const x = 1 + Math.sqrt(a) * z1;
        const y = -2 + (b / Math.sqrt(a)) * z1 + Math.sqrt(d - (b * b) / a) * z2;
        return x * x + y * y;
      }).reduce((s, v) => s + v, 0);
    const g = numbersOf(t.grad((v: typeof c) => loss(m, v))(c));
    const h = 1e-5;
    const central = (f: (e: number) => number): number => (f(h) - f(-h)) / (2 * h);
    expect(g[0]).toBeCloseTo(
      central((e) => valueAt(4 + e, 1, 3)),
      3,
    );
    expect(g[1]! + g[2]!).toBeCloseTo(
      central((e) => valueAt(4, 1 + e, 3)),
      3,
    );
    expect(g[3]).toBeCloseTo(
      central((e) => valueAt(4, 1, 3 + e)),
      3,
    );
  });
  test('counts do not move with their mean', () => {
    const rate = t.full([4], 3);
    const f = (v: t.Tensor<[4]>) =>
      t.sum()(t.mul(v, t.cast(t.f32)(t.poisson(K, t.stopGradient(v), [4]))));
    expect(numbersOf(t.grad(f)(rate))).toEqual(numbersOf(t.poisson(K, 3, [4])));
  });
});

describe('batches of keys draw what every key draws', () => {
  const keys = t.split(K, 3);
  const covariance = t.array([2, 2], [4, 1, 1, 3]);
  test.each<[string, (k: t.Key) => AnyTensor]>([
    ['beta', (k) => t.beta(k, 0.7, 2, [4])],
    ['dirichlet', (k) => t.dirichlet(k, t.array([3], [0.3, 2, 5]), [2])],
    ['multivariateNormal', (k) => t.multivariateNormal(k, t.zeros([2]), covariance, [3])],
    ['orthogonal', (k) => t.orthogonal(k, 3)],
    ['choice', (k) => t.choice(k, 9, [4])],
    ['small poisson', (k) => t.poisson(k, 0.4, [4])],
  ])('%s', (_, draw) => {
    const each = [0, 1, 2].flatMap((i) => numbersOf(draw(t.keyAt(keys, i))));
    numbersOf(t.vmap(draw)(keys)).forEach((x, i) => {
      // sums in another order: a few roundings
      expect(Math.abs(x - each[i]!)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(each[i]!)));
    });
  });
});

describe('things whose number has a name are chosen as those whose number is known', () => {
  test('with replacement, without, and by probabilities', () => {
    const x = t.f32('N');
    const f = t.jit([x], (v) => [
      t.choice(K, v, [3]),
      t.choice(K, v, [3], { replace: false }),
      t.choice(K, v, [3], { p: v }),
    ]);
    for (const n of [3, 70000]) {
      const v = t.array(
        [n],
        Array.from({ length: n }, (_, i) => i + 1),
      );
      const got = f(v).map((y) => Array.from(y.data));
      expect(got).toEqual([
        numbersOf(t.choice(K, v, [3])),
        numbersOf(t.choice(K, v, [3], { replace: false })),
        numbersOf(t.choice(K, v, [3], { p: v })),
      ]);
    }
  });
});
