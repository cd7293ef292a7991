/** The extension for VS Code without VS Code: its functions, and the built file against a stand-in for the editor's API. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { afterEdit, type Hint, hintsOf } from '../../editors/vscode/src/hints.ts';
import { decodeShapes, programFor, wordsFor } from '../../editors/vscode/src/listing.ts';
import { reduceDiagnostics } from '../../editors/vscode/src/middleware.ts';
import { ownMistakes, reducedReport } from '../../editors/vscode/src/mistakes.ts';
import type { Shapes } from '../../src/cli/shapes-codec.ts';
import type { Row } from '../../src/editor/index.ts';
import { temporaryFolder } from '../cli/cli.ts';

const ROW: Row = {
  kind: 'const',
  name: 'y',
  depth: 0,
  span: { start: { line: 3, column: 14 }, end: { line: 3, column: 15 } },
  type: 'Tensor<["B", 10], f32>',
  input: null,
  shape: ['B', 10],
  dtype: 'f32',
  parameters: 0,
  bytes: '40*B',
};
const STAGE: Row = {
  ...ROW,
  kind: 'stage',
  name: 'argMax(-1)',
  span: { start: { line: 4, column: 3 }, end: { line: 4, column: 13 } },
  type: 'ArgMax<-1>',
  shape: [null],
  dtype: 'i32',
  bytes: null,
};
const SENTENCE = 'dense: expects last dimension 784, got [B, 28] (28 ≠ 784)';
const SHAPES: Shapes = {
  file: 'm.ts',
  typescript: '6.0.3',
  rows: [
    ROW,
    STAGE,
    { ...ROW, name: 'net', input: ['B', 784], parameters: 7850 },
    { ...ROW, name: 'params', type: 'DenseP<784, 10>', shape: null, dtype: null, bytes: null },
    { ...ROW, kind: 'composition', name: 'pipe' },
  ],
  errors: [
    { span: ROW.span, code: 2345, sentence: SENTENCE, own: true },
    { span: STAGE.span, code: 2304, sentence: "Cannot find name 'z'.", own: false },
  ],
};

describe('hints', () => {
  test('a shape behind every name and stage that has one', () => {
    expect(hintsOf(SHAPES, { stages: true, constants: true })).toEqual([
      { line: 2, character: 14, label: ': [B, 10]', tooltip: `${ROW.type}\n40*B bytes` },
      { line: 3, character: 12, label: '[?] i32', tooltip: 'ArgMax<-1>' },
      {
        line: 2,
        character: 14,
        label: ': [B, 784] → [B, 10]',
        tooltip: `${ROW.type}\n7850 parameters\n40*B bytes`,
      },
    ]);
  });
  test('only those that are wanted', () => {
    const labels = (stages: boolean, constants: boolean): readonly string[] =>
      hintsOf(SHAPES, { stages, constants }).map(({ label }) => label);
    expect(labels(true, false)).toEqual(['[?] i32']);
    expect(labels(false, true)).toEqual([': [B, 10]', ': [B, 784] → [B, 10]']);
    expect(labels(false, false)).toEqual([]);
  });

  /** A text with a hint on every line, whose label is the line. */
  const hintsIn = (lines: readonly string[]): readonly Hint[] =>
    lines.map((label, line) => ({ line, character: label.length, label, tooltip: '' }));
  test('move with their lines, as the text does', () => {
    const line = fc.stringMatching(/^[a-z]{3,8}$/);
    const anyEdit = fc
      .tuple(fc.uniqueArray(line, { minLength: 1, maxLength: 9 }), fc.nat(), fc.nat(), fc.nat(3))
      .map(([lines, a, b, breaks]) => {
        const [first, last] = [a % lines.length, b % lines.length].sort((x, y) => x - y);
        return { lines, first: first!, last: last!, count: breaks + 1 };
      });
    fc.assert(
      fc.property(anyEdit, ({ lines, first, last, count }) => {
        const edited = [
          ...lines.slice(0, first),
          ...Array.from({ length: count }, () => 'NEW'),
          ...lines.slice(last + 1),
        ];
        const hints = afterEdit(hintsIn(lines), { first, last, count });
        expect(hints).toEqual(hintsIn(edited).filter(({ label }) => label !== 'NEW'));
      }),
    );
  });
});

