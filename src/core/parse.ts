/** The graph of a text that `print` wrote; every node is inferred again and compared with the type in the text. */
import type { Dim } from '../types/dim.ts';
import { type DTypeName, DTypes } from '../types/dtype.ts';
import { GraphError } from './error.ts';
import { fresh } from './graph.ts';
import { apply, type Graph, type Primitive, type Value } from './node.ts';
import type { TypedArray } from './strided.ts';
import { describe } from './type.ts';

/**
 * The inverse of `print`, given the primitives by name. Rules stated by functions are not in the text and therefore
 * not in the graph. Throws GraphError for any other text, and for one whose data was left out.
 */
export const parse = (text: string, primitives: Readonly<Record<string, Primitive>>): Graph => {
  const source: Lines = { lines: text.split('\n').map((line) => line.trim()), next: 0 };
  const graph = parseGraph(take(source), source, primitives);
  if (source.next < source.lines.length) throw unexpected(take(source));
  return graph;
};

interface Lines {
  readonly lines: readonly string[];
  next: number;
}

const take = (source: Lines): string => {
  const line = source.lines[source.next++];
  if (line === undefined) throw new GraphError('parse: the text ends inside a graph');
  return line;
};

const unexpected = (what: string): GraphError => new GraphError(`parse: unexpected '${what}'`);

const GRAPH = /^graph\((.*)\) \{$/;
const PARAM = /%\d+: (\w+) \[(.*?)\](?=, %|$)/g;
const NODE = /^(.*?) = (\w+)\(([^)]*)\)(?: (\{.*\}))?(?: rules: [\w ]+)?$/;
const NESTED = /^(\w+): (graph\(.*)$/;

const parseGraph = (
  head: string,
  source: Lines,
  primitives: Readonly<Record<string, Primitive>>,
): Graph => {
  const match = GRAPH.exec(head);
  if (match === null) throw unexpected(head);
  const params = [...match[1]!.matchAll(PARAM)].map(([, dtype, shape]) =>
    fresh({ shape: parseShape(shape!), dtype: DTypes[dtypeName(dtype!)] }),
  );
  const values = [...params];
  for (let line = take(source); ; line = take(source)) {
    if (line.startsWith('return')) {
      if (take(source) !== '}') throw unexpected(line);
      return { params, results: parseValues(line.slice('return'.length), values) };
    }
    values.push(...parseNode(line, source, values, primitives));
  }
};

const parseNode = (
  line: string,
  source: Lines,
  values: readonly Value[],
  primitives: Readonly<Record<string, Primitive>>,
): readonly Value[] => {
  const match = NODE.exec(line);
  if (match === null) throw unexpected(line);
  const [, types, name, inputs, params = '{}'] = match;
  const primitive = primitives[name!];
  if (primitive === undefined) throw new GraphError(`parse: there is no primitive '${name}'`);
  const graphs: [string, Graph][] = [];
  for (;;) {
    const nested = NESTED.exec(source.lines[source.next] ?? '');
    if (nested === null) break;
    source.next++;
    graphs.push([nested[1]!, parseGraph(nested[2]!, source, primitives)]);
  }
  const all = { ...parseRecord(params), ...Object.fromEntries(graphs) };
  const outputs = apply(primitive, parseValues(inputs!, values), all);
  const inferred = outputs.map((v, i) => `%${values.length + i}: ${describe(v)}`).join(', ');
  if (inferred !== types)
    throw new GraphError(`parse: ${name} is ${inferred}, the text says ${types}`);
  return outputs;
};

const parseValues = (text: string, values: readonly Value[]): readonly Value[] =>
  [...text.matchAll(/%(\d+)/g)].map(([name, i]) => {
    const v = values[Number(i)];
    if (v === undefined) throw new GraphError(`parse: ${name} is used before it is defined`);
    return v;
  });

const parseShape = (text: string): readonly Dim[] =>
  text === '' ? [] : text.split(', ').map((d) => (/^\d+$/.test(d) ? Number(d) : d));

const isDTypeName = (name: string): name is DTypeName => Object.hasOwn(DTypes, name);
const dtypeName = (name: string): DTypeName => {
  if (!isDTypeName(name)) throw unexpected(name);
  return name;
};

// ---- params -------------------------------------------------------------------------------------

type Fields = Readonly<Record<string, unknown>>;

interface Tokens {
  readonly tokens: readonly string[];
  next: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:#]|[-+.\w]+/g;

const parseRecord = (text: string): Fields => {
  const tokens: Tokens = { tokens: text.match(TOKEN) ?? [], next: 0 };
  expectToken(tokens, '{');
  return fieldsUpTo(tokens);
};

const nextToken = (t: Tokens): string => {
  const token = t.tokens[t.next++];
  if (token === undefined) throw new GraphError('parse: the params of a node end early');
  return token;
};

const expectToken = (t: Tokens, want: string): void => {
  const got = nextToken(t);
  if (got !== want) throw unexpected(got);
};

/** Items separated by commas, up to and with the closing token. */
const listUpTo = <T>(t: Tokens, close: string, item: () => T): readonly T[] => {
  const items: T[] = [];
  while (t.tokens[t.next] !== close) {
    if (items.length > 0) expectToken(t, ',');
    items.push(item());
  }
  t.next++;
  return items;
};

const fieldsUpTo = (t: Tokens): Fields =>
  Object.fromEntries(
    listUpTo(t, '}', () => {
      const key = nextToken(t);
      expectToken(t, ':');
      return [key, parseValue(t)] as const;
    }),
  );

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ...Object.entries(DTypes),
]);

const parseValue = (t: Tokens): unknown => {
  const token = nextToken(t);
  if (token === '{') return fieldsUpTo(t);
  if (token === '[') return listUpTo(t, ']', () => parseValue(t));
  if (token.startsWith('"')) return JSON.parse(token);
  if (token.endsWith('Array')) return parseArray(token, t);
  return WORDS.has(token) ? WORDS.get(token) : parseNumber(token);
};

const parseNumber = (token: string): number => {
  const x = Number(token);
  if (Number.isNaN(x) && token !== 'NaN') throw unexpected(token);
  return x;
};

const ARRAYS: Readonly<Record<string, (items: readonly string[]) => TypedArray>> = {
  Float32Array: (items) => Float32Array.from(items, parseNumber),
  Float64Array: (items) => Float64Array.from(items, parseNumber),
  Int32Array: (items) => Int32Array.from(items, parseNumber),
  Uint32Array: (items) => Uint32Array.from(items, parseNumber),
  Uint8Array: (items) => Uint8Array.from(items, parseNumber),
  Uint16Array: (items) => Uint16Array.from(items, parseNumber),
  BigInt64Array: (items) => BigInt64Array.from(items, BigInt),
};

const parseArray = (kind: string, t: Tokens): TypedArray => {
  const make = ARRAYS[kind];
  if (make === undefined) throw unexpected(kind);
  if (t.tokens[t.next] === '#') throw new GraphError('parse: the data of a constant is left out');
  expectToken(t, '[');
  return make(listUpTo(t, ']', () => nextToken(t)));
};
