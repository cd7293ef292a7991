/** The arithmetic on number literals against exact arithmetic, and its tables against their script. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refused } from './compile.ts';

const SEED = Number(process.env['TYPEGRAD_SEED'] ?? 20261124);
const IMPORTS = `
import type * as N from 'typegrad/types/num.ts';
import type * as I from 'typegrad/types/integer.ts';`.replaceAll('\n', ' ');

/** Of 1 to 8 digits: products of two stay below 2^53 when one has at most 7. */
const natural = fc.integer({ min: 1, max: 8 }).chain((digits) => fc.nat({ max: 10 ** digits - 1 }));
const small = fc.nat({ max: 10 ** 7 - 1 });
const sign = fc.constantFrom(1, -1);
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const order = (a: number, b: number): string => (a < b ? `'<'` : a > b ? `'>'` : `'='`);
const pair = (a: number, b: number): string => `[${a}, ${b}]`;

const assertions = fc
  .sample(fc.tuple(natural, small, sign, sign), { seed: SEED, numRuns: 120 })
  .flatMap(([a, b, s, t]) => {
    const [x, y, k] = [s * a + 0, t * b + 0, b + 1];
    const floor = Math.floor(x / k);
    return [
      `Same<N.Add<${a}, ${b}>, ${a + b}>`,
      `Same<N.Sub<${a}, ${b}>, ${a - b}>`,
      `Same<N.Mul<${a}, ${b}>, ${a * b}>`,
      `Same<N.DivMod<${a}, ${k}>, ${pair(Math.floor(a / k), a % k)}>`,
      `Same<N.Gcd<${a}, ${k}>, ${gcd(a, k)}>`,
      `Same<N.Compare<${a}, ${b}>, ${order(a, b)}>`,
      `Same<I.AddInt<${x}, ${y}>, ${x + y}>`,
      `Same<I.MulInt<${x}, ${y}>, ${x * y + 0}>`,
      `Same<I.FloorMod<${x}, ${k}>, ${pair(floor, x - floor * k)}>`,
    ];
  });

describe(`numbers, seed ${SEED}`, () => {
  test('every operation is exact', async () => {
    expect(await refused('num', IMPORTS, assertions)).toEqual([]);
  });
  test('at the edges', async () => {
    const edges = [
      'Same<N.Add<9007199254740990, 1>, 9007199254740991>',
      'Same<N.Mul<94906265, 94906265>, 9007199136250225>',
      'Same<N.Sub<1000000, 1>, 999999>',
      'Same<N.DivMod<0, 7>, [0, 0]>',
      'Same<N.DivMod<38597376, 768>, [50257, 0]>',
      'Same<N.Negate<0>, 0>',
    ];
    expect(await refused('num-edges', IMPORTS, edges)).toEqual([]);
  });
  test('the tables are what their script writes', () => {
    const script = spawnSync(
      process.execPath,
      ['node_modules/tsx/dist/cli.mjs', 'scripts/gen-num.ts', '--print'],
      { encoding: 'utf8' },
    );
    expect(script.stdout).toBe(readFileSync('src/types/num-tables.gen.ts', 'utf8'));
  });
});
