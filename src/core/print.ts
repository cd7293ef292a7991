/**
 * The canonical text of a graph: one line per node, numbered in topological order, so that equal programs are equal
 * texts. Params are JSON-like; the graphs in the params of a region follow its line, indented.
 */
import type { DType } from '../types/dtype.ts';
import { GraphError } from './error.ts';
import { subgraphs, toposort } from './graph.ts';
import type { Graph, Node, Value } from './node.ts';
import { param } from './param.ts';
import type { TypedArray } from './strided.ts';
import { describe } from './type.ts';

export interface PrintOptions {
  /** `full` (the default) writes all data; `hash` writes arrays of more than 16 elements as a hash and a length. */
  readonly data?: 'full' | 'hash';
}

const SHORT = 16;

type Field = readonly [key: string, value: unknown];

/** The params of a node that are not graphs, by how they are written. */
interface Fields {
  readonly plain: readonly Field[];
  /** the keys that hold functions */
  readonly rules: readonly string[];
}

/**
 * `graph(%0: f32 [B, 3]) {` ... `return %1` `}`. Functions in params (the rules and the kernel of a call) have no
 * text: their names are listed. Throws GraphError when the graph is not closed.
 */
export const print = (g: Graph, options: PrintOptions = {}): string => lines(g, options).join('\n');

const lines = (g: Graph, options: PrintOptions): readonly string[] => {
  const names = new Map<Value, string>();
  const name = (v: Value): string => {
    names.set(v, `%${names.size}`);
    return `${names.get(v)}: ${describe(v)}`;
  };
  const at = (v: Value): string => {
    const known = names.get(v);
    if (known === undefined) throw new GraphError('print: a parameter is free');
    return known;
  };
  const head = `graph(${g.params.map(name).join(', ')}) {`;
  const nodes = toposort(g.results).filter((n) => n.primitive !== param);
  const body = nodes.flatMap((n) => nodeLines(n, at, name, options));
  return [head, ...indent([...body, `return ${g.results.map(at).join(', ')}`.trimEnd()]), '}'];
};

const indent = (text: readonly string[]): readonly string[] => text.map((line) => `  ${line}`);

const nodeLines = (
  n: Node,
  at: (v: Value) => string,
  name: (v: Value) => string,
  options: PrintOptions,
): readonly string[] => {
  const inputs = n.inputs.map(at).join(', ');
  const { plain, rules } = fieldsOf(n);
  const params = plain.length === 0 ? '' : ` ${record(plain, options)}`;
  const stated = rules.length === 0 ? '' : ` rules: ${rules.join(' ')}`;
  const outputs = n.outputs.map(name).join(', ');
  return [
    `${outputs} = ${n.primitive.name}(${inputs})${params}${stated}`,
    ...subgraphs(n).flatMap(([key, graph]) => {
      const [head, ...rest] = lines(graph, options);
      return indent([`${key}: ${head}`, ...rest]);
    }),
  ];
};

const sortedFields = (x: object): readonly Field[] => {
  const fields: readonly Field[] = Object.entries(x);
  return fields.filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
};

const fieldsOf = (n: Node): Fields => {
  const graphs = subgraphs(n).map(([key]) => key);
  const fields = (isObject(n.params) ? sortedFields(n.params) : []).filter(
    ([key]) => !graphs.includes(key),
  );
  // what a slot holds may be fetched when it is needed; any other function is a rule
  if (n.primitive.lower.kind === 'slot') {
    return { plain: fields.map(([k, v]) => [k, isDeferred(v) ? v() : v]), rules: [] };
  }
  const isRule = ([, value]: Field): boolean => typeof value === 'function';
  return {
    plain: fields.filter((f) => !isRule(f)),
    rules: fields.filter(isRule).map(([key]) => key),
  };
};

const isDeferred = (x: unknown): x is () => unknown => typeof x === 'function';
const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;
const isDType = (x: object): x is DType => 'dtype' in x && Object.keys(x).length === 1;
const isTypedArray = (x: object): x is TypedArray => ArrayBuffer.isView(x) && 'length' in x;

const record = (fields: readonly Field[], options: PrintOptions): string =>
  `{${fields.map(([k, v]) => `${k}: ${text(v, options)}`).join(', ')}}`;

const text = (x: unknown, options: PrintOptions): string => {
  if (Object.is(x, -0)) return '-0';
  if (typeof x === 'string') return JSON.stringify(x);
  if (!isObject(x)) return String(x);
  if (Array.isArray(x)) return `[${x.map((v: unknown) => text(v, options)).join(', ')}]`;
  if (isTypedArray(x)) return array(x, options);
  return isDType(x) ? x.dtype : record(sortedFields(x), options);
};

const array = (x: TypedArray, { data }: PrintOptions): string => {
  const kind = x.constructor.name;
  if (data === 'hash' && x.length > SHORT) return `${kind}#${hash(x)}:${x.length}`;
  return `${kind}[${elements(x).join(', ')}]`;
};

const elements = (x: TypedArray): readonly string[] => {
  const out: string[] = [];
  for (const v of x) out.push(text(v, {}));
  return out;
};

/** FNV-1a over the bytes, twice from different offsets, as 16 hexadecimal digits. */
const hash = (x: TypedArray): string => {
  let low = 0x811c9dc5;
  let high = 0x7ee3623b;
  for (const byte of new Uint8Array(x.buffer, x.byteOffset, x.byteLength)) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x01000193);
  }
  return [high, low].map((h) => (h >>> 0).toString(16).padStart(8, '0')).join('');
};
