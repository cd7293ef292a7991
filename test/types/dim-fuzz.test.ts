/**
 * The two dimension algebras against each other: results of the run-time one are written as
 * assertions on the types, and the compiler checks the file. Then the laws of the run-time one.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDim,
  canonDim,
  type Dim,
  divDim,
  exactDim,
  mulDim,
  subDim,
  substituteDim,
} from '../../src/types/dim.ts';
import { refused } from './compile.ts';

const SEED = Number(process.env['TYPEGRAD_SEED'] ?? 20261124);
const ROUNDS = 60;

const name = fc.constantFrom('B', 'H', 'W', 'h', 'T2', '_x');
const size = fc.nat({ max: 40 });
const divisor = fc.integer({ min: 1, max: 12 });
const dim: fc.Arbitrary<Dim> = fc.letrec<{ dim: Dim }>((tie) => ({
  dim: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(name, size),
    fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => addDim(a, b)),
    fc.tuple(tie('dim'), size).map(([a, k]) => subDim(a, k)),
    fc.tuple(tie('dim'), fc.oneof(name, divisor)).map(([a, b]) => mulDim(a, b)),
    fc.tuple(tie('dim'), divisor).map(([a, k]) => divDim(a, k)),
    fc.tuple(tie('dim'), name).map(([a, n]) => divDim(a, n)),
  ),
})).dim;
/** Sums and products only. */
const polynomial: fc.Arbitrary<Dim> = fc.letrec<{ poly: Dim }>((tie) => ({
  poly: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(name, size),
    fc.tuple(tie('poly'), tie('poly')).map(([a, b]) => addDim(a, b)),
    fc.tuple(tie('poly'), name).map(([a, n]) => mulDim(a, n)),
    fc.tuple(tie('poly'), size).map(([a, k]) => subDim(a, k)),
  ),
})).poly;
/** What a name is bound to: sizes are positive. */
const bound: fc.Arbitrary<Dim> = fc.oneof(
  divisor,
  fc.tuple(name, divisor).map(([n, k]) => mulDim(n, k)),
);
/** Expressions as a user may write them, not canonical. */
const expression: fc.Arbitrary<string> = fc.letrec<{ sum: string; factor: string }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small' },
    tie('factor'),
    fc.tuple(tie('sum'), tie('factor')).map(([a, b]) => `${a}+${b}`),
    fc.tuple(tie('sum'), tie('factor')).map(([a, b]) => `${a}-${b}`),
    fc.tuple(tie('factor'), tie('factor')).map(([a, b]) => `${a}*${b}`),
    fc.tuple(tie('factor'), divisor).map(([a, k]) => `${a}//${k}`),
  ),
  factor: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(name, size.map(String)),
    tie('sum').map((a) => `(${a})`),
  ),
})).sum;

const sampled = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: ROUNDS });
const literal = (d: Dim | null): string => (d === null ? 'never' : JSON.stringify(d));
const same = (type: string, value: Dim | null): string => `Same<${type}, ${literal(value)}>`;

const algebra = ([a, b, h, k]: readonly [Dim, Dim, Dim, number]): readonly string[] => [
  same(`DAdd<${literal(a)}, ${literal(b)}>`, addDim(a, b)),
  same(`DSub<${literal(a)}, ${literal(b)}>`, subDim(a, b)),
  same(`DMul<${literal(a)}, ${literal(b)}>`, mulDim(a, b)),
  same(`DDiv<${literal(a)}, ${k}>`, divDim(a, k)),
  same(`DExact<${literal(a)}, ${k}>`, exactDim(a, k)),
  same(`DExact<${literal(mulDim(a, 'B'))}, "B">`, exactDim(mulDim(a, 'B'), 'B')),
  same(`SubstDim<${literal(a)}, { H: ${literal(h)} }>`, substituteDim(a, new Map([['H', h]]))),
];
const written = (text: string): readonly string[] => [
  same(`Canon<${literal(text)}>`, canonDim(text)),
  same(
    `SubstDim<${literal(text)}, { B: 3; W: 7 }>`,
    substituteDim(
      text,
      new Map([
        ['B', 3],
        ['W', 7],
      ]),
    ),
  ),
];

const IMPORTS = `import type { Canon, DAdd, DDiv, DExact, DMul, DSub, SubstDim } from 'typegrad/types/dim.ts';`;

describe(`dimensions, seed ${SEED}`, () => {
  test('the type-level text is the run-time text', async () => {
    const triples = sampled(fc.tuple(dim, dim, bound, divisor));
    const assertions = [...triples.flatMap(algebra), ...sampled(expression).flatMap(written)];
    expect(await refused('dim-fuzz', IMPORTS, assertions)).toEqual([]);
  });

  const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (x: T) => void): void =>
    fc.assert(
      fc.property(arbitrary, (x) => check(x)),
      { seed: SEED },
    );
  const equal = (a: Dim | null, b: Dim | null): void => {
    expect(a).toBe(b);
  };

  test('sums and products commute and associate', () => {
    holds(fc.tuple(dim, dim, dim), ([a, b, c]) => {
      equal(addDim(a, b), addDim(b, a));
      equal(mulDim(a, b), mulDim(b, a));
      equal(addDim(addDim(a, b), c), addDim(a, addDim(b, c)));
      equal(mulDim(mulDim(a, b), c), mulDim(a, mulDim(b, c)));
    });
  });
  test('products distribute over sums, and a - b + b is a', () => {
    holds(fc.tuple(dim, dim, dim), ([a, b, c]) => {
      equal(mulDim(a, addDim(b, c)), addDim(mulDim(a, b), mulDim(a, c)));
      equal(addDim(subDim(a, b), b), a);
    });
  });
  test('floors nest, and multiples leave them', () => {
    holds(fc.tuple(polynomial, divisor, divisor), ([a, k, n]) => {
      equal(divDim(divDim(a, k), n), divDim(a, k * n));
    });
    holds(fc.tuple(dim, dim, divisor), ([a, b, k]) => {
      equal(divDim(addDim(a, mulDim(b, k)), k), addDim(divDim(a, k), b));
      equal(exactDim(mulDim(a, k), k), a);
    });
  });
  test('canonical text is canonical', () => {
    holds(dim, (a) => equal(canonDim(a), a));
    holds(expression, (text) => equal(canonDim(canonDim(text)), canonDim(text)));
  });
  test('substituting and computing commute', () => {
    holds(fc.tuple(dim, dim, bound, divisor), ([a, b, h, k]) => {
      const at = (d: Dim): Dim => substituteDim(d, new Map([['H', h]]));
      equal(at(addDim(a, b)), addDim(at(a), at(b)));
      equal(at(subDim(a, b)), subDim(at(a), at(b)));
      equal(at(mulDim(a, b)), mulDim(at(a), at(b)));
      equal(at(divDim(a, k)), divDim(at(a), k));
    });
  });
  test('what is no expression is a SyntaxError that says what is', () => {
    for (const text of ['batch size', 'B+', '(B', 'B)', '2B', 'B..'])
      expect(() => canonDim(text)).toThrow(`'${text}' is not a dimension`);
  });
});
