/** For every primitive, an arbitrary of valid types, params and values: a primitive without one does not compile. */
import fc from 'fast-check';
import type { Primitive } from '../../src/core/node.ts';
import { param } from '../../src/core/param.ts';
import {
  andPrimitive,
  shiftLeftPrimitive,
  shiftRightPrimitive,
  xorPrimitive,
} from '../../src/prim/bits.ts';
import { reduceSumPrimitive } from '../../src/prim/broadcast-sum.ts';
import { bitcastPrimitive, castPrimitive } from '../../src/prim/cast.ts';
import { concatPrimitive } from '../../src/prim/concat.ts';
import { dotPrimitive } from '../../src/prim/dot.ts';
import {
  dynamicSlicePrimitive,
  type Places,
  updatePrimitive,
} from '../../src/prim/dynamic-slice.ts';
import { gatherPrimitive, scatterAddPrimitive } from '../../src/prim/gather-scatter.ts';
import { constant, iotaPrimitive, type PrimitiveName, primitives } from '../../src/prim/index.ts';
import { reduceMaxPrimitive } from '../../src/prim/reduce-max.ts';
import type { Dim } from '../../src/types/dim.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import { integer, pick, random, shuffled } from './random.ts';
import {
  anyOf,
  applied,
  booleans,
  type Domain,
  distinct,
  grid,
  integers,
  nonZero,
  offInteger,
  positive,
  type,
} from './recipe.ts';
import { type RegionName, regions } from './regions.ts';
import { drawn, type Recipes, shape, sortedSome } from './shapes.ts';
import { broadcasts, embeds, permutes, reshapes, slices } from './views.ts';
import { folds, windows } from './windows.ts';

const choose = <T>(xs: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...xs);

// ---- elementwise --------------------------------------------------------------------------------

const numbers: readonly DTypeName[] = ['f32', 'f64', 'i32', 'u32'];
const floats: readonly DTypeName[] = ['f32', 'f64'];
const bits: readonly DTypeName[] = ['i32', 'u32', 'bool'];

/** `domains` hold for floats; other dtypes take any value. */
const mapped = (
  primitive: Primitive,
  dtypes: readonly DTypeName[],
  domains: readonly Domain[],
  params: fc.Arbitrary<unknown> = fc.constant({}),
): Recipes =>
  fc.tuple(shape(), choose(dtypes), params).map(([sizes, dtype, p]) => ({
    sizes,
    build: (dims) =>
      applied(
        primitive,
        domains.map(() => type(dtype, dims)),
        p,
      ),
    domains: domains.map((d) => (floats.includes(dtype) ? d : anyOf(dtype))),
  }));

const unary = (name: PrimitiveName, domain: Domain): Recipes =>
  mapped(primitives[name], floats, [domain]);

const select: Recipes = fc
  .tuple(shape(), choose(['f32', 'f64', 'i32', 'bool'] as const))
  .map(([sizes, dtype]) => ({
    sizes,
    build: (dims) =>
      applied(primitives.select, [type('bool', dims), type(dtype, dims), type(dtype, dims)], {}),
    domains: [booleans, anyOf(dtype), anyOf(dtype)],
  }));

const converted = (
  primitive: Primitive<{ dtype: (typeof DTypes)[DTypeName] }>,
  pairs: readonly (readonly [DTypeName, DTypeName])[],
): Recipes =>
  fc.tuple(shape(), choose(pairs)).map(([sizes, [from, to]]) => ({
    sizes,
    build: (dims) => applied(primitive, [type(from, dims)], { dtype: DTypes[to] }),
    domains: [
      primitive.name === 'bitcast' && to === 'f32'
        ? integers(0x3f00_0000, 0x4000_0000)
        : anyOf(from),
    ],
  }));

const casts = (['f32', 'f64', 'i32', 'u32', 'bool'] as const).flatMap((from) =>
  (['f32', 'f64', 'i32', 'u32', 'bool'] as const).flatMap((to) =>
    from === to ? [] : [[from, to] as const],
  ),
);
const bitcasts = (['f32', 'i32', 'u32'] as const).flatMap((from) =>
  (['f32', 'i32', 'u32'] as const).flatMap((to) => (from === to ? [] : [[from, to] as const])),
);

// ---- sources --------------------------------------------------------------------------------------

const constants: Recipes = fc
  .tuple(shape(0, 3), choose([...numbers, 'bool'] as const), fc.nat())
  .map(([sizes, dtype, seed]) => {
    const n = sizes.reduce((a, b) => a * b, 1);
    const data = anyOf(dtype)(random(seed), n);
    const typed = {
      f32: () => Float32Array.from(data),
      f64: () => Float64Array.from(data),
      i32: () => Int32Array.from(data),
      u32: () => Uint32Array.from(data),
    };
    const array =
      dtype === 'f32' || dtype === 'f64' || dtype === 'i32' || dtype === 'u32'
        ? typed[dtype]()
        : Uint8Array.from(data);
    // literal data has a literal shape: only scalars hold names
    return {
      sizes: sizes.length === 0 ? [3] : [],
      build: ([name]) =>
        name === undefined
          ? applied(constant, [], { type: type(dtype, sizes), data: array })
          : applied(constant, [], { type: type(dtype, []), data: name }),
      domains: [],
    };
  });

