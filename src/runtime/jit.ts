/** jit: a function over trees of tensors, traced once on named sizes and compiled once for every set of sizes. */
import { compile, type IndexCheck } from '../compile/index.ts';
import { concrete } from '../core/check.ts';
import { DonatedError, IndexError } from '../core/error.ts';
import { closed, fresh, specialise, toposort } from '../core/graph.ts';
import type { Graph, Value } from '../core/node.ts';
import { param } from '../core/param.ts';
import type { TypedArray } from '../core/strided.ts';
import { untyped } from '../core/tensor.ts';
import { dataOf, dataValue, isData } from '../prim/index.ts';
import { bindTrees, type Formals, formals, leaves, paths, rebuild } from '../tree/index.ts';
import { type Sizes, substituteDim } from '../types/dim.ts';
import { type Cache, makeCache } from './cache.ts';
import { matchDonations } from './donation.ts';
import { evaluateValues } from './evaluate.ts';
import type { JitOptions, Jitted } from './jit-types.ts';
import { currentMachine } from './kernels.ts';
import type { Machine, Program, Resources, Slot } from './machine.ts';
import { load } from './program.ts';
import { makeResources } from './resources.ts';
import { makeState, resident, residentOf, type State } from './state.ts';

/** Programs for this many sets of sizes are kept. */
const SPECIALISATIONS = 8;

/** What a jitted function is made of. */
interface Family {
  readonly machine: Machine;
  readonly formals: unknown;
  readonly result: unknown;
  readonly graph: Graph;
  /** the leaves that are given away */
  readonly donated: ReadonlySet<number>;
  readonly donations: ReadonlyMap<number, number>;
  readonly resources: Resources;
  readonly state: State;
  readonly programs: Cache<Specialised>;
  readonly debug: boolean;
}

interface Specialised {
  readonly program: Program;
  /** the slot of every donated leaf */
  readonly slots: ReadonlyMap<number, Slot>;
}

const specialised = (f: Family, sizes: Sizes): Specialised => {
  const params = f.graph.params.map((p) =>
    fresh({ dtype: p.dtype, shape: p.shape.map((d) => substituteDim(d, sizes)) }),
  );
  const graph = { params, results: specialise(f.graph, params, sizes) };
  const slots = new Map([...f.donated].map((i) => [i, f.state.slot(i, concrete(params[i]!))]));
  const inputs = params.map((p, i) => {
    const slot = slots.get(i);
    return slot === undefined
      ? { type: concrete(p) }
      : { type: concrete(p), address: slot.address };
  });
  const lowered = compile(graph, f.donations, { fusion: !f.debug });
  const program = load(f.machine, lowered, inputs, { debug: f.debug });
  f.resources.adopt(program);
  return { program, slots };
};

const sizesKey = (sizes: Sizes): string => [...sizes].map(([k, v]) => `${k}=${v}`).join();

const checkIndices = (data: TypedArray, checks: readonly IndexCheck[]): void => {
  for (const { bound, path } of checks) {
    const at = data.findIndex((v) => v < 0 || v >= bound);
    if (at >= 0) {
      throw new IndexError(
        `${path}: index ${data[at]} at position ${at} is out of range for size ${bound}`,
      );
    }
  }
};

/** Data for every value: expressions are evaluated first, all by one program. */
const asData = (values: readonly Value[]): readonly Value[] => {
  const open = values.filter((v) => !isData(v));
  if (open.length === 0) return values;
  const known = new Map(evaluateValues(open).map((v, i) => [open[i]!, v]));
  return values.map((v) => known.get(v) ?? v);
};

const refuseReuse = (values: readonly Value[], f: Family): void => {
  for (const i of f.donated) {
    if (values.some((v, k) => v === values[i] && k !== i)) {
      throw new DonatedError('an array is donated and passed a second time in the same call');
    }
  }
};

/** Puts every argument where the program reads it; what stayed in memory is not copied. */
const passArguments = (
  values: readonly Value[],
  { program, slots }: Specialised,
  f: Family,
): void => {
  const found = values.map((v) => residentOf(f.machine, v));
  // what lies in the slot of another leaf is fetched before any slot is written
  const data = values.map((v, i) => {
    const slot = slots.get(i);
    if (slot === undefined ? found[i] !== null : found[i] === slot) return null;
    return dataOf(v);
  });
  const { checks } = program.lowered;
  data.forEach((d, i) => {
    if (d !== null)
      checkIndices(
        d,
        checks.filter((c) => c.input === i),
      );
  });
  data.forEach((d, i) => {
    if (d !== null) program.write(i, d);
    else if (!slots.has(i)) program.bind(i, found[i]!.address);
  });
};

