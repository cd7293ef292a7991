/**
 * What editors show, asked of the language servers themselves: tsserver of TypeScript 6 and the one of TypeScript 7,
 * over their own protocols, with the library as an installed package. hovers.ts states it for constants; at every stage of
 * pipe, net and seq both show the same resolved types.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { descendants } from '../support/architecture.ts';
import type { Compiler } from './compile.ts';
import { statedIn } from './hover.ts';
import { type LanguageServer, languageServer } from './language-server.ts';
import { projects } from './project.ts';

const SOURCE = readFileSync(fileURLToPath(new URL('./cases/hovers.ts', import.meta.url)), 'utf8');
const SERVERS: readonly Compiler[] = ['typescript', 'ts7'];

/** On one line, without the blanks that one of the printers leaves in brackets. */
const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']');
const withoutImport = (text: string): string => text.replace(/\nimport \w+$/, '');

/** What a type looks like that the compiler has not computed. */
const UNRESOLVED = /\b(extends|infer|Walk|Stages|NetStages|Fin|Apply|Ret|Pars)\b(?!:)|\?\s|\bany\b/;

interface Position {
  readonly name: string;
  readonly offset: number;
}

const tree = ts.createSourceFile('hovers.ts', SOURCE, ts.ScriptTarget.Latest, true);
const calls = descendants(tree)
  .filter(ts.isCallExpression)
  .filter(({ expression }) => /^(pipe|net|seq)$/.test(expression.getText()));

/** Every argument of every composition, by its text. */
const stages: readonly Position[] = calls.flatMap(({ expression, arguments: args }) =>
  args.map((arg, i) => ({
    name: `${expression.getText()} at ${tree.getLineAndCharacterOfPosition(arg.pos).line + 1}, argument ${i}: ${arg.getText()}`,
    offset: arg.getStart() + (ts.isIdentifier(arg) ? 1 : 0),
  })),
);
const names: readonly Position[] = calls.flatMap(({ expression, arguments: args }) =>
  [expression, ...args.filter(ts.isIdentifier)].map((node) => ({
    name: `${node.getText()} at ${tree.getLineAndCharacterOfPosition(node.pos).line + 1}`,
    offset: node.getStart() + 1,
  })),
);

const declarationOf = (name: string): number =>
  SOURCE.indexOf(`export const ${name} `) + 'export const '.length;
/** Behind the opening bracket of the call that gives a constant its value. */
const callOf = (name: string): number => SOURCE.indexOf('(', declarationOf(name)) + 1;

/** What an editor shows of `hover of x`, or of `signature of x`, as hovers.ts writes it. */
const shown = async (server: LanguageServer, stated: string): Promise<string> => {
  const [kind, , name = ''] = stated.split(' ');
  if (kind === 'hover')
    return oneLine(await server.hover(declarationOf(name))).replace(`const ${name}: `, '');
  const [whole] = await server.signature(callOf(name));
  return oneLine(whole).replace(/^\w+/, '');
};

let servers: readonly LanguageServer[] = [];

beforeAll(async () => {
  const folders = projects('hovers');
  servers = await Promise.all(
    SERVERS.map(async (compiler) => {
      const file = join(folders[compiler], 'hovers.ts');
      writeFileSync(file, SOURCE);
      const server = await languageServer(compiler, folders[compiler]);
      await server.open(file, SOURCE);
      return server;
    }),
  );
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

describe.each(SERVERS.map((compiler, i) => ({ compiler, i })))('$compiler', ({ i }) => {
  test('the file has no errors', async () => {
    expect(await servers[i]!.diagnostics()).toEqual([]);
  });
  test('shows what hovers.ts states', async () => {
    const stated = statedIn(SOURCE);
    const texts = await Promise.all(stated.map(({ name }) => shown(servers[i]!, name)));
    expect(stated.map(({ name }, k) => ({ name, text: texts[k] }))).toEqual(stated);
  });
});

const asked = async <R>(ask: (server: LanguageServer) => Promise<R>): Promise<readonly R[]> =>
  Promise.all(servers.map(ask));

describe('at every stage', () => {
  test('there are compositions of all kinds', () => {
    expect(new Set(calls.map(({ expression }) => expression.getText()))).toEqual(
      new Set(['pipe', 'net', 'seq']),
    );
    expect(stages.length).toBeGreaterThan(20);
  });
  test.each(stages)('signature help in $name', async ({ name, offset }) => {
    const [old, current] = await asked((server) => server.signature(offset));
    expect(current!.map(oneLine)).toEqual(old!.map(oneLine));
    const [whole, active] = old!;
    expect(whole).not.toMatch(UNRESOLVED);
    // the first argument of pipe and net is no stage; those of seq have no input yet
    const isStage = /^(pipe|net).*argument [1-9]/.test(name);
    expect(active).toMatch(isStage ? / & To<Tensor</ : /^\w+: [A-Z]\w*/);
  });
  test.each(names)('hover over $name', async ({ offset }) => {
    const texts = (await asked((server) => server.hover(offset))).map(withoutImport).map(oneLine);
    // one of the servers writes (alias) pipe<...>, the other (alias) function pipe<...>
    const [old, current] = texts.map((text) => text.replace(/^\(alias\) (function )?/, ''));
    expect(current).toBe(old);
    expect(old).toMatch(/\w/);
    expect(old).not.toMatch(UNRESOLVED);
  });
});
