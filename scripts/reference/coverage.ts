/**
 * The table of coverage: what every primitive and composite states, read from its record, and what the operations of the
 * reference cases are made of, read from the graphs of the committed ones.
 */
import * as E from 'fp-ts/lib/Either.js';
import { backends } from '../../conformance/backend.ts';
import { type Entry, readCases } from '../../conformance/cases.ts';
import { families } from '../../conformance/families/index.ts';
import {
  type Call,
  callPrimitive,
  condPrimitive,
  scanPrimitive,
  whilePrimitive,
} from '../../src/control/index.ts';
import type { Node, Primitive, Value } from '../../src/core/node.ts';
import { explain } from '../../src/io/index.ts';
import { primitives } from '../../src/prim/index.ts';
import { nodesOf } from './walk.ts';

interface Traced {
  readonly family: string;
  readonly op: string;
  readonly nodes: readonly Node[];
}

const regions: Readonly<Record<string, Primitive>> = {
  call: callPrimitive,
  scan: scanPrimitive,
  cond: condPrimitive,
  while: whilePrimitive,
};

const opened = (folder: string): readonly Entry[] => {
  const read = readCases(folder);
  if (E.isLeft(read)) throw new Error(explain(read.left));
  return read.right;
};

const backend = backends.reference();

/** The results of a case as expressions: none where its adapter gives numbers. */
const resultsOf = ({ family, op, read }: Entry): readonly Value[] => {
  const c = read();
  const adapter = families[family]?.[op]?.(c);
  if (adapter?.kind === 'program') return adapter.run(...c.inputs.map(backend.load));
  return adapter?.kind === 'sample' ? [adapter.draw()] : [];
};

const traced = (entry: Entry): Traced => ({
  family: entry.family,
  op: entry.op,
  nodes: nodesOf(resultsOf(entry)),
});

const isCall = (node: Node): node is Node<Call> => node.primitive === callPrimitive;

const kernelOf = (node: Node): string | undefined => {
  const { primitive, params, inputs, outputs } = node;
  if (isCall(node)) return node.params.kernel?.(inputs, outputs)?.kernel;
  const { lower } = primitive;
  return lower.kind === 'kernel' ? lower.call(inputs, params).kernel : undefined;
};

const unique = (xs: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(xs)].filter((x) => x !== undefined).sort();

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

// ---- primitives -----------------------------------------------------------------------------------

const lanesOf = (simd: Readonly<Record<string, unknown>>): string =>
  Object.keys(simd)
    .map((lane) => lane.replace('_', ' to '))
    .join(', ');

const loweringOf = (primitive: Primitive, nodes: readonly Node[]): string => {
  const { lower } = primitive;
  if (lower.kind === 'map') return `map: ${lanesOf(lower.simd)}`;
  if (lower.kind === 'reduce') return `reduce: ${lower.combine}`;
  if (lower.kind === 'copy') return `copy: ${lower.mode}`;
  const kernels = lower.kind === 'kernel' ? unique(nodes.map(kernelOf)) : [];
  return kernels.length > 0 ? `kernel: ${kernels.join(', ')}` : lower.kind;
};

const stated = (f: unknown): string => (f === undefined ? '' : 'yes');

const primitiveRow = (name: string, primitive: Primitive, all: readonly Traced[]): string[] => {
  const uses = all.map(({ nodes }) => nodes.filter((n) => n.primitive === primitive));
  return [
    `\`${name}\``,
    ...[primitive.infer, primitive.evaluate, primitive.jvp, primitive.transpose].map(stated),
    ...[primitive.batch, primitive.resize].map(stated),
    loweringOf(primitive, uses.flat()),
    String(uses.filter((nodes) => nodes.length > 0).length),
  ];
};

const PRIMITIVE_HEAD = [
  ...[
    'primitive',
    'type rule',
    'meaning',
    'derivative',
    'transpose',
    'batching',
    'sizes in params',
  ],
  ...['lowering', 'cases'],
];

// ---- composites -----------------------------------------------------------------------------------

const callsOf = (all: readonly Traced[]): ReadonlyMap<string, readonly Node<Call>[]> => {
  const calls = all.flatMap(({ nodes }) => nodes.filter(isCall));
  const names = unique(calls.map(({ params }) => params.name));
  return new Map(names.map((name) => [name, calls.filter(({ params }) => params.name === name)]));
};

const derivativeOf = ({ jvp, vjp, transpose }: Call): string =>
  [jvp && 'jvp', vjp && 'vjp', transpose && 'transpose'].filter((x) => x).join(', ') ||
  'of the definition';

const compositeRow = (name: string, calls: readonly Node<Call>[]): string[] => [
  `\`${name}\``,
  unique(calls.map(({ params }) => derivativeOf(params))).join('; '),
  calls.some(({ params }) => params.batch) ? 'stated' : 'of the definition',
  unique(calls.map(kernelOf)).join(', ') || 'of the definition',
];

// ---- operations of the cases ----------------------------------------------------------------------

const opRow = (all: readonly Traced[]): string[] => {
  const nodes = all.flatMap((one) => one.nodes);
  const calls = unique(nodes.filter(isCall).map(({ params }) => params.name));
  const names = unique(nodes.filter((n) => !isCall(n)).map(({ primitive }) => primitive.name));
  const parts = names.filter((name) => name !== 'constant' && name !== 'param');
  return [
    all[0]!.op,
    calls.map((name) => `\`${name}\``).join(', '),
    parts.join(', '),
    String(all.length),
  ];
};

const familyTable = (family: string, all: readonly Traced[]): string => {
  const own = all.filter((one) => one.family === family && one.nodes.length > 0);
  const rows = unique(own.map(({ op }) => op)).map((op) => opRow(own.filter((x) => x.op === op)));
  return `### ${family}\n\n${table(['operation', 'composites', 'primitives', 'cases'], rows)}`;
};

const INTRO = `# Coverage

Written by \`npx tsx scripts/reference.ts\` from the records themselves. A primitive is a row of functions: a missing one
does not compile, but for the transpose, which only linear primitives have, and sizes in params. Cases are the committed
ones of PyTorch and JAX whose forward program applies it; \`npm run -s conformance\` runs all.`;

/** The text of the page. */
export const coverage = (root: string): string => {
  const folders = ['torch', 'jax'].map((name) => `${root}test/oracle/sample/${name}`);
  const all = folders.flatMap(opened).map(traced);
  const rows = Object.entries({ ...primitives, ...regions });
  const own = unique(all.filter(({ nodes }) => nodes.length > 0).map(({ family }) => family));
  const composites = [...callsOf(all)].map(([name, calls]) => compositeRow(name, calls));
  return `${[
    ...[INTRO, '## Primitives'],
    table(
      PRIMITIVE_HEAD,
      rows.map(([name, primitive]) => primitiveRow(name, primitive, all)),
    ),
    '## Composites',
    'Graphs with a name; what they do not state is that of their definition.',
    table(['composite', 'derivative', 'batching', 'kernel'], composites),
    '## Operations of the reference cases',
    ...own.map((family) => familyTable(family, all)),
  ].join('\n\n')}\n`;
};
