/**
 * Every export of every entry point says what it is, and so does every member of what `typegrad` exports as a
 * namespace or an object.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly source: string }>>;
};
const entries = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name, `${ROOT}${target.source.slice(2)}`] as const],
);

const program = ts.createProgram(
  entries.map(([, path]) => path),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  },
);
const checker = program.getTypeChecker();

const original = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The comment of a declaration, or the header of a file that is exported as a namespace. */
const commentOf = (symbol: ts.Symbol): string => {
  const file = symbol.declarations?.find(ts.isSourceFile);
  return file === undefined
    ? ts.displayPartsToString(symbol.getDocumentationComment(checker))
    : (/^\/\*\*(.*?)\*\//s.exec(file.text)?.[1] ?? '');
};

const exportsOf = (path: string): readonly ts.Symbol[] =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!);

/** The members of `export * as`, or of an object that is written out, as `layer` is; those of a named type are its own. */
const membersOf = (symbol: ts.Symbol): readonly ts.Symbol[] => {
  if (symbol.flags & ts.SymbolFlags.ValueModule) return checker.getExportsOfModule(symbol);
  if (!(symbol.flags & ts.SymbolFlags.Variable)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  const written = type.symbol?.flags & ts.SymbolFlags.TypeLiteral;
  return written && type.getCallSignatures().length === 0 ? type.getProperties() : [];
};

const silentIn = (symbols: readonly ts.Symbol[]): readonly string[] =>
  symbols
    .filter((symbol) => !/\w.*[.:`]\s*$/s.test(commentOf(original(symbol))))
    .map((symbol) => symbol.name);

describe.each(entries)('%s', (_, path) => {
  test('says of every export what it is', () => {
    expect(exportsOf(path).length).toBeGreaterThan(2);
    expect(silentIn(exportsOf(path))).toEqual([]);
  });
});

const open = ['layer', 'spec', 'tree'];
const opened = exportsOf(`${ROOT}src/index.ts`).filter(({ name }) => open.includes(name));
describe.each(opened.map((symbol) => [symbol.name, membersOf(original(symbol))] as const))(
  '%s',
  (_, members) => {
    test('says of every member what it is', () => {
      expect(members.length).toBeGreaterThan(5);
      expect(silentIn(members)).toEqual([]);
    });
  },
);

test('no other export of the library has members to look at', () => {
  const others = exportsOf(`${ROOT}src/index.ts`).filter(
    (symbol) => membersOf(original(symbol)).length > 0 && !open.includes(symbol.name),
  );
  expect(opened).toHaveLength(open.length);
  expect(others.map(({ name }) => name)).toEqual([]);
});
