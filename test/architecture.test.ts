/** The layers and house rules of src, those of the conformance runner and the kernels, and proof that each checker sees a violation. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  acyclic,
  castsOnlyIn,
  codecsAtTheEdge,
  declaredPackages,
  fileLines,
  frontDoors,
  functionLines,
  headerComment,
  layerOrder,
  medianFunction,
  noAny,
  noCasts,
  noEscapes,
  noModuleState,
  noSkippedTests,
  type Parsed,
  parse,
  type Rule,
} from './support/architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const sourcesIn = (folder: string): readonly Parsed[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.startsWith('test/types/cases/'))
    .sort()
    .map((path) => parse({ path, text: readFileSync(join(root, path), 'utf8') }));

const { dependencies, peerDependencies = {} } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Readonly<Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>>;

/** The typed shell turns graph values into typed tensors; core/node.ts forgets the type of one primitive's attributes. */
const CASTS = {
  'src/core/tensor.ts': Number.POSITIVE_INFINITY,
  'src/core/layer.ts': Number.POSITIVE_INFINITY,
  'src/core/node.ts': 1,
};

const rules: Readonly<Record<string, Rule>> = {
  'folders import only from the layers above them': layerOrder,
  'other folders are entered by their index.ts': frontDoors,
  'no import cycle at run time': acyclic,
  'io-ts only in io, cli, data': codecsAtTheEdge,
  'packages are dependencies': declaredPackages(
    Object.keys({ ...dependencies, ...peerDependencies }),
  ),
  'no any': noAny,
  'casts only in the typed shell': castsOnlyIn(CASTS),
  'no escape from the type checker': noEscapes,
  'no module-level state': noModuleState,
  'a header comment': headerComment,
  'files of at most 400 lines': fileLines(400),
  'functions of at most 60 lines': functionLines(60),
  'a median function below 10 lines': medianFunction(10),
};

/** The count first, then the places. */
const report = (violations: readonly string[]): string =>
  [`${violations.length} violations`, ...violations].join('\n');
const NONE = '0 violations';

describe('src keeps the rules', () => {
  const sources = sourcesIn('src');
  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(report(rule(sources))).toBe(NONE);
  });
});

/** Where a program outside src may not differ: layers and packages are rules of the library. */
const everywhere = Object.fromEntries(
  Object.entries(rules).filter(
    ([, rule]) => ![layerOrder, frontDoors, codecsAtTheEdge].includes(rule),
  ),
);

describe('conformance keeps the rules', () => {
  const sources = sourcesIn('conformance');
  test.each(Object.entries(everywhere))('%s', (_, rule) => {
    expect(report(rule(sources))).toBe(NONE);
  });
});

/** The programs of README and of the pages, a file for each of their blocks. */
const blocksIn = (path: string): readonly Parsed[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^```ts[^\n]*\n([\s\S]*?)^```$/gm)].map(
    ([, text], i) => parse({ path: `${path}#${i}`, text: text! }),
  );

/** What shows a sentence at run time: a caught error, and sizes that the types are not to know. */
const SHOWN = /^(Error|number\[\])$/;

