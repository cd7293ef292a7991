/** A program in f64: every f32 in it becomes an f64, for checks to which the rounding of f32 would be too coarse. */
import { toposort } from '../core/graph.ts';
import { apply, type Graph, type Node, type Value } from '../core/node.ts';
import { cast, primitives } from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';

const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;

const isGraph = (x: object): x is Graph => 'params' in x && 'results' in x;

const isF32 = (x: object): boolean => 'dtype' in x && x.dtype === 'f32';

/** Params with the dtypes in them widened, and those of the graphs that they hold; data stay as they are. */
const widenParams = (x: unknown): unknown => {
  if (!isObject(x) || ArrayBuffer.isView(x) || Array.isArray(x)) return x;
  if (isGraph(x)) return widen(x);
  if (isF32(x)) return DTypes.f64;
  return Object.fromEntries(Object.entries(x).map(([key, field]) => [key, widenParams(field)]));
};

/** Bits have their width: a float whose bits are looked at is rounded to f32. */
const widenNode = (n: Node, env: ReadonlyMap<Value, Value>): readonly Value[] => {
  const rigid = n.primitive === primitives.bitcast;
  const inputs = n.inputs.map((v) => (rigid ? cast(env.get(v)!, v.dtype) : env.get(v)!));
  const outputs = apply(n.primitive, inputs, rigid ? n.params : widenParams(n.params));
  return rigid ? outputs.map((v) => (isF32(v.dtype) ? cast(v, DTypes.f64) : v)) : outputs;
};

/** The same program in f64, parameters and results too. */
export const widen = (g: Graph): Graph => {
  const env = new Map<Value, Value>();
  for (const n of toposort([...g.params, ...g.results])) {
    widenNode(n, env).forEach((v, i) => {
      env.set(n.outputs[i]!, v);
    });
  }
  const widened = (v: Value): Value => env.get(v)!;
  return { params: g.params.map(widened), results: g.results.map(widened) };
};
