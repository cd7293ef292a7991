/** Random operands of shape rules: known sizes, names and polynomials, mostly such that the rule applies. */
import { integer, pick, type Random, shuffled } from '../../../src/testing/random.ts';
import { addDim, canonDim, type Dim } from '../../../src/types/dim.ts';

export type Shape = readonly Dim[];

const NAMES = ['B', 'H', 'W', 'T', 'n1'] as const;
const COMPOSED: readonly Dim[] = [
  'H+2',
  'H-1',
  '2*B',
  '16*h',
  '3*B+2',
  'B*T',
  'H//2',
  '(H+1)//2',
  '[H//2]*[W//2]',
  '[H//2]+[W//2]',
  '4*T-6',
  'B*H*H',
  '(3*H-5)//4',
  '[B//T]',
].map(canonDim);
/** What users write, not in its normal form. */
const WRITTEN = ['h*16', '2*(h+1)', 'W*H', 'H+B-H', '(H+1)//2*2', '4*(H//2)', 'B-(2-T)', '6'];
const KNOWN = [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 28, 32, 64, 96, 100, 784];

/** A source of operands. */
export interface Draw {
  int(lo: number, hi: number): number;
  chance(p: number): boolean;
  pick<T>(xs: readonly T[]): T;
  shuffle<T>(xs: readonly T[]): readonly T[];
  times<T>(n: number, f: (k: number) => T): readonly T[];
  known(): number;
  name(): string;
  dim(): Dim;
  written(): Dim;
  shape(lo: number, hi?: number): Shape;
  /** mostly the shape itself, else one with a size more, less or other */
  near(s: Shape): Shape;
  /** the same sizes, some not in their normal form */
  rewritten(s: Shape): Shape;
  /** mostly an axis of that rank, from either side */
  axis(rank: number): number;
  /** sizes with this sum or product */
  around(d: Dim): Dim;
}

const changed = (d: Draw, s: Shape): Shape => {
  const at = d.int(0, Math.max(s.length - 1, 0));
  return d.pick([
    () => s.map((x, i) => (i === at ? d.dim() : x)),
    () => s.map((x, i) => (i === at ? d.pick<Dim>([1, 0, addDim(x, 1)]) : x)),
    () => s.toSpliced(at, 1),
    () => s.toSpliced(at, 0, d.dim()),
  ])();
};

/** The operands of a source of numbers. */
export const draw = (source: Random): Draw => {
  const chance = (p: number): boolean => source() < p;
  const int = (lo: number, hi: number): number => integer(source, lo, hi);
  const dim = (): Dim => {
    const k = source();
    if (k < 0.6) return pick(source, KNOWN);
    if (k < 0.63) return 0;
    return k < 0.83 ? pick(source, NAMES) : pick(source, COMPOSED);
  };
  const times = <T>(n: number, f: (k: number) => T): readonly T[] =>
    Array.from({ length: n }, (_, k) => f(k));
  const d: Draw = {
    int,
    chance,
    pick: (xs) => pick(source, xs),
    shuffle: (xs) => shuffled(source, xs.length).map((k) => xs[k]!),
    times,
    known: () => pick(source, KNOWN),
    name: () => pick(source, NAMES),
    dim,
    written: () => (chance(0.5) ? pick(source, WRITTEN) : dim()),
    shape: (lo, hi = lo) => times(int(lo, hi), dim),
    near: (s) => (chance(0.25) ? changed(d, s) : s),
    rewritten: (s) =>
      s.map((x) =>
        typeof x === 'string' && chance(0.3) ? pick(source, [`1*(${x})`, `0+${x}`]) : x,
      ),
    axis: (rank) => (chance(0.08) ? pick(source, [rank, -rank - 1]) : int(-rank, rank - 1)),
    around: (x) => (chance(0.2) ? addDim(x, 1) : x),
  };
  return d;
};