describe('models are written without casts, `any` or escapes', () => {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`)];
  const sources = [
    ...sourcesIn('examples'),
    ...sourcesIn('src/nn'),
    ...sourcesIn('src/cli').filter(({ path }) => path === 'src/cli/models.ts'),
    ...pages.filter((path) => path.endsWith('.md')).flatMap(blocksIn),
  ];
  test.each([
    ['no casts', noCasts(SHOWN)],
    ['no any', noAny],
    ['no escapes', noEscapes],
  ])('%s', (_, rule) => {
    expect(report(rule(sources))).toBe(NONE);
  });
});

describe('the extension keeps the rules', () => {
  const sources = sourcesIn('editors');
  test.each(
    Object.entries(everywhere).filter(([, rule]) => rule !== rules['packages are dependencies']),
  )('%s', (_, rule) => {
    expect(report(rule(sources))).toBe(NONE);
  });
});

/** Kernels are AssemblyScript: no rule on types, and functions on v128 are longer than most. */
const sizeRules: Readonly<Record<string, Rule>> = {
  'a header comment': headerComment,
  'files of at most 400 lines': fileLines(400),
  'functions of at most 60 lines': functionLines(60),
};

describe('asm keeps the sizes', () => {
  const sources = sourcesIn('asm').filter(({ path }) => !path.endsWith('.gen.ts'));
  test.each(Object.entries(sizeRules))('%s', (_, rule) => {
    expect(report(rule(sources))).toBe(NONE);
  });
});

test('every test runs', () => {
  expect(report(noSkippedTests(sourcesIn('test')))).toBe(NONE);
});

const program = (files: Readonly<Record<string, string>>): readonly Parsed[] =>
  Object.entries(files).map(([path, text]) => parse({ path, text }));

const check = (rule: Rule, files: Readonly<Record<string, string>>): readonly string[] =>
  rule(program(files));

describe('layers', () => {
  test('an import from below is seen, one from above passes', () => {
    expect(
      check(layerOrder, {
        'src/prim/dot.ts': `import { relu } from '../ops/index.ts';`,
        'src/ops/relu.ts': `import { max } from '../prim/order.ts';`,
      }),
    ).toEqual(['src/prim/dot.ts: prim may not import src/ops/index.ts']);
  });
  test('folders of one rank, erased imports, re-exports and import() count', () => {
    expect(
      check(layerOrder, {
        'src/nn/a.ts': `import type { Loss } from '../loss/index.ts';`,
        'src/nn/b.ts': `export * from '../optim/index.ts';`,
        'src/nn/c.ts': `const jit = () => import('../runtime/index.ts');`,
        'src/nn/d.ts': `type Plan = import('../compile/index.ts').Plan;`,
      }),
    ).toHaveLength(4);
  });
  test('nothing outside src, no folder without a place', () => {
    expect(
      check(layerOrder, {
        'src/runtime/a.ts': `import { Kernel } from '../../asm/abi.ts';`,
        'src/utils/b.ts': `import { show } from '../types/shape.ts';`,
      }),
    ).toEqual([
      'src/runtime/a.ts: imports asm/abi.ts, outside src',
      'src/utils/b.ts: the folder utils has no place in the layers',
    ]);
  });
  test('an import past an index.ts is seen; the language is imported by file', () => {
    expect(
      check(frontDoors, {
        'src/nn/a.ts': `import { relu } from '../ops/relu.ts';`,
        'src/nn/b.ts': `import { relu } from '../ops/index.ts';`,
        'src/nn/c.ts': `import { dot } from '../prim/dot.ts'; import { d } from './d.ts';`,
      }),
    ).toEqual([`src/nn/a.ts: imports src/ops/relu.ts past the folder's index.ts`]);
  });
  test('testing may import all that a program imports, and nothing of the library imports testing', () => {
    const files = {
      'src/testing/laws.ts': `import { jvp } from '../ops/index.ts'; import { dot } from '../prim/dot.ts';`,
      'src/nn/dense.ts': `import { closeTo } from '../testing/index.ts';`,
    };
    expect(check(frontDoors, files)).toEqual([]);
    expect(check(layerOrder, files)).toEqual([
      'src/nn/dense.ts: nn may not import src/testing/index.ts',
    ]);
  });
});

describe('cycles', () => {
  test('a cycle at run time is seen, with its way', () => {
    expect(
      check(acyclic, {
        'src/core/a.ts': `import { b } from './b.ts';`,
        'src/core/b.ts': `import { c } from './c.ts';`,
        'src/core/c.ts': `export { a } from './a.ts';`,
      }),
    ).toEqual(['src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts']);
  });
  test('types of one folder may be mutual', () => {
    expect(
      check(acyclic, {
        'src/core/a.ts': `import type { B } from './b.ts';`,
        'src/core/b.ts': `import type { A } from './a.ts';`,
      }),
    ).toEqual([]);
  });
});

describe('packages', () => {
  test('io-ts away from the edge is seen', () => {
    const text = `import * as t from 'io-ts';`;
    expect(check(codecsAtTheEdge, { 'src/io/a.ts': text, 'src/core/b.ts': text })).toEqual([
      'src/core/b.ts: imports io-ts outside io, cli, data',
    ]);
  });
  test('an undeclared package is seen', () => {
    expect(
      check(declaredPackages(['fp-ts']), {
        'src/io/a.ts': `import 'fp-ts/lib/Either.js'; import 'node:fs'; import '#kernels'; import 'lodash';`,
      }),
    ).toEqual(['src/io/a.ts: lodash is no dependency of package.json']);
  });
});