const iotas: Recipes = drawn(shape(1, 4), (sizes, choices) => {
  const axis = integer(choices, 0, sizes.length - 1);
  return { sizes, build: (dims) => applied(iotaPrimitive, [], { shape: dims, axis }), domains: [] };
});

// ---- the rest -----------------------------------------------------------------------------------------

const concats: Recipes = drawn(shape(1, 4), (sizes, choices) => {
  const axis = integer(choices, 0, sizes.length - 1);
  const rest = Array.from({ length: integer(choices, 1, 3) }, () => integer(choices, 0, 4));
  // four stands for another operand of the named width
  const widths = (named: Dim): readonly Dim[] => [named, ...rest.map((w) => (w === 4 ? named : w))];
  const dtype = pick(choices, ['f32', 'i32'] as const);
  return {
    sizes,
    build: (dims) =>
      applied(
        concatPrimitive,
        widths(dims[axis]!).map((w) =>
          type(
            dtype,
            dims.map((d, k) => (k === axis ? w : d)),
          ),
        ),
        { axis },
      ),
    domains: widths(0).map(() => anyOf(dtype)),
  };
});

const sums: Recipes = drawn(shape(), (sizes, choices) => {
  const axes = sortedSome(choices, sizes.length);
  const dtype = pick(choices, numbers);
  return {
    sizes,
    build: (dims) => applied(reduceSumPrimitive, [type(dtype, dims)], { axes }),
    domains: [anyOf(dtype)],
  };
});

/** The maximum of nothing has no derivative: reduced axes are not empty. */
const maxima: Recipes = drawn(shape(), (sizes, choices) => {
  const axes = sortedSome(choices, sizes.length);
  const dtype = pick(choices, ['f32', 'f64', 'i32'] as const);
  return {
    sizes: sizes.map((d, k) => (axes.includes(k) ? Math.max(1, d) : d)),
    build: (dims) => applied(reduceMaxPrimitive, [type(dtype, dims)], { axes }),
    domains: [dtype === 'i32' ? anyOf('i32') : distinct],
  };
});

/** Every dim is a batch, contracted or free axis; the operands have theirs in random order. */
const dots: Recipes = drawn(shape(0, 5), (sizes, choices) => {
  const roles = sizes.map(() => pick(choices, ['batch', 'contract', 'left', 'right'] as const));
  const axesOf = (other: 'left' | 'right'): readonly number[] => {
    const mine = sizes.flatMap((_, k) => (roles[k] === other ? [] : [k]));
    return shuffled(choices, mine.length).map((i) => mine[i]!);
  };
  const [x, y] = [axesOf('right'), axesOf('left')];
  const pairs = (role: 'batch' | 'contract'): readonly [readonly number[], readonly number[]] => {
    const at = sizes.flatMap((_, k) => (roles[k] === role ? [k] : []));
    const order = shuffled(choices, at.length).map((i) => at[i]!);
    return [order.map((k) => x.indexOf(k)), order.map((k) => y.indexOf(k))];
  };
  const [contract, batch] = [pairs('contract'), pairs('batch')];
  return {
    sizes,
    build: (dims) =>
      applied(
        dotPrimitive,
        [x, y].map((axes) =>
          type(
            'f32',
            axes.map((k) => dims[k]!),
          ),
        ),
        { contract, batch },
      ),
    domains: [nonZero, nonZero],
  };
});

/** x of rank 1 to 3, indices of rank 0 to 2 that point into its axis. */
const indexed = (
  make: (
    x: readonly Dim[],
    axis: number,
    i: readonly Dim[],
    n: number,
  ) => ReturnType<typeof applied>,
): Recipes =>
  fc.tuple(shape(1, 3), shape(0, 2), fc.nat()).map(([x, i, seed]) => {
    const axis = integer(random(seed), 0, x.length - 1);
    const rows = Math.max(1, x[axis]!);
    return {
      sizes: [...x, ...i],
      build: (dims) => {
        const own = dims.slice(0, x.length).map((d, k) => (k === axis ? rows : d));
        return make(own, axis, dims.slice(x.length), rows);
      },
      domains: [nonZero, integers(0, rows - 1)],
    };
  });

const around = (x: readonly Dim[], axis: number, i: readonly Dim[]): readonly Dim[] => [
  ...x.slice(0, axis),
  ...i,
  ...x.slice(axis + 1),
];

