import { describe, expect, it } from 'vitest';
import { machine, sizes, uniform } from './harness.ts';
import { softmaxTolerance } from './tolerances.ts';

const m = machine();
const ROWS = 3;
const columns = [...sizes.slice(1), 100, 257, 1000];

const rowsOf = (x: Float32Array, n: number): readonly (readonly number[])[] =>
  Array.from({ length: ROWS }, (_, r) => [...x.subarray(r * n, (r + 1) * n)]);

/** Softmax in f64; `spread`: the largest |x - max|. */
const softmax = (
  x: readonly number[],
): { readonly y: readonly number[]; readonly lse: number; readonly spread: number } => {
  const max = Math.max(...x);
  const e = x.map((v) => Math.exp(v - max));
  const sum = e.reduce((a, b) => a + b, 0);
  return { y: e.map((v) => v / sum), lse: max + Math.log(sum), spread: max - Math.min(...x) };
};

const inputs = (n: number): readonly Float32Array[] => [
  uniform(ROWS * n, n, -3, 3),
  uniform(ROWS * n, n + 1, -60, 60),
  uniform(ROWS * n, n + 2, -1e4, 1e4),
];

/** |got - want| <= scale * tolerance * |want| + the least normal number, elementwise */
const agree = (
  got: readonly number[],
  want: readonly number[],
  bounds: readonly number[],
  what: string,
): void => {
  const bad = want.findIndex((w, i) => !(Math.abs(got[i]! - w) <= bounds[i]! + 2 ** -126));
  if (bad >= 0) expect(got[bad], `${what} at ${bad}`).toBe(want[bad]);
};

/** Calls a kernel on the first row, then on the others, so that ranges are tested too. */
const byRows = (kernel: Parameters<typeof m.run>[0], words: readonly number[]): void => {
  m.run(kernel, [0, 1, ...words]);
  m.run(kernel, [1, ROWS, ...words]);
  m.intact();
};