describe('contents', () => {
  test('any is seen as a type, not as a word', () => {
    const text = `/** any */ const any = 1;\nconst x: any = any; type F = (...xs: any[]) => void;`;
    expect(check(noAny, { 'src/a.ts': text })).toEqual(['src/a.ts:2: any', 'src/a.ts:2: any']);
  });
  test('casts are counted; as const and import aliases are none', () => {
    const text = `import { a as b } from './b.ts';\nconst c = [1] as const;\nconst d = b as never;\nconst e = <string>b;`;
    const rule = castsOnlyIn({ 'src/core/tensor.ts': 2, 'src/core/node.ts': 1 });
    expect(check(rule, { 'src/core/tensor.ts': text })).toEqual([]);
    expect(check(rule, { 'src/core/node.ts': text })).toHaveLength(2);
    expect(check(rule, { 'src/a.ts': text })).toEqual(['src/a.ts:3: cast', 'src/a.ts:4: cast']);
  });
  test('a cast in a model is seen, but for types that may be shown', () => {
    const text = `const a = b as Error;\nconst c = b as never;\nconst d = [1] as const;`;
    expect(check(noCasts(/^Error$/), { 'examples/a.ts': text })).toEqual(['examples/a.ts:2: cast']);
  });
  test('an escape from the type checker is seen', () => {
    const text = `/** x */\n// @ts-expect-error: wrong\nexport const x = 1;`;
    expect(check(noEscapes, { 'src/a.ts': text })).toHaveLength(1);
  });
  test('a missing header is seen; a generated file and a program line are not', () => {
    expect(
      check(headerComment, {
        'src/a.ts': `import './b.ts';\n/** late */`,
        'src/b.ts': `/** b */\n`,
        'src/c.gen.ts': `export {};`,
        'src/cli/main.ts': `#!/usr/bin/env node\n/** main */`,
      }),
    ).toEqual(['src/a.ts: does not start with a comment that says what the file is for']);
  });
  test('a test that does not run is seen', () => {
    const text = `test('a', () => undefined); test.each([1])('b', () => undefined); it.skip('c', () => undefined);`;
    expect(check(noSkippedTests, { 'test/a.test.ts': text })).toHaveLength(1);
  });
});

describe('module-level state', () => {
  const seen = (text: string) => check(noModuleState, { 'src/core/a.ts': text });
  test.each([
    'let count = 0;',
    'var count = 0;',
    'export const cache = new Map<string, number>();',
    'const nodes: WeakMap<object, number> = new WeakMap();',
    'const scratch = new Float32Array(8);',
    'const stack: number[] = [];',
    'const names = ["a"];',
    'const registry: Record<string, number> = {};',
    'type Cache = Map<string, number>; const cache: Cache = new Map();',
  ])('%s', (text) => {
    expect(seen(text)).toHaveLength(1);
  });
  test.each([
    'export const names = ["a"] as const;',
    'const names: readonly string[] = ["a"];',
    'const table: ReadonlyMap<string, number> = new Map([["a", 1]]);',
    'type Sizes = ReadonlyMap<string, number>; const none: Sizes = new Map();',
    'const f = () => { let n = 0; const seen = new Set(); return [n, seen]; };',
    'const record = { a: 1 };',
  ])('allowed: %s', (text) => {
    expect(seen(text)).toEqual([]);
  });
  test('the machine and the edge may hold state', () => {
    expect(check(noModuleState, { 'src/runtime/a.ts': 'let memory = 0;' })).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = (n: number): string => Array.from({ length: n }, (_, i) => `x(${i});`).join('\n');
  test('a long file, unless generated', () => {
    const files = { 'src/a.ts': lines(6), 'src/b.ts': `${lines(5)}\n`, 'src/c.gen.ts': lines(9) };
    expect(check(fileLines(5), files)).toEqual(['src/a.ts: 6 lines, at most 5']);
  });
  test('a long function, named or not', () => {
    const text = `const f = () => {\n${lines(4)}\n};\ng(() => {\n${lines(3)}\n});\nfunction h() {\n${lines(5)}\n}`;
    expect(check(functionLines(5), { 'src/a.ts': text })).toEqual([
      'src/a.ts:1: a function of 6 lines, at most 5',
      'src/a.ts:12: a function of 7 lines, at most 5',
    ]);
  });
  test('the median of named functions', () => {
    const long = `function h() {\n${lines(8)}\n}\n`;
    const short = 'const s = () => 1;\n';
    expect(check(medianFunction(10), { 'src/a.ts': short + short + long })).toEqual([]);
    expect(check(medianFunction(10), { 'src/a.ts': short + long + long })).toEqual([
      'median of 3 functions: 10 lines, below 10 wanted',
    ]);
  });
});
