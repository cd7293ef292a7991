import { describe, expect, it } from 'vitest';
import { CopyMode } from '../../src/core/abi.gen.ts';
import { integers, machine, offsets, product, sequence, sizes, uniform } from './harness.ts';

const m = machine();

interface Nest {
  readonly dims: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const contiguous = (dims: readonly number[]): readonly number[] =>
  dims.map((_, k) => product(dims.slice(k + 1)));

/** A nest of random rank and order on both sides; destinations do not overlap. */
const randomNest = (next: () => number): Nest => {
  const rank = Math.floor(next() * 5);
  const dims = Array.from({ length: rank }, () => 1 + Math.floor(next() * (next() < 0.2 ? 20 : 6)));
  const order = dims.map((_, k) => k).sort(() => next() - 0.5);
  const permuted = contiguous(order.map((k) => dims[k]!));
  const from = dims.map((_, k) => (next() < 0.15 ? 0 : permuted[order.indexOf(k)]!));
  return next() < 0.5
    ? { dims, from, to: contiguous(dims) }
    : { dims, from: contiguous(dims), to: dims.map((_, k) => permuted[order.indexOf(k)]!) };
};

const bytesOf = { u8: 1, f16: 2, f32: 4, f64: 8 } as const;

const run = (
  n: Nest,
  bytes: number,
  mode: number,
  src: number,
  dst: number,
  cut?: number,
): void => {
  const units = n.dims[0] ?? 1;
  const nest = m.put(Int32Array.from([...n.dims, ...n.from, ...n.to]));
  for (const [begin, end] of cut === undefined
    ? [[0, units]]
    : [
        [0, cut],
        [cut, units],
      ])
    m.run('copy', [begin!, end!, n.dims.length, nest, src, dst, bytes, mode]);
  m.intact();
};

const checkWrite = (n: Nest, size: number, cut?: number): void => {
  m.reset();
  const sources = offsets(n.dims, n.from);
  const targets = offsets(n.dims, n.to);
  const count = Math.max(0, ...sources) + 1;
  const data = Uint8Array.from(integers(count * size, count, 0, 256));
  const total = Math.max(0, ...targets) + 1;
  const dst = m.output(total * size);
  const want = m.u8(dst, total * size);
  targets.forEach((t, k) => {
    want.set(data.subarray(sources[k]! * size, (sources[k]! + 1) * size), t * size);
  });
  run(n, size, CopyMode.write, m.put(data), dst, cut);
  expect(m.u8(dst, total * size), JSON.stringify(n)).toEqual(want);
};

const checkAdd = (n: Nest): void => {
  m.reset();
  const sources = offsets(n.dims, n.from);
  const targets = offsets(n.dims, n.to);
  const data = uniform(Math.max(0, ...sources) + 1, 1);
  const total = Math.max(0, ...targets) + 1;
  const want = new Float32Array(total);
  const wantInt = new Int32Array(total);
  const ints = integers(data.length, 2, -1000, 1000);
  targets.forEach((t, k) => {
    want[t] = want[t]! + data[sources[k]!]!;
    wantInt[t] = wantInt[t]! + ints[sources[k]!]!;
  });
  const [dst, dstInt] = [m.output(4 * total), m.output(4 * total)];
  for (const d of [dst, dstInt]) m.run('fill', [0, total, d, 0, 4]);
  run(n, 4, CopyMode.addF32, m.put(data), dst);
  run(n, 4, CopyMode.addI32, m.put(ints), dstInt);
  const wide = m.output(8 * total);
  m.run('fill', [0, total, wide, 0, 8, 0]);
  run(n, 8, CopyMode.addF64, m.put(Float64Array.from(ints)), wide);
  expect(m.f64(wide, total), JSON.stringify(n)).toEqual(Float64Array.from(wantInt));
  expect(m.f32(dst, total), JSON.stringify(n)).toEqual(want);
  expect(m.i32(dstInt, total), JSON.stringify(n)).toEqual(wantInt);
};

describe('copy', () => {
  it('copies runs of every size', () => {
    for (const n of [...sizes, 127, 128, 300]) {
      for (const size of Object.values(bytesOf)) {
        checkWrite({ dims: [n], from: [1], to: [1] }, size);
        checkWrite({ dims: [3, n], from: [n + 2, 1], to: [n + 1, 1] }, size);
        checkWrite({ dims: [n], from: [2], to: [3] }, size);
      }
    }
  });

  it('transposes every size', () => {
    for (const rows of [1, 2, 3, 4, 5, 15, 16, 17, 33]) {
      for (const columns of [1, 3, 4, 7, 16, 20, 48]) {
        checkWrite({ dims: [rows, columns], from: [1, rows], to: [columns, 1] }, 4, rows >> 1);
        checkWrite({ dims: [rows, columns], from: [columns, 1], to: [1, rows] }, 4, rows >> 1);
        checkWrite(
          {
            dims: [2, rows, columns],
            from: [rows * columns, 1, rows],
            to: [rows * columns, columns, 1],
          },
          4,
        );
      }
    }
  });

  it('copies nests of random strides, whole and in two ranges', () => {
    const next = sequence(11);
    for (let trial = 0; trial < 150; trial++) {
      const n = randomNest(next);
      for (const size of Object.values(bytesOf)) checkWrite(n, size);
      if (n.dims.length > 0) checkWrite(n, 4, Math.floor(next() * n.dims[0]!));
    }
  });

  it('reverses by negative strides', () => {
    m.reset();
    const data = uniform(12, 5);
    const dst = m.output(48);
    run({ dims: [3, 4], from: [-4, -1], to: [4, 1] }, 4, CopyMode.write, m.put(data) + 44, dst);
    expect(m.f32(dst, 12)).toEqual(data.slice().reverse());
  });

  it('adds, also where destinations overlap', () => {
    for (const n of sizes) checkAdd({ dims: [n], from: [1], to: [1] });
    const next = sequence(12);
    for (let trial = 0; trial < 100; trial++) checkAdd(randomNest(next));
    checkAdd({ dims: [10, 3], from: [3, 1], to: [2, 1] });
    checkAdd({ dims: [3, 10], from: [10, 1], to: [1, 2] });
    checkAdd({ dims: [6, 3, 4], from: [12, 4, 1], to: [4, 4, 1] });
    checkAdd({ dims: [50], from: [1], to: [0] });
  });
});

describe('fill', () => {
  it('fills elements of every size exactly', () => {
    for (const n of sizes) {
      m.reset();
      const [words, bytes] = [m.output(4 * n), m.output(n)];
      m.run('fill', [0, n >> 1, words, -7, 4]);
      m.run('fill', [n >> 1, n, words, -7, 4]);
      m.run('fill', [0, n, bytes, 1, 1]);
      const [halves, doubles] = [m.output(2 * n), m.output(8 * n)];
      const [low, high] = new Int32Array(Float64Array.of(-0.1).buffer);
      m.run('fill', [0, n, halves, 0x3c01, 2, 0]);
      m.run('fill', [0, n >> 1, doubles, low!, 8, high!]);
      m.run('fill', [n >> 1, n, doubles, low!, 8, high!]);
      expect([...m.u8(halves, 2 * n)]).toEqual(
        Array.from({ length: 2 * n }, (_, i) => [1, 60][i % 2]),
      );
      expect(m.f64(doubles, n)).toEqual(new Float64Array(n).fill(-0.1));
      expect(m.i32(words, n)).toEqual(new Int32Array(n).fill(-7));
      expect(m.u8(bytes, n)).toEqual(new Uint8Array(n).fill(1));
      m.intact();
    }
  });
});
