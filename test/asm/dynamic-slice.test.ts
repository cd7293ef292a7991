/** dynamicSlice and update against their definition: elements of every size, several axes, examples, calls in parts. */
import { describe, expect, it } from 'vitest';
import { rowMajor, sizeOf } from '../../src/core/layout.ts';
import { integers, machine } from './harness.ts';

const m = machine();

interface Case {
  readonly batch: number;
  /** sizes of the array, of the block, and which axes have a start */
  readonly size: readonly number[];
  readonly taken: readonly number[];
  readonly inner: number;
}

const cases: readonly Case[] = [0, 1, 3].flatMap((batch) =>
  [1, 3, 4, 8, 300].flatMap((inner) => [
    { batch, inner, size: [6], taken: [1] },
    { batch, inner, size: [6], taken: [6] },
    { batch, inner, size: [5], taken: [0] },
    { batch, inner, size: [4, 5], taken: [2, 3] },
    { batch, inner, size: [3, 2, 4], taken: [1, 2, 3] },
  ]),
);

/** An axis that is taken whole has no start, but for the last. */
const startOf = ({ size, taken }: Case): readonly number[] => {
  let next = 0;
  return size.map((d, k) => (d === taken[k] && k + 1 < size.length ? -1 : next++));
};

const geometryOf = (c: Case, bytes: number): readonly number[] => {
  const which = startOf(c);
  const axes = c.size.flatMap((d, k) => [d, c.taken[k]!, which[k]!]);
  const rows = sizeOf(c.taken.slice(0, -1));
  return [bytes, c.inner, rows, Math.max(...which) + 1, c.size.length, ...axes];
};

const within = (start: number, d: number, n: number): number =>
  Math.max(0, Math.min(start < 0 ? start + d : start, d - n));

/** The position in the array of every element of the blocks, in order. */
const positions = (c: Case, starts: Int32Array): readonly number[] => {
  const which = startOf(c);
  const count = Math.max(...which) + 1;
  const strides = rowMajor([...c.size, c.inner]);
  const one = sizeOf(c.size) * c.inner;
  const block = [...c.taken, c.inner];
  const dense = rowMajor(block);
  return Array.from({ length: c.batch }, (_, b) =>
    Array.from({ length: sizeOf(block) }, (_e, i) =>
      block.reduce((at, n, k) => {
        const index = Math.floor(i / dense[k]!) % n;
        const j = which[k] ?? -1;
        const start = j < 0 ? 0 : within(starts[b * count + j]!, c.size[k]!, n);
        return at + (start + index) * strides[k]!;
      }, b * one),
    ),
  ).flat();
};

const startsFor = (c: Case): Int32Array =>
  integers(c.batch * (Math.max(...startOf(c)) + 1), c.inner + c.size.length, -8, 9);

const cuts = (c: Case): readonly (readonly [number, number])[] => {
  const units = c.batch * sizeOf(c.taken.slice(0, -1));
  return [
    [0, units >> 1],
    [units >> 1, units],
  ];
};

const SIZES = [1, 2, 4, 8];
/** what outputs hold before */
const CANARY = 0xa5;

describe('blocks', () => {
  it('are read', () => {
    for (const c of cases) {
      for (const bytes of SIZES) {
        m.reset();
        const starts = startsFor(c);
        const n = c.batch * sizeOf(c.size) * c.inner * bytes;
        const x = Uint8Array.from(integers(n, 3, 0, 256));
        const want = positions(c, starts).flatMap((p) => [
          ...x.subarray(p * bytes, (p + 1) * bytes),
        ]);
        const [from, at] = [m.put(x), m.put(starts)];
        const out = m.output(want.length);
        for (const [begin, end] of cuts(c)) {
          m.run('dynamicSlice', [begin, end, from, at, out, ...geometryOf(c, bytes)]);
        }
        m.intact();
        expect([...m.u8(out, want.length)]).toEqual(want);
      }
    }
  });

  it('are written, and nothing else is', () => {
    for (const c of cases) {
      for (const bytes of SIZES) {
        m.reset();
        const starts = startsFor(c);
        const at = positions(c, starts);
        const n = c.batch * sizeOf(c.size) * c.inner * bytes;
        const u = Uint8Array.from(integers(at.length * bytes, 5, 0, 256));
        const want = new Uint8Array(n).fill(CANARY);
        at.forEach((p, i) => {
          want.set(u.subarray(i * bytes, (i + 1) * bytes), p * bytes);
        });
        const [block, where] = [m.put(u), m.put(starts)];
        const out = m.output(n);
        for (const [begin, end] of cuts(c)) {
          m.run('update', [begin, end, block, where, out, ...geometryOf(c, bytes)]);
        }
        m.intact();
        expect([...m.u8(out, n)]).toEqual([...want]);
      }
    }
  });
});
