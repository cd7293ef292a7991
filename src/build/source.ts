/** The AssemblyScript text of one program: its loops, and its commands as calls with constant addresses. */
import type { Command, Loop, Lowered, Table } from '../compile/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import { mapLoop, opcodesIn, type Records } from './map-loop.ts';
import { kernelImports } from './map-switch.ts';
import type { Memory } from './memory.ts';
import type { Opcode } from './opcodes.ts';

/** What the build writes before the compiler runs. */
export interface Source {
  /** of the module that is compiled */
  readonly text: string;
  /** the kernels that are called */
  readonly kernels: ReadonlySet<KernelName>;
  /** the opcodes that interpreters are left with */
  readonly opcodes: ReadonlySet<number>;
  /** what was indexed out of range when the program gives 1 + the place in this list */
  readonly checked: readonly string[];
}

interface State {
  readonly lowered: Lowered;
  readonly memory: Memory;
  readonly records: Records;
  readonly table: readonly Opcode[];
  readonly functions: string[];
  readonly kernels: Set<KernelName>;
  readonly opcodes: Set<number>;
  readonly checked: string[];
}

const INTERPRETED: readonly KernelName[] = ['map', 'mapReduce', 'map64', 'mapReduce64'];

const kernel = (c: Extract<Command, { readonly kind: 'kernel' }>, s: State): string => {
  const name = `map${s.functions.length}`;
  const own = c.kernel === 'map' ? mapLoop(name, c.record, s.records, s.table) : null;
  if (own !== null) {
    s.functions.push(`// ${c.path.replace(/\s+/g, ' ')}\n${own}`);
    return `${name}();`;
  }
  s.kernels.add(c.kernel);
  if (INTERPRETED.includes(c.kernel)) {
    for (const o of opcodesIn(c.record, s.records)) s.opcodes.add(o);
  }
  const call = `${c.kernel}(${s.memory.wordAddress(c.record)});`;
  if (!c.status) return call;
  s.checked.push(c.path);
  return `${call} if (load<i32>(${s.memory.status}) != 0) return ${s.checked.length};`;
};

const move = ({ moves }: Loop, steps: number, s: State): string =>
  moves
    .map(({ word, stride }) => {
      const at = s.memory.wordAddress(word);
      return `store<i32>(${at}, load<i32>(${at}) + ${steps * stride});`;
    })
    .join(' ');

/** As `execute` of the runtime: the addresses end where they began. */
const loop = (l: Loop, body: readonly Command[], s: State): string => {
  const { length, reverse } = l;
  if (length === 0) return '';
  const step = reverse ? -1 : 1;
  return [
    reverse ? move(l, length - 1, s) : '',
    `for (let k = 0; k < ${length}; k++) {`,
    commandsText(body, s),
    move(l, step, s),
    '}',
    // one step too many has been made
    move(l, reverse ? 1 : -length, s),
  ].join('\n');
};

const holds = (condition: number, { memory }: State): string =>
  `load<u8>(<usize>load<i32>(${memory.wordAddress(condition)})) != 0`;

const commandText = (c: Command, s: State): string => {
  if (c.kind === 'kernel') return kernel(c, s);
  if (c.kind === 'loop') return loop(c.loop, c.body, s);
  if (c.kind === 'branch') {
    const [yes, no] = [commandsText(c.whenTrue, s), commandsText(c.whenFalse, s)];
    return `if (${holds(c.condition, s)}) {\n${yes}\n} else {\n${no}\n}`;
  }
  const [test, body] = [commandsText(c.test, s), commandsText(c.body, s)];
  return `while (true) {\n${test}\nif (!(${holds(c.condition, s)})) break;\n${body}\n}`;
};

const commandsText = (commands: readonly Command[], s: State): string =>
  commands.map((c) => commandText(c, s)).join('\n');

/** Fills a table of offsets once, when the module starts. */
const tableText = ({ word, nest: { shape, strides } }: Table, memory: Memory): string => {
  const index = shape.map((_, k) => `i${k} * ${strides[k]}`).join(' + ') || '0';
  return [
    '{',
    `let at: usize = ${memory.wordAddress(word)};`,
    ...shape.map((n, k) => `for (let i${k} = 0; i${k} < ${n}; i${k}++) {`),
    `store<i32>(at, ${index}); at += 4;`,
    ...shape.map(() => '}'),
    '}',
  ].join('\n');
};

/** The words that loops change: a loop over rows moves every address that it passes. */
const movingIn = (commands: readonly Command[]): readonly number[] =>
  commands.flatMap((c): readonly number[] => {
    if (c.kind === 'kernel') return [];
    if (c.kind === 'branch') return [...movingIn(c.whenTrue), ...movingIn(c.whenFalse)];
    if (c.kind === 'while') return [...movingIn(c.test), ...movingIn(c.body)];
    return [...c.loop.moves.map(({ word }) => word), ...movingIn(c.body)];
  });

/** `index`: the text of the module that exports all kernels. */
export const sourceOf = (
  lowered: Lowered,
  memory: Memory,
  table: readonly Opcode[],
  index: string,
): Source => {
  const { words, wordAt } = memory;
  const s: State = {
    lowered,
    memory,
    records: { words, wordAt, moving: new Set(movingIn(lowered.commands)) },
    table,
    functions: [],
    kernels: new Set(),
    opcodes: new Set(),
    checked: [],
  };
  const body = commandsText(lowered.commands, s);
  const text = [
    '/** Written by `typegrad build`. */',
    kernelImports('./lib/'),
    "import { storeWords } from './lib/tail';",
    ...exportsOf(index, s.kernels),
    ...lowered.tables.map((t) => tableText(t, memory)),
    ...s.functions,
    'export function run(): i32 {',
    `store<i32>(${memory.status}, 0);`,
    body,
    'return 0;',
    '}',
  ].join('\n');
  return { text, kernels: s.kernels, opcodes: s.opcodes, checked: s.checked };
};

/** The imports of some kernels, from where the module of all exports them. */
const exportsOf = (index: string, kernels: ReadonlySet<KernelName>): readonly string[] =>
  [...index.matchAll(/export \{([^}]*)\} from '([^']*)'/g)].flatMap(([, names, from]) => {
    const own = [...kernels].filter((k) => names!.split(',').some((n) => n.trim() === k));
    return own.length === 0 ? [] : [`import { ${own.join(', ')} } from '${from}';`];
  });