describe('mistakes', () => {
  test('those with a sentence of the library', () => {
    expect(ownMistakes(SHAPES).map(({ sentence }) => sentence)).toEqual([SENTENCE]);
  });
  const wrapped = `Argument of type 'Dense<784, 10>' is not assignable to parameter of type '"${SENTENCE}"'.`;
  test('a report of a language server is reduced, all else of it stays', () => {
    const report = {
      kind: 'full',
      resultId: '7',
      items: [
        { message: wrapped, code: 2345, range: {} },
        { message: 'Type X.\n  Type Y.', code: 1 },
        { message: `Types of parameters are incompatible.\n  ${wrapped}`, severity: 1 },
      ],
    };
    expect(reducedReport(report)).toEqual({
      kind: 'full',
      resultId: '7',
      items: [
        { message: SENTENCE, code: 2345, range: {} },
        { message: 'Type X.\n  Type Y.', code: 1 },
        { message: SENTENCE, severity: 1 },
      ],
    });
  });
  test('other answers stay', () => {
    for (const report of [
      null,
      undefined,
      { kind: 'unchanged', resultId: '7' },
      'x',
      { items: 3 },
    ]) {
      expect(reducedReport(report)).toBe(report);
    }
  });
  test('the middleware of 7.1 is found by what an extension exports', async () => {
    const registered: unknown[] = [];
    const api = {
      registerLspMiddleware: (...given: readonly unknown[]) => {
        registered.push(...given);
        return { dispose: () => registered.splice(0) };
      },
    };
    const extension = (id: string, exports: unknown) => ({ id, activate: async () => exports });
    const others = [extension('a.python', api), extension('vscode.typescript-features', undefined)];
    expect(await reduceDiagnostics(others)).toBeUndefined();
    const found = await reduceDiagnostics([...others, extension('TypeScriptTeam.next', api)]);
    expect(registered).toEqual(['textDocument/diagnostic', reducedReport]);
    found?.dispose();
    expect(registered).toEqual([]);
  });
});

describe('the listing of a file', () => {
  test('the words, with sizes for names', () => {
    expect(wordsFor('main.js', 'm.ts', { B: 128, T: 3 })).toEqual(
      'main.js shapes m.ts --json --size B=128 --size T=3'.split(' '),
    );
  });
  test('only what the program prints is decoded', () => {
    expect(decodeShapes(JSON.stringify(SHAPES))).toEqual(SHAPES);
    for (const text of ['', 'm.ts: no', '{}', JSON.stringify({ ...SHAPES, rows: [{}] })]) {
      expect(decodeShapes(text)).toBeUndefined();
    }
  });
  test('no program where typegrad is not installed', () => {
    expect(programFor(join(temporaryFolder(), 'm.ts'))).toBeUndefined();
  });
});

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD = join(ROOT, 'node_modules/.cache/typegrad/vscode');

type Listener = (event: unknown) => unknown;

/** What of the editor's API the extension uses; what it is told is kept. */
const standIn = () => {
  const listeners = new Map<string, Listener>();
  const diagnostics = new Map<string, readonly { readonly message: string }[]>();
  const providers: {
    provideInlayHints: (document: unknown, range: unknown) => readonly { label: string }[];
  }[] = [];
  const documents: unknown[] = [];
  const on = (name: string) => (listener: Listener) => {
    listeners.set(name, listener);
    return { dispose: () => undefined };
  };
  class Plain {
    readonly args: readonly unknown[];
    constructor(...args: readonly unknown[]) {
      this.args = args;
    }
  }
  const vscode = {
    Range: Plain,
    Position: Plain,
    Diagnostic: class {
      readonly message: string;
      constructor(_: unknown, message: string) {
        this.message = message;
      }
    },
    InlayHint: class {
      readonly label: string;
      constructor(_: unknown, label: string) {
        this.label = label;
      }
    },
    InlayHintKind: { Type: 1 },
    EventEmitter: class {
      readonly event = on('hints');
      readonly fire = () => undefined;
    },
    extensions: { all: [] },
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: { toString: () => string }, found: readonly { readonly message: string }[]) =>
          diagnostics.set(uri.toString(), found),
        delete: (uri: { toString: () => string }) => diagnostics.delete(uri.toString()),
      }),
      registerInlayHintsProvider: (_: unknown, provider: (typeof providers)[number]) =>
        providers.push(provider),
    },
    window: { createOutputChannel: () => ({ error: () => undefined }) },
    workspace: {
      textDocuments: documents,
      getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
      onDidOpenTextDocument: on('open'),
      onDidSaveTextDocument: on('save'),
      onDidChangeTextDocument: on('change'),
      onDidCloseTextDocument: on('close'),
      onDidChangeConfiguration: on('configuration'),
    },
  };
  return { vscode, listeners, diagnostics, providers, documents };
};