const gathers = indexed((x, axis, i) =>
  applied(gatherPrimitive, [type('f32', x), type('i32', i)], { axis }),
);
const scatters = indexed((x, axis, i, n) =>
  applied(scatterAddPrimitive, [type('f32', around(x, axis, i)), type('i32', i)], {
    axis,
    size: n,
  }),
);

interface Placed {
  readonly whole: readonly Dim[];
  readonly part: readonly Dim[];
  readonly places: Places;
  readonly starts: readonly Dim[];
}

/** Blocks along some axes, some leading axes being a batch; where an axis is taken whole it may have a name. */
const blocks = (
  make: (p: Placed) => ReturnType<typeof applied>,
  domains: readonly Domain[],
): Recipes =>
  drawn(shape(1, 4), (sizes, choices) => {
    const batch = integer(choices, 0, Math.min(1, sizes.length - 1));
    const axis = integer(choices, batch, sizes.length - 1);
    const axes = sizes.flatMap((_, k) =>
      k >= batch && (k === axis || choices() < 0.3) ? [k] : [],
    );
    const taken = sizes.map((d) => integer(choices, 0, d));
    return {
      sizes,
      build: (dims) =>
        make({
          whole: dims.map((d, k) => (axes.includes(k) ? sizes[k]! : d)),
          part: dims.map((d, k) => (axes.includes(k) ? taken[k]! : d)),
          places: { batch, axes },
          starts: [...dims.slice(0, batch), axes.length],
        }),
      domains: [...domains, integers(-5, 5)],
    };
  });

const dynamicSlices = blocks(
  ({ whole, part, places, starts }) =>
    applied(dynamicSlicePrimitive, [type('f32', whole), type('i32', starts)], {
      ...places,
      size: places.axes.map((k) => part[k]!),
    }),
  [nonZero],
);
const updates = blocks(
  ({ whole, part, places, starts }) =>
    applied(updatePrimitive, [type('f32', whole), type('f32', part), type('i32', starts)], places),
  [nonZero, nonZero],
);

/** Ties among the elements: their order has to stay. */
const orders: Recipes = fc
  .tuple(shape(1, 3), choose(numbers), fc.boolean())
  .map(([sizes, dtype, descending]) => ({
    sizes,
    build: (dims) => applied(primitives.argSort, [type(dtype, dims)], { descending }),
    domains: [floats.includes(dtype) ? grid(0) : anyOf(dtype)],
  }));

const params: Recipes = shape().map((sizes) => ({
  sizes,
  build: (dims) => {
    const [p] = applied(param, [], type('f32', dims)).results;
    return { params: [p!], results: [p!] };
  },
  domains: [nonZero],
}));

const shifts = (primitive: Primitive<{ readonly bits: number }>): Recipes =>
  mapped(primitive, ['i32', 'u32'], [anyOf('i32')], fc.record({ bits: fc.nat(31) }));

export const recipes: Readonly<Record<PrimitiveName | RegionName, Recipes>> = {
  param: params,
  constant: constants,
  iota: iotas,
  neg: mapped(primitives.neg, numbers, [nonZero]),
  exp: unary('exp', nonZero),
  log: unary('log', positive),
  sqrt: unary('sqrt', positive),
  sin: unary('sin', nonZero),
  cos: unary('cos', nonZero),
  tanh: unary('tanh', nonZero),
  erf: unary('erf', nonZero),
  erfc: unary('erfc', nonZero),
  floor: unary('floor', offInteger),
  add: mapped(primitives.add, numbers, [nonZero, nonZero]),
  mul: mapped(primitives.mul, numbers, [nonZero, nonZero]),
  div: mapped(primitives.div, numbers, [nonZero, nonZero]),
  rem: mapped(primitives.rem, numbers, [grid(0.1), grid(0.77)]),
  pow: mapped(primitives.pow, floats, [positive, nonZero]),
  atan2: mapped(primitives.atan2, floats, [nonZero, nonZero]),
  max: mapped(primitives.max, numbers, [grid(0), grid(0.25)]),
  and: mapped(andPrimitive, bits, [booleans, booleans]),
  xor: mapped(xorPrimitive, bits, [booleans, booleans]),
  shiftLeft: shifts(shiftLeftPrimitive),
  shiftRight: shifts(shiftRightPrimitive),
  less: mapped(primitives.less, numbers, [grid(0), grid(0.25)]),
  equal: mapped(primitives.equal, [...numbers, 'bool'], [grid(0), grid(0.25)]),
  select,
  cast: converted(castPrimitive, casts),
  bitcast: converted(bitcastPrimitive, bitcasts),
  reshape: reshapes,
  permute: permutes,
  broadcast: broadcasts,
  slice: slices,
  embed: embeds,
  concat: concats,
  reduceSum: sums,
  reduceMax: maxima,
  dot: dots,
  window: windows,
  fold: folds,
  gather: gathers,
  scatterAdd: scatters,
  dynamicSlice: dynamicSlices,
  update: updates,
  argSort: orders,
  ...regions,
};