describe('rows', () => {
  it('softmax and its logarithm', () => {
    for (const n of columns) {
      for (const x of inputs(n)) {
        m.reset();
        const [y, log] = [m.output(4 * ROWS * n), m.output(4 * ROWS * n)];
        byRows('softmaxRows', [m.put(x), y, n]);
        byRows('logSoftmaxRows', [m.put(x), log, n]);
        const [gotY, gotLog] = [rowsOf(m.f32(y, ROWS * n), n), rowsOf(m.f32(log, ROWS * n), n)];
        rowsOf(x, n).forEach((row, r) => {
          const want = softmax(row);
          const relative = softmaxTolerance(n, want.spread);
          agree(
            gotY[r]!,
            want.y,
            want.y.map((v) => v * relative),
            `softmax of ${n}`,
          );
          const logs = row.map((v) => v - want.lse);
          agree(
            gotLog[r]!,
            logs,
            logs.map((v) => softmaxTolerance(n, 2 * Math.abs(v))),
            `logSoftmax of ${n}`,
          );
        });
      }
    }
  });

  it('softmax in place', () => {
    for (const n of [1, 5, 16, 33]) {
      m.reset();
      const x = uniform(ROWS * n, 1);
      const [y, z] = [m.output(4 * ROWS * n), m.output(4 * ROWS * n)];
      byRows('softmaxRows', [m.put(x), y, n]);
      m.run('copy', [0, ROWS * n, 1, m.put(Int32Array.of(ROWS * n, 1, 1)), m.put(x), z, 4, 0]);
      byRows('softmaxRows', [z, z, n]);
      expect(m.f32(z, ROWS * n)).toEqual(m.f32(y, ROWS * n));
    }
  });

  it('gradients of softmax and its logarithm', () => {
    for (const n of columns) {
      m.reset();
      const y = Float32Array.from(
        rowsOf(uniform(ROWS * n, n, -3, 3), n).flatMap((x) => softmax(x).y),
      );
      const log = y.map(Math.log);
      const dy = uniform(ROWS * n, n + 5);
      const [dx, dlog] = [m.output(4 * ROWS * n), m.output(4 * ROWS * n)];
      byRows('softmaxGradRows', [m.put(y), m.put(dy), dx, n]);
      byRows('logSoftmaxGradRows', [m.put(log), m.put(dy), dlog, n]);
      const got = [rowsOf(m.f32(dx, ROWS * n), n), rowsOf(m.f32(dlog, ROWS * n), n)] as const;
      rowsOf(dy, n).forEach((d, r) => {
        const p = rowsOf(y, n)[r]!;
        const dot = d.reduce((a, v, i) => a + v * p[i]!, 0);
        const total = d.reduce((a, v, i) => a + Math.abs(v * p[i]!), 0);
        const size = softmaxTolerance(n, 2);
        agree(
          got[0][r]!,
          d.map((v, i) => (v - dot) * p[i]!),
          p.map((q, i) => size * q * (total + Math.abs(d[i]!))),
          `softmaxGrad of ${n}`,
        );
        const sum = d.reduce((a, v) => a + v, 0);
        const absolute = d.reduce((a, v) => a + Math.abs(v), 0);
        const bounds = p.map(
          (q, i) => size * (q * absolute * (1 + Math.abs(Math.log(q))) + Math.abs(d[i]!)),
        );
        agree(
          got[1][r]!,
          d.map((v, i) => v - p[i]! * sum),
          bounds,
          `logSoftmaxGrad of ${n}`,
        );
      });
    }
  });

  it('standardisation and its gradient', () => {
    const EPS = 0.1;
    const [bits] = new Int32Array(Float32Array.of(EPS).buffer);
    for (const n of columns) {
      m.reset();
      const [x, dy] = [uniform(ROWS * n, n, -3, 3), uniform(ROWS * n, n + 5)];
      const [y, root, dx] = [m.output(4 * ROWS * n), m.output(4 * ROWS), m.output(4 * ROWS * n)];
      byRows('standardizeRows', [m.put(x), y, root, n, bits!]);
      byRows('standardizeGradRows', [y, root, m.put(dy), dx, n]);
      const [gotY, gotDx] = [rowsOf(m.f32(y, ROWS * n), n), rowsOf(m.f32(dx, ROWS * n), n)];
      const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / n;
      rowsOf(x, n).forEach((row, r) => {
        const centred = row.map((v) => v - mean(row));
        const deviation = Math.sqrt(mean(centred.map((v) => v * v)) + EPS);
        const want = centred.map((v) => v / deviation);
        // numbers of up to 3 are rounded beside a mean of their sum, then divided by the root
        const bound = (softmaxTolerance(n, 4) * 3) / deviation;
        agree([m.f32(root, ROWS)[r]!], [deviation], [bound * deviation], `root of ${n}`);
        agree(
          gotY[r]!,
          want,
          want.map((v) => bound * (1 + Math.abs(v))),
          `standardize of ${n}`,
        );
        const d = rowsOf(dy, n)[r]!;
        const share = mean(d.map((v, i) => v * want[i]!));
        agree(
          gotDx[r]!,
          d.map((v, i) => (v - mean(d) - want[i]! * share) / deviation),
          want.map((v) => (bound * 4 * (1 + Math.abs(v))) / deviation),
          `standardizeGrad of ${n}`,
        );
      });
    }
  });

  it('cross-entropy and its gradient', () => {
    for (const n of columns) {
      for (const x of inputs(n)) {
        m.reset();
        const labels = Int32Array.from({ length: ROWS }, (_, r) => (r * 7 + n) % n);
        const [loss, lse, dx] = [m.output(4 * ROWS), m.output(4 * ROWS), m.output(4 * ROWS * n)];
        const status = m.put(Int32Array.of(0));
        const [logits, label] = [m.put(x), m.put(labels)];
        byRows('crossEntropyRows', [logits, label, loss, lse, status, n]);
        const ct = Float32Array.of(1, 0.5, -2);
        byRows('crossEntropyGradRows', [logits, label, lse, m.put(ct), dx, n]);
        expect(m.i32(status, 1)[0]).toBe(0);
        const [gotLoss, gotLse, got] = [
          [...m.f32(loss, ROWS)],
          [...m.f32(lse, ROWS)],
          rowsOf(m.f32(dx, ROWS * n), n),
        ];
        rowsOf(x, n).forEach((row, r) => {
          const want = softmax(row);
          const own = want.lse - row[labels[r]!]!;
          agree([gotLoss[r]!], [own], [softmaxTolerance(n, 2 * own)], `loss of ${n}`);
          agree([gotLse[r]!], [want.lse], [softmaxTolerance(n, Math.abs(want.lse))], `lse of ${n}`);
          const grad = want.y.map((v, i) => ct[r]! * (v - (i === labels[r] ? 1 : 0)));
          // lse is rounded: its half unit is an error in the exponent, twice with x - lse
          const bounds = want.y.map(
            (v, i) =>
              Math.abs(ct[r]!) *
              softmaxTolerance(n, Math.abs(want.lse) + want.spread) *
              (v + (i === labels[r] ? 1 : 0)),
          );
          agree(got[r]!, grad, bounds, `gradient of ${n}`);
        });
      }
    }
  });

  it('reports a label out of range', () => {
    m.reset();
    const [loss, lse] = [m.output(4 * ROWS), m.output(4 * ROWS)];
    const status = m.put(Int32Array.of(0));
    byRows('crossEntropyRows', [
      m.put(uniform(ROWS * 4, 1)),
      m.put(Int32Array.of(0, 4, -1)),
      loss,
      lse,
      status,
      4,
    ]);
    expect([...m.f32(loss, ROWS)].map(Number.isNaN)).toEqual([false, true, true]);
    expect(m.i32(status, 1)[0]).toBe(2);
  });
});