/** A project whose typegrad prints SHAPES. */
const projectWithFake = (): string => {
  const folder = temporaryFolder();
  const library = join(folder, 'node_modules/typegrad');
  mkdirSync(join(library, 'dist/node'), { recursive: true });
  writeFileSync(join(library, 'package.json'), '{}');
  const text = JSON.stringify(JSON.stringify(SHAPES));
  writeFileSync(
    join(library, 'dist/node/main.js'),
    `process.stdout.write(${text}); process.exitCode = 1;`,
  );
  return join(folder, 'm.ts');
};

interface Extension {
  readonly activate: (context: { readonly subscriptions: unknown[] }) => Promise<void>;
}

/** The built file, with `vscode` in place of the module that the editor gives. */
const loaded = (vscode: unknown): Extension => {
  const file = join(BUILD, 'extension.cjs');
  const require = createRequire(file);
  const module = { exports: {} as Extension };
  const load = new Function('require', 'module', 'exports', readFileSync(file, 'utf8'));
  load((name: string) => (name === 'vscode' ? vscode : require(name)), module, module.exports);
  return module.exports;
};

describe('as it is built', () => {
  beforeAll(() => {
    const script = `import { buildExtension } from './scripts/vscode.mjs'; await buildExtension(${JSON.stringify(BUILD)});`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      stdio: 'pipe',
    });
  });

  test('the manifest names the file, and one that editors of its range have an API for', () => {
    const manifest = JSON.parse(readFileSync(join(BUILD, 'package.json'), 'utf8'));
    expect(readFileSync(join(BUILD, manifest.main), 'utf8')).toContain('require("vscode")');
    const types = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/@types/vscode/package.json'), 'utf8'),
    );
    expect(manifest.engines.vscode).toBe(`^${types.version}`);
  });
  test('the problem matcher reads what typegrad shapes prints', () => {
    const manifest = JSON.parse(readFileSync(join(BUILD, 'package.json'), 'utf8'));
    const { regexp } = manifest.contributes.problemMatchers[0].pattern;
    expect(new RegExp(regexp).exec(`src/m.ts(4,32): error: ${SENTENCE}`)?.slice(1)).toEqual([
      'src/m.ts',
      '4',
      '32',
      'error',
      SENTENCE,
    ]);
  });
  test('lists what is open, moves hints with edits, forgets what is closed', async () => {
    const { vscode, listeners, diagnostics, providers, documents } = standIn();
    const fileName = projectWithFake();
    const uri = { scheme: 'file', toString: () => `file://${fileName}` };
    const document = { languageId: 'typescript', uri, fileName, version: 1 };
    documents.push(document);
    await loaded(vscode).activate({ subscriptions: [] });
    const range = { start: { line: 0 }, end: { line: 2 } };
    const labels = () => providers[0]!.provideInlayHints(document, range).map(({ label }) => label);
    expect(diagnostics.get(uri.toString())?.map(({ message }) => message)).toEqual([SENTENCE]);
    expect(labels()).toEqual([': [B, 10]', ': [B, 784] → [B, 10]']);
    // the line of the stage goes out of the range, up by one
    const change = { range: { start: { line: 0 }, end: { line: 1 } }, text: '' };
    listeners.get('change')!({ document, contentChanges: [change] });
    expect(labels()).toEqual([': [B, 10]', '[?] i32', ': [B, 784] → [B, 10]']);
    listeners.get('close')!(document);
    expect([labels(), diagnostics.size]).toEqual([[], 0]);
  });
});
