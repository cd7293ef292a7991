/** Arbitraries of window and fold: some axes with windows of any stride and dilation, overlapping or with gaps between. */
import { foldPrimitive, windowPrimitive } from '../../src/prim/window-fold.ts';
import type { Dim } from '../../src/types/dim.ts';
import { integer, type Random } from './random.ts';
import { applied, nonZero, type } from './recipe.ts';
import { drawn, type Recipes, shape, sortedSome } from './shapes.ts';

interface Slide {
  readonly axes: readonly number[];
  readonly places: readonly number[];
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** the sizes of the axes, with room for the windows and perhaps for more */
  readonly whole: readonly number[];
}

/** Windows along some axes; the sizes are what is left of the places. */
const slide = (places: readonly number[], source: Random): Slide => {
  const axes = sortedSome(source, places.length).slice(0, 2);
  const of = axes.map((k) => {
    const [size, stride, dilation] = [1, 1, 1].map(() => integer(source, 1, 3)) as [
      number,
      number,
      number,
    ];
    const reach = Math.max(0, places[k]! - 1) * stride + (size - 1) * dilation + 1;
    return { size, stride, dilation, whole: reach + integer(source, 0, 2) };
  });
  return {
    axes,
    places: axes.map((k) => places[k]!),
    size: of.map((w) => w.size),
    stride: of.map((w) => w.stride),
    dilation: of.map((w) => w.dilation),
    whole: of.map((w) => w.whole),
  };
};

const at = (
  dims: readonly Dim[],
  axes: readonly number[],
  sizes: readonly number[],
): readonly Dim[] => dims.map((d, k) => (axes.includes(k) ? sizes[axes.indexOf(k)]! : d));

export const windows: Recipes = drawn(shape(0, 4), (sizes, choices) => {
  const { whole, ...w } = slide(sizes, choices);
  return {
    sizes,
    build: (dims) =>
      applied(windowPrimitive, [type('f32', at(dims, w.axes, whole))], {
        ...w,
        places: w.axes.map((k) => dims[k]!),
      }),
    domains: [nonZero],
  };
});

export const folds: Recipes = drawn(shape(0, 4), (sizes, choices) => {
  const { axes, size, stride, dilation, whole } = slide(sizes, choices);
  return {
    sizes,
    build: (dims) =>
      applied(foldPrimitive, [type('f32', [...dims, ...size])], {
        axes,
        stride,
        dilation,
        shape: whole,
      }),
    domains: [nonZero],
  };
});
