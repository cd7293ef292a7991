/** Planning takes work in proportion to the graph: how often every piece of its code runs, as the engine counts it. */
import { type Profiler, Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../bench/compile.ts';

type Counts = ReadonlyMap<string, number>;

// Before the modules are loaded, since the engine counts only in what it compiles after this; and without its optimising
// compilers, since a function that they inline is not counted.
for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);
const session: Session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { transformerStep } = await import('../../bench/compile.ts');

const stepOf = (blocks: number): Step =>
  transformerStep({ blocks, batch: 2, steps: 8, width: 16, heads: 2, hidden: 32, classes: 4 });

/** How often each function's most frequent block runs, such as the body of a loop, for each of these runs. */
const countsOf = async (runs: readonly (() => unknown)[]): Promise<readonly Counts[]> => {
  const counts: Counts[] = [];
  for (const run of runs) {
    await session.post('Profiler.takePreciseCoverage');
    run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const own = result.filter(({ url }) => /\/src\//.test(url));
    counts.push(
      new Map(own.flatMap(({ url, functions }) => functions.map((f) => entriesOf(url, f)))),
    );
  }
  return counts;
};

const entriesOf = (url: string, f: Profiler.FunctionCoverage): readonly [string, number] => [
  `${url.replace(/.*\/src\//, '')} ${f.functionName} ${f.ranges[0]!.startOffset}`,
  Math.max(...f.ranges.map(({ count }) => count)),
];

/** What runs more often for twice the blocks than twice as often, a constant part aside; small counts do not matter. */
const superlinear = (single: Counts, double: Counts): readonly string[] =>
  [...double].flatMap(([name, n]) => {
    const before = single.get(name) ?? 0;
    return n > 500 && n > 2.4 * before ? [`${name}: ${before} -> ${n}`] : [];
  });

const total = (counts: Counts): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** Places in the arena are found by comparing storages in pairs; nothing else may. */
const isPlacement = (name: string): boolean => /storage\.ts (bestFit|overlap) /.test(name);
const find = (counts: Counts, name: string): readonly [string, number] =>
  [...counts].find(([key]) => key.includes(`storage.ts ${name} `))!;
const without = (counts: Counts): Counts =>
  new Map([...counts].filter(([name]) => !isPlacement(name)));

describe('a training step of 8 transformer blocks, beside one of 4', async () => {
  const steps = [stepOf(4), stepOf(8)];
  const [trace4, trace8] = await countsOf([() => stepOf(4), () => stepOf(8)]);
  const [plan4, plan8] = await countsOf(steps.map((s) => s.plan));
  test('is traced in twice the work', () => {
    expect(total(trace4!)).toBeGreaterThan(10_000);
    expect(superlinear(trace4!, trace8!)).toEqual([]);
  });
  test('is planned in twice the work', () => {
    expect(total(plan4!)).toBeGreaterThan(10_000);
    expect(superlinear(without(plan4!), without(plan8!))).toEqual([]);
  });
  test('has its arena laid out in at most one comparison for every pair of storages', () => {
    const [, comparisons] = find(plan8!, 'overlap');
    const [, storages] = find(plan8!, 'insert');
    expect(storages).toBeGreaterThan(500);
    expect(comparisons).toBeLessThanOrEqual((storages * (storages - 1)) / 2);
  });
});
