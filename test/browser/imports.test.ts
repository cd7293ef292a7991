/** What a page without a bundler loads: modules of the package itself, and nothing else. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const dist = new URL('../../dist/', import.meta.url);
/** The doors whose modules a browser loads as they are; the others need fp-ts, which a bundler brings along. */
const DOORS = ['index', 'nn/index', 'loss/index', 'metric/index', 'optim/index', 'extend'];

const specifiers = (code: string): readonly string[] =>
  [...code.matchAll(/^(?:import|export)\b[^'";]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    ([, from, bare]) => from ?? bare!,
  );

/** All modules that a module loads, as addresses; what is not a file keeps its own name. */
const reachable = (url: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
  if (seen.has(url)) return seen;
  seen.add(url);
  if (!url.startsWith('file:')) return seen;
  for (const s of specifiers(readFileSync(fileURLToPath(url), 'utf8'))) {
    reachable(s.startsWith('.') ? new URL(s, url).href : s, seen);
  }
  return seen;
};

const foreign = (door: string): readonly string[] =>
  [...reachable(new URL(`${door}.js`, dist).href)].filter((url) => !url.startsWith(dist.href));

describe('a door of the package loads no other package', () => {
  test.each(DOORS)('%s', (door) => {
    expect(foreign(door)).toEqual([]);
  });
  test('and the check sees one that does', () => {
    expect(foreign('io/index')).toContain('io-ts');
  });
});

describe('no module of the package names one of Node, but the command line', () => {
  let all: readonly string[] = [];
  beforeAll(() => {
    const doors = [...DOORS, 'data/index', 'train/index', 'io/index'];
    all = doors.flatMap((door) => [...reachable(new URL(`${door}.js`, dist).href)]);
  });
  test('all doors', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((url) => url.startsWith('node:'))).toEqual([]);
  });
});
