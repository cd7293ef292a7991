/**
 * What the types of the library cost a user's compiler, in instantiations: every export, some ways of its application,
 * and whole programs stay within the budgets of `budgets.ts`. A cost is that of one more application, with other sizes,
 * after two of them; that every export has a budget is checked by `coverage.test.ts`.
 */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { programOf } from './applications.ts';
import { BUDGETS, type Budget, mixed, PROGRAMS, VARIANTS } from './budgets.ts';
import { CONFIG_FOLDER, check, emitDeclarations } from './compile.ts';
import { type Cost, costsOf, exportedNames } from './costs.ts';

const COUNT = 10;
const MIXED = 'a file of 200 operations';
const applications = [...BUDGETS, ...VARIANTS];
const costs = new Map<string, Cost>();
const names = new Set<string>();

const EMPTY = "import * as typegrad from 'typegrad';\nexport const all = typegrad;\n";
beforeAll(async () => {
  expect(await emitDeclarations(['src/index.ts'], 'budget')).toBe('');
  for (const name of exportedNames()) names.add(name);
  const text = (templates: readonly string[], count: number, part = 0): string =>
    programOf(templates, count, names, part);
  const whole = PROGRAMS.map(
    (p) => [p.name, p.template === '' ? EMPTY : text([p.template], 1)] as const,
  );
  const operations = mixed().map(({ template }) => template);
  const measured = applications.flatMap(({ name, template }) => [
    [`${name} (first)`, text([template], 2, COUNT)] as const,
    [name, text([template], COUNT)] as const,
  ]);
  for (const [name, cost] of costsOf([...whole, [MIXED, text(operations, 10)], ...measured])) {
    costs.set(name, cost);
  }
}, 300_000);

/** That checking so many applications costs no more. */
const within = (most: number, name: string, count: number): void => {
  const { instantiations, error } = costs.get(name)!;
  expect(error).toBe('');
  expect(instantiations / count).toBeLessThanOrEqual(most);
};

const rows = (budgets: readonly Budget[]) => budgets.map(({ most, name }) => [most, name] as const);
describe('one more application', () => {
  test.each(rows(applications))('at most %i: %s', (most, name) => within(most, name, COUNT));
});

describe('whole programs', () => {
  test.each(rows(PROGRAMS))('at most %i: %s', (most, name) => within(most, name, 1));
  test(`at most 250000: ${MIXED}`, () => {
    expect(mixed()).toHaveLength(20);
    within(250_000, MIXED, 1);
  });
});

test.each(['ts59', 'ts7'] as const)(
  '%s reaches no limit in networks of many layers',
  async (compiler) => {
    const large = PROGRAMS.filter(({ most }) => most > 1000).map(({ template }) => template);
    const file = `${CONFIG_FOLDER}/large-${compiler}.ts`;
    writeFileSync(file, programOf(large, 1, names));
    expect(await check(compiler, 'declarations', [file], 'budget')).toBe('');
  },
  300_000,
);

test('costs are counted, and errors seen', () => {
  const wrong = costsOf([['wrong', "import { relu } from 'typegrad';\nrelu(1);\n"]]).get('wrong');
  expect(wrong?.error).toContain('is not assignable');
  const total = [...costs.values()].reduce((sum, { instantiations }) => sum + instantiations, 0);
  expect(total).toBeGreaterThan(500_000);
});
