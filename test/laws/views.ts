/** Arbitraries of the primitives that move elements: reshape, permute, broadcast, slice, embed. */
import { broadcastPrimitive } from '../../src/prim/broadcast-sum.ts';
import { embedPrimitive, slicePrimitive } from '../../src/prim/slice-embed.ts';
import { permutePrimitive, reshapePrimitive } from '../../src/prim/view.ts';
import { type Dim, mulDim } from '../../src/types/dim.ts';
import { integer, type Random, shuffled } from './random.ts';
import { applied, nonZero, type } from './recipe.ts';
import { drawn, type Recipes, shape, sortedSome } from './shapes.ts';

/** Neighbouring axes merged, ones inserted. */
export const reshapes: Recipes = drawn(shape(), (sizes, choices) => {
  const merge = sizes.map(() => choices() < 0.5);
  const ones = sizes.map(() => choices() < 0.3);
  const split = choices() < 0.5;
  return {
    sizes,
    build: (dims) => {
      const merged: Dim[] = [];
      dims.forEach((d, k) => {
        if (k > 0 && merge[k] === true) merged[merged.length - 1] = mulDim(merged.at(-1)!, d);
        else merged.push(d);
        if (ones[k] === true) merged.push(1);
      });
      return split
        ? applied(reshapePrimitive, [type('f32', merged)], { shape: dims })
        : applied(reshapePrimitive, [type('f32', dims)], { shape: merged });
    },
    domains: [nonZero],
  };
});

export const permutes: Recipes = drawn(shape(), (sizes, choices) => {
  const perm = shuffled(choices, sizes.length);
  return {
    sizes,
    build: (dims) => applied(permutePrimitive, [type('f32', dims)], { perm }),
    domains: [nonZero],
  };
});

export const broadcasts: Recipes = drawn(shape(), (sizes, choices) => {
  const dims = sortedSome(choices, sizes.length);
  return {
    sizes,
    build: (all) =>
      applied(
        broadcastPrimitive,
        [
          type(
            'f32',
            dims.map((k) => all[k]!),
          ),
        ],
        { shape: all, dims },
      ),
    domains: [nonZero],
  };
});

interface Window {
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly stride: readonly number[];
}

/** A window of each axis, whole with probability 0.3. */
const window = (sizes: readonly number[], source: Random): Window => {
  const axes = sizes.map((d) => {
    if (source() < 0.3) return { start: 0, size: d, stride: 1 };
    const count = integer(source, 0, d);
    const widest = count > 1 ? Math.floor((d - 1) / (count - 1)) : 2;
    const stride = integer(source, 1, Math.max(1, widest)) * (source() < 0.4 ? -1 : 1);
    const span = count === 0 ? 0 : (count - 1) * Math.abs(stride);
    const low = count === 0 ? 0 : integer(source, 0, Math.max(0, d - 1 - span));
    return { start: stride < 0 ? low + span : low, size: count, stride };
  });
  return {
    start: axes.map((a) => a.start),
    size: axes.map((a) => a.size),
    stride: axes.map((a) => a.stride),
  };
};

/** A window is of a known axis; an axis that is taken whole may have a name. */
const inWindow = (
  sizes: readonly number[],
  w: Window,
  dims: readonly Dim[],
): { readonly whole: readonly Dim[]; readonly part: readonly Dim[] } => {
  const all = sizes.map((d, k) => w.start[k] === 0 && w.size[k] === d && w.stride[k] === 1);
  return {
    whole: sizes.map((d, k) => (all[k] === true ? dims[k]! : d)),
    part: sizes.map((_, k) => (all[k] === true ? dims[k]! : w.size[k]!)),
  };
};

export const slices: Recipes = drawn(shape(), (sizes, choices) => {
  const w = window(sizes, choices);
  return {
    sizes,
    build: (dims) => {
      const { whole, part } = inWindow(sizes, w, dims);
      return applied(slicePrimitive, [type('f32', whole)], { ...w, size: part });
    },
    domains: [nonZero],
  };
});

export const embeds: Recipes = drawn(shape(), (sizes, choices) => {
  const { start, stride, size: part } = window(sizes, choices);
  return {
    sizes,
    build: (dims) => {
      const w = inWindow(sizes, { start, stride, size: part }, dims);
      return applied(embedPrimitive, [type('f32', w.part)], { shape: w.whole, start, stride });
    },
    domains: [nonZero],
  };
});
