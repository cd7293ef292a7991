/** Rules of patterns, einsum's and rearrange's, and of products. */
import { bilinearShape, linearShape } from '../../../src/ops/affine.ts';
import { matMulShape } from '../../../src/ops/matmul.ts';
import { type Dim, mulDim } from '../../../src/types/dim.ts';
import {
  cdistShape,
  type DotAxes,
  dotShape,
  einsumShape,
  kronShape,
  matVecShape,
  outerShape,
  rearrangeShape,
  tensorDotShape,
} from '../../../src/types/shape.ts';
import type { Draw, Shape } from './draw.ts';
import { type Rule, rule } from './rule.ts';

const LETTERS = [...'ijkabB'] as const;
interface Summed {
  readonly equation: string;
  readonly shapes: readonly Shape[];
}
const summed = (d: Draw): Summed => {
  const sizes = new Map(LETTERS.map((c) => [c, d.dim()]));
  const subscript = (): readonly string[] =>
    d.times(d.int(0, 3), () => d.pick(LETTERS.slice(0, d.int(2, 6))));
  const inputs = d.times(d.int(1, 3), subscript);
  const dots = d.chance(0.2) ? d.shape(1, 2) : [];
  const lead = dots.length > 0 || d.chance(0.05) ? '...' : '';
  const all = d.shuffle([...new Set(inputs.flat())]);
  const output = d.chance(0.07) ? [...all, d.pick(LETTERS)] : all.slice(d.int(0, all.length));
  const shapes = inputs.map((s) => {
    const rest = dots.slice(d.chance(0.3) ? 1 : 0).map((x) => (d.chance(0.2) ? 1 : x));
    const shape = [...(lead === '' ? [] : rest), ...s.map((c) => sizes.get(c)!)];
    return d.chance(0.9) ? shape : d.near(shape);
  });
  const left = inputs.map((s) => `${lead}${s.join('')}`).join(',');
  const odd = d.chance(0.04) ? left.replace(/[a-z]/, '1') : left;
  return {
    equation: d.chance(0.15) ? odd : `${odd}${d.pick(['->', ' -> '])}${lead}${output.join('')}`,
    shapes: d.chance(0.04) ? shapes.slice(1) : shapes,
  };
};

interface Pattern {
  readonly pattern: string;
  readonly shape: Shape;
  readonly sizes: Readonly<Record<string, number>>;
}
const side = (groups: readonly (readonly string[])[]): string =>
  groups.map((g) => (g.length === 1 ? g[0] : `(${g.join(' ')})`)).join(' ');
const grouped = (d: Draw, names: readonly string[]): readonly (readonly string[])[] =>
  names.reduce<readonly (readonly string[])[]>(
    (out, n) =>
      out.length > 0 && d.chance(0.35)
        ? [...out.slice(0, -1), [...out.at(-1)!, n]]
        : out.concat([[n]]),
    [],
  );
const rearranged = (d: Draw): Pattern => {
  const names = ['a', 'b', 'h', 'w', 'c1'].slice(0, d.int(1, 5));
  const sizes = new Map(names.map((n) => [n, d.chance(0.75) ? d.int(1, 6) : d.dim()] as const));
  const left = grouped(d, names);
  const right = grouped(d, d.shuffle(d.chance(0.08) ? [...names, d.pick(['z', ...names])] : names));
  const given = left.flatMap((g) => g.slice(d.chance(0.9) ? 1 : 0));
  const known = given.flatMap((n) => {
    const size = sizes.get(n)!;
    return typeof size === 'number' ? [[n, d.chance(0.06) ? size + 1 : size] as const] : [];
  });
  const shape = left.map((g) => g.reduce<Dim>((x, n) => mulDim(x, sizes.get(n)!), 1));
  const one = d.chance(0.1);
  const broken = d.chance(0.04);
  return {
    pattern: `${broken ? '(' : ''}${side(left)}${one ? ' 1' : ''} -> ${side(right)}`,
    shape: d.chance(0.93) ? [...shape, ...(one ? [1] : [])] : d.near(shape),
    sizes: Object.fromEntries(known),
  };
};
const patterns: readonly Rule[] = [
  rule(
    'Einsum',
    einsumShape,
    (d) => {
      const { equation, shapes } = summed(d);
      return [equation, shapes];
    },
    [1],
  ),
  rule(
    'Rearrange',
    rearrangeShape,
    (d) => {
      const { pattern, shape, sizes } = rearranged(d);
      return [pattern, shape, sizes];
    },
    [1],
  ),
];

type Both = [Shape, Shape];
const factors = (d: Draw): Both => {
  const batch = d.shape(0, 2);
  const [m, k, n] = [d.dim(), d.dim(), d.dim()];
  return [d.near([...batch.slice(d.chance(0.3) ? 1 : 0), m, k]), d.near([...batch, k, n])];
};
const vectors = (d: Draw): Both => {
  const s = d.shape(1);
  return [d.near(s), d.near(s)];
};
const products: readonly Rule[] = [
  rule('MatMul', matMulShape, factors, [0, 1], (a, b) => `MatMul<${a}, ${b}>`),
  rule(
    'MatVec',
    matVecShape,
    (d) => {
      const [a] = factors(d);
      return [a, d.near(a.slice(-1))];
    },
    [0, 1],
  ),
  rule('DotShape', dotShape, vectors, [0, 1]),
  rule('Outer', outerShape, vectors, [0, 1]),
  rule(
    'Kron',
    kronShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near(s.map(() => d.dim()))];
    },
    [0, 1],
  ),
  rule(
    'Cdist',
    cdistShape,
    (d) => {
      const [[...a], b] = factors(d);
      return [a, [...b.slice(0, -2), d.dim(), a.at(-1) ?? 1]];
    },
    [0, 1],
  ),
  rule(
    'TensorDot',
    tensorDotShape,
    (d) => {
      const a = d.shape(0, 4);
      const n = d.int(0, Math.min(a.length, 2) + (d.chance(0.1) ? 1 : 0));
      if (d.chance(0.5)) return [a, d.near([...a.slice(a.length - n), ...d.shape(0, 2)]), n];
      const is = d
        .shuffle(d.times(a.length, (k) => (d.chance(0.3) ? k - a.length : k)))
        .slice(0, n);
      const b = [...is.map((i) => a.at(i)!), ...d.shape(0, 2)];
      const axes: DotAxes = [is, d.times(is.length, (k) => k)];
      return [a, d.near(b), axes];
    },
    [0, 1],
  ),
  rule(
    'Linear',
    linearShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near([d.dim(), s.at(-1) ?? 1])];
    },
    [0, 1],
  ),
  rule(
    'Bilinear',
    bilinearShape,
    (d) => {
      const [a, b] = [d.shape(1, 3), d.dim()];
      return [a, d.near([...a.slice(0, -1), b]), d.near([d.dim(), a.at(-1)!, b])];
    },
    [0, 1, 2],
  ),
];

export const PATTERNS: readonly Rule[] = [...patterns, ...products];
