import { describe, expect, it } from 'vitest';
import { ReduceLane } from '../../src/core/abi.gen.ts';
import { integers, machine, uniform } from './harness.ts';

const m = machine();

const shapes = [1, 2, 3].flatMap((outer) =>
  [1, 4, 7].flatMap((axis) =>
    [0, 1, 2, 5, 8, 13, 40, 300].flatMap((inner) =>
      [0, 1, 6].map((count) => ({ outer, axis, inner, count })),
    ),
  ),
);
type Shape = (typeof shapes)[number];

const word = (value: number): number => m.put(Int32Array.of(value));

const gather = (
  x: number,
  indices: Int32Array,
  s: Shape,
  bytes: number,
  cuts: readonly number[],
): readonly [number, number] => {
  const out = m.output(s.outer * s.count * s.inner * bytes);
  const status = word(0);
  const i = m.put(indices);
  cuts.slice(1).forEach((end, k) => {
    m.run('gather', [cuts[k]!, end, x, i, out, status, s.outer, s.axis, s.inner, s.count, bytes]);
  });
  m.intact();
  return [out, m.i32(status, 1)[0]!];
};

const rows = (s: Shape, indices: Int32Array): readonly number[] =>
  Array.from({ length: s.outer }, (_, o) => [...indices].map((i) => o * s.axis + i)).flat();

const scatterAdd = (
  u: number,
  indices: Int32Array,
  s: Shape,
  lane: number,
  cuts: readonly number[],
): readonly [number, number] => {
  const out = m.output(s.outer * s.axis * s.inner * (lane === ReduceLane.f64 ? 8 : 4));
  const status = word(0);
  const i = m.put(indices);
  cuts.slice(1).forEach((end, k) => {
    m.run('scatterAdd', [
      cuts[k]!,
      end,
      u,
      i,
      out,
      status,
      s.outer,
      s.axis,
      s.inner,
      s.count,
      lane,
    ]);
  });
  m.intact();
  return [out, m.i32(status, 1)[0]!];
};

describe('gather', () => {
  it('takes rows of elements of every size', () => {
    for (const s of shapes) {
      m.reset();
      const size = s.outer * s.axis * s.inner;
      const x = integers(size, 3, 0, 256);
      const indices = integers(s.count, s.inner, 0, s.axis);
      const want = rows(s, indices).flatMap((r) => [...x.subarray(r * s.inner, (r + 1) * s.inner)]);
      const units = s.outer * s.count;
      const [words, status] = gather(m.put(x), indices, s, 4, [0, units >> 1, units]);
      expect([...m.i32(words, want.length)]).toEqual(want);
      expect(status).toBe(0);
      const [bytes] = gather(m.put(Uint8Array.from(x)), indices, s, 1, [0, units]);
      expect([...m.u8(bytes, want.length)]).toEqual(want);
      const [halves] = gather(m.put(Uint16Array.from(x)), indices, s, 2, [0, units]);
      const pairs = m.u8(halves, 2 * want.length);
      expect(want.map((_, i) => pairs[2 * i]! + 256 * pairs[2 * i + 1]!)).toEqual(want);
      const [doubles] = gather(m.put(Float64Array.from(x)), indices, s, 8, [0, units >> 1, units]);
      expect([...m.f64(doubles, want.length)]).toEqual(want);
    }
  });

  it('clamps an index out of range and reports its position', () => {
    m.reset();
    const s = { outer: 1, axis: 3, inner: 1, count: 4 };
    const [out, status] = gather(
      m.put(Float32Array.of(5, 6, 7)),
      Int32Array.of(1, -1, 3, 2 ** 31 - 1),
      s,
      4,
      [0, 4],
    );
    expect([...m.f32(out, 4)]).toEqual([6, 5, 7, 7]);
    expect(status).toBe(2);
  });

  it('gives zeros of an empty axis', () => {
    m.reset();
    const s = { outer: 2, axis: 0, inner: 5, count: 1 };
    const [out, status] = gather(m.put(new Float32Array(0)), Int32Array.of(0), s, 4, [0, 2]);
    expect(m.f32(out, 10)).toEqual(new Float32Array(10));
    expect(status).toBe(1);
  });
});

describe('scatterAdd', () => {
  it('adds rows in order, the same bits for every split', () => {
    for (const s of shapes) {
      m.reset();
      const indices = integers(s.count, s.inner, 0, s.axis);
      const size = s.outer * s.count * s.inner;
      const [x, k] = [uniform(size, 5), integers(size, 6, -100, 100)];
      const [want, wantInt] = [
        new Float32Array(s.outer * s.axis * s.inner),
        new Int32Array(s.outer * s.axis * s.inner),
      ];
      rows(s, indices).forEach((r, from) => {
        for (let j = 0; j < s.inner; j++) {
          want[r * s.inner + j] = want[r * s.inner + j]! + x[from * s.inner + j]!;
          wantInt[r * s.inner + j] = wantInt[r * s.inner + j]! + k[from * s.inner + j]!;
        }
      });
      const units = s.outer * s.axis;
      for (const cuts of [
        [0, units],
        [0, units >> 1, units],
        [0, 1, units],
      ]) {
        expect(
          m.f32(scatterAdd(m.put(x), indices, s, ReduceLane.f32, cuts)[0], want.length),
        ).toEqual(want);
        expect(
          m.i32(scatterAdd(m.put(k), indices, s, ReduceLane.i32, cuts)[0], want.length),
        ).toEqual(wantInt);
        const doubles = m.put(Float64Array.from(k));
        expect(
          m.f64(scatterAdd(doubles, indices, s, ReduceLane.f64, cuts)[0], want.length),
        ).toEqual(Float64Array.from(wantInt));
      }
    }
  });

  it('skips an index out of range and reports its position', () => {
    m.reset();
    const s = { outer: 1, axis: 2, inner: 1, count: 3 };
    const [out, status] = scatterAdd(
      m.put(Float32Array.of(1, 2, 4)),
      Int32Array.of(1, 2, 1),
      s,
      ReduceLane.f32,
      [0, 2],
    );
    expect([...m.f32(out, 2)]).toEqual([0, 5]);
    expect(status).toBe(2);
  });
});