/** Whether a value waits for the arguments of a function that is being traced. */
const areOpen = (values: readonly Value[]): boolean =>
  toposort(values.filter((v) => !isData(v))).some(({ primitive }) => primitive === param);

const call = (f: Family, args: readonly unknown[]): unknown => {
  const { sizes, values: given } = bindTrees('jit', f.formals, args);
  // within another function it is a part of that program
  if (areOpen(given)) return rebuild(f.result, specialise(f.graph, given, sizes));
  const values = asData(given);
  refuseReuse(values, f);
  const s = f.programs.get(sizesKey(sizes), () => specialised(f, sizes));
  passArguments(values, s, f);
  // from here on the donated arrays are gone, whatever happens
  for (const i of f.donated) f.machine.consumed.add(given[i]!);
  for (const slot of s.slots.values()) slot.generation++;
  s.program.run();
  const owner = new Map([...f.donations].map(([param, k]) => [k, param]));
  const results = s.program.lowered.results.map(({ buffer }, k) => {
    const param = owner.get(k);
    const slot = param === undefined ? undefined : s.slots.get(param);
    return slot === undefined
      ? dataValue(buffer.type, s.program.read(k))
      : resident(f.machine, slot);
  });
  return rebuild(f.result, results);
};

const donatedLeaves = (
  formal: readonly unknown[],
  donate: readonly number[],
): readonly (readonly [number, string, Value])[] => {
  let index = 0;
  return formal.flatMap((arg, i) => {
    const own = paths(arg).map(([path, v]) => [index++, path, v] as const);
    return donate.includes(i) ? own : [];
  });
};

const familyOf = (
  inputs: readonly unknown[],
  body: (...args: readonly unknown[]) => unknown,
  donate: readonly number[],
  debug: boolean,
): Family => {
  const machine = currentMachine();
  const resources = makeResources(machine.heap);
  const formal = inputs.map((i) => formals(i));
  const result = body(...formal);
  const graph = closed({ params: leaves(formal), results: leaves(result) });
  const given = donatedLeaves(formal, donate);
  return {
    machine,
    formals: formal,
    result,
    graph,
    donated: new Set(given.map(([index]) => index)),
    donations: matchDonations(
      given.map(([index, path, value]) => ({ index, path, value })),
      paths(result).map(([path, value]) => ({ path, value })),
    ),
    resources,
    state: makeState(resources),
    programs: makeCache(SPECIALISATIONS, (s) => resources.drop(s.program)),
    debug,
  };
};

/**
 * Compiles a function over trees of arrays. Names enter through the specs and are bound by the arguments of each call;
 * donated arguments give their memory to the results that replace them, so that a training step allocates nothing. Called
 * by a function that is itself traced, by grad, vmap or another jit, it is a part of that one's program, and gives
 * expressions.
 *
 *     const step = jit([mlp.params, f32('B', 784), i32('B')], (p, x, y) => ..., { donate: [0] });
 *
 * Throws ShapeError when an argument does not fit, DonatedError when one was given away before, IndexError when an
 * index is out of range.
 */
export function jit<const I extends readonly unknown[], R>(
  inputs: I,
  body: (...args: Formals<I>) => R,
  options?: JitOptions<I>,
): Jitted<Formals<I>, R>;
export function jit(
  inputs: readonly unknown[],
  body: (...args: never) => unknown,
  options: { readonly donate?: readonly number[]; readonly debug?: boolean } = {},
): unknown {
  const stray = options.donate?.find((i) => !(i in inputs));
  if (stray !== undefined) throw new RangeError(`jit: there is no argument ${stray} to donate`);
  const f = familyOf(inputs, untyped(body), options.donate ?? [], options.debug ?? false);
  const jitted = (...args: readonly unknown[]): unknown => call(f, args);
  f.state.owner.function = jitted;
  f.machine.garbage.register(jitted, f.resources);
  return jitted;
}
