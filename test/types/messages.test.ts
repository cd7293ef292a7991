/**
 * What the compilers say of wrong programs, word for word and at the right column, and that right
 * programs compile: under TypeScript 5.9, 6 and 7, with the library as sources and as declarations.
 * A new case is a few lines in a file of `cases`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { COMPILERS, check, emitDeclarations, type Form, versionOf } from './compile.ts';
import { expectedIn, problemsIn, recognised, sorted } from './expectations.ts';
import { shownIn, statedIn } from './hover.ts';

const FOLDER = fileURLToPath(new URL('cases', import.meta.url));
const FORMS: readonly Form[] = ['sources', 'declarations'];
const cases = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    file: `test/types/cases/${name}`,
    source: readFileSync(`${FOLDER}/${name}`, 'utf8'),
  }));
const files = cases.map(({ file }) => file);
const expected = sorted(cases.flatMap(({ file, source }) => expectedIn(file, source)));

/** The library modules that the cases import. */
const modules = [...new Set(cases.flatMap(({ source }) => source.match(/'typegrad[^']*'/g) ?? []))]
  .map((name) => name.slice(1, -1).replace(/^typegrad\/?/, ''))
  .map((path) => `src/${path === '' ? 'index.ts' : path}`);

beforeAll(async () => {
  expect(expected).not.toEqual([]);
  expect(await emitDeclarations(modules)).toBe('');
});

describe.concurrent.each(COMPILERS)('%s', (compiler, version) => {
  test(`is TypeScript ${version}`, async ({ expect }) => {
    expect(await versionOf(compiler)).toBe(version);
  });
  test.each(FORMS)(
    'gives the expected errors and no others, library as %s',
    async (form) => {
      const problems = problemsIn(await check(compiler, form, files));
      expect(sorted(recognised(problems, expected))).toEqual(expected);
    },
    400_000,
  );
});

describe.each(FORMS)('hovers, library as %s', (form) => {
  test('are resolved', () => {
    const path = `${FOLDER}/hovers.ts`;
    const stated = statedIn(readFileSync(path, 'utf8'));
    expect(stated.length).toBeGreaterThan(12);
    expect(shownIn(form, path, stated)).toEqual(stated);
  });
});
