/**
 * Every export has a right use whose type is pinned and a wrong one that states its error, in the files of `cases`;
 * what has nothing to show stands in a table with the reason. An export without cases fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BUDGETS } from './budgets.ts';
import { type Covered, coveredIn } from './covered.ts';
import { NO_BUDGET, NO_TYPE, NOTHING_WRONG, type Reasons } from './exceptions.ts';
import { surface } from './surface.ts';

const FOLDER = fileURLToPath(new URL('cases', import.meta.url));
const cases = readdirSync(FOLDER).map((name) =>
  coveredIn(name, readFileSync(`${FOLDER}/${name}`, 'utf8')),
);

/** The names that no case shows and no table excuses. */
const unshown = (
  names: readonly string[],
  files: readonly Covered[],
  what: keyof Covered,
  excused: Reasons,
): readonly string[] =>
  names.filter((name) => !(name in excused || files.some((file) => file[what].has(name))));
/** What a table excuses and a case shows, or what is no export. */
const needless = (excused: Reasons, what: keyof Covered): readonly string[] =>
  Object.keys(excused).filter(
    (name) => !surface.includes(name) || cases.some((file) => file[what].has(name)),
  );

test('every export has a right use whose type is pinned', () => {
  expect(surface.length).toBeGreaterThan(500);
  expect(unshown(surface, cases, 'accepted', NO_TYPE)).toEqual([]);
  expect(needless(NO_TYPE, 'accepted')).toEqual([]);
});

test('every export has a wrong use with its error', () => {
  expect(unshown(surface, cases, 'rejected', NOTHING_WRONG)).toEqual([]);
  expect(needless(NOTHING_WRONG, 'rejected')).toEqual([]);
});

const budgeted = new Set(BUDGETS.map(({ name }) => name));
test('every export has a budget', () => {
  const excused = Object.keys(NO_BUDGET);
  expect(surface.filter((name) => !(budgeted.has(name) || name in NO_BUDGET))).toEqual([]);
  expect([...budgeted].filter((name) => !surface.includes(name))).toEqual([]);
  expect(excused.filter((name) => budgeted.has(name))).toEqual([]);
});

const SHOWN = `
import { add, init, key, layer, matmul, net, pipe, softmax, spec, sum, tree } from 'typegrad';
const params = init(spec.dense(2, 3), key(0));
exactly<Tensor<[2, 3]>>()(params.w);
const total = sum()(add(a, b));
holds<Same<typeof total, Tensor<[]>>>();
export const mapped: P = tree.map(f, params);
// expect: '"softmax: axis 2 is out of range for [B, 784]"'.
pipe(v, softmax(2));
//      ^
// expect: '"matmul: needs a float tensor, got i32"'.
matmul(ids, exp(w));
//     ^
const f = net(f32('B'), layer.dense('d', 3));
// refused: Argument of type
f(params, x);
//        ^
`;

test('an export without cases is seen, also where it stands beside one that has them', () => {
  const files = [coveredIn('shown.ts', SHOWN)];
  const names = ['sum', 'add', 'spec.dense', 'tree.map', 'softmax', 'matmul', 'exp', 'net', 'made'];
  expect(unshown(names, files, 'accepted', {})).toEqual([
    'add',
    'softmax',
    'matmul',
    'exp',
    'net',
    'made',
  ]);
  expect(unshown(names, files, 'rejected', {})).toEqual([
    'sum',
    'add',
    'spec.dense',
    'tree.map',
    'exp',
    'made',
  ]);
  expect(unshown(['made'], files, 'rejected', { made: 'for a reason' })).toEqual([]);
});
