/**
 * Every shape rule on random operands: the compiler reads what the run time gives, and must say the same shape or the
 * same sentence. Where sizes or ranks are left to the run time, its shape must fit what the compiler says.
 */
import { describe, test } from 'vitest';
import { random } from '../../src/testing/random.ts';
import { type Compiler, measure } from './compile.ts';
import { ALGEBRA } from './fuzz/algebra.ts';
import { draw } from './fuzz/draw.ts';
import { LAYERS } from './fuzz/layers.ts';
import { PARTS } from './fuzz/parts.ts';
import { PATTERNS } from './fuzz/patterns.ts';
import { type Application, literal } from './fuzz/rule.ts';
import { WINDOWS } from './fuzz/windows.ts';

const SEED = Number(process.env['TYPEGRAD_SEED'] ?? 20261124);
const RULES = [...ALGEBRA, ...PARTS, ...PATTERNS, ...WINDOWS, ...LAYERS];

const PRELUDE = `import type * as Shapes from 'typegrad/types/shape.ts';
import type { SizeAt } from 'typegrad/types/batch.ts';
import type { Canon, DAdd, DDiv, DExact, Dim, DMul, DSub, SubstDim } from 'typegrad/types/dim.ts';
import type { Dilate } from 'typegrad/types/dilate.ts';
import type { Square, Tall } from 'typegrad/types/matrix.ts';
import type { Segments } from 'typegrad/types/segment.ts';
import type { Bilinear, Linear } from 'typegrad/ops/affine.ts';
import type { BroadcastTo } from 'typegrad/ops/axes.ts';
import type { Where } from 'typegrad/ops/compare.ts';
import type { MatMul } from 'typegrad/ops/matmul.ts';
import type { SearchSorted } from 'typegrad/ops/search-sorted.ts';
import type { ExpandDims, Squeeze } from 'typegrad/ops/shape.ts';
import type { Repeats } from 'typegrad/random/parameter.ts';
import type { TopK } from 'typegrad/ops/sort.ts';
type Plain<T> = T extends readonly unknown[] ? { -readonly [K in keyof T]: Plain<T[K]> } : T;
type IsAny<A> = 0 extends 1 & A ? true : false;
type Same<A, B> = IsAny<A> extends true ? 'any' : [Plain<A>, B] extends [B, Plain<A>] ? true : A;
type Loose<T> = T extends readonly unknown[]
  ? { -readonly [K in keyof T]: Loose<T[K]> }
  : T extends number ? (number extends T ? Dim : T) : T;
type Takes<A, B> = IsAny<A> extends true ? 'any' : [B] extends [Loose<A>] ? true : A;
type Called<F extends Shapes.Shape, A extends Shapes.Shape, R extends Shapes.Shape> =
  Shapes.Bind<F, A> extends infer M ? (M extends string ? M : Shapes.Subst<R, M>) : never;
`;
/** Types that have no place in types/shape.ts stand without its name. */
const OWN =
  /\bX\.(DAdd|DSub|DMul|DDiv|DExact|Canon|Dilate|Square|Tall|Segments|Bilinear|Linear|BroadcastTo|Where|SearchSorted|ExpandDims|Squeeze|TopK|Repeats)\b/g;
const named = (type: string): string => type.replaceAll(OWN, '$1').replaceAll(/\bX\./g, 'Shapes.');

interface Claim {
  readonly rule: string;
  /** what the compiler must find true: that a type is a result, or takes it */
  readonly kind: 'Same' | 'Takes';
  readonly type: string;
  readonly result: string;
}
const claimsOf = ({ rule, type, result, dynamic }: Application): readonly Claim[] => {
  const claim = (kind: Claim['kind'], t: string): Claim => ({
    rule,
    kind,
    type: named(t),
    result: literal(result),
  });
  // what the compiler cannot know to be wrong may be right to it
  const fitting = typeof result === 'string' && result !== 'right' ? [] : dynamic;
  return [claim('Same', type), ...fitting.map((t) => claim('Takes', t))];
};

const claims = (seed: number, each: number): readonly Claim[] => {
  const d = draw(random(seed));
  return RULES.flatMap((rule) =>
    Array.from({ length: each }, () => claimsOf(rule.apply(d))).flat(),
  );
};

/** Claims that do not hold: the rule with its operands, the run time's result, and the compiler's. */
const refuted = async (
  name: string,
  made: readonly Claim[],
  compiler: Compiler,
): Promise<readonly string[]> => {
  const lines = made.map((c, i) => `export const c${i}: ${c.kind}<${c.type}, ${c.result}> = true;`);
  const { output } = await measure(name, `${PRELUDE}${lines.join('\n')}\n`, compiler);
  const before = PRELUDE.split('\n').length;
  return output.split('\n').flatMap((line) => {
    const [, at, text] =
      new RegExp(`${name}\\.ts\\((\\d+),\\d+\\): error TS\\d+: (.*)$`).exec(line) ?? [];
    if (at === undefined) return line.includes('error TS') && line.includes(name) ? [line] : [];
    const c = made[Number(at) - before];
    const said = /to type '(.*)'\.$/.exec(text!)?.[1] ?? text;
    return [`${c?.rule}: ${c?.type}\n  run time: ${c?.result}\n  types: ${said}`];
  });
};

describe.concurrent(`shape rules, seed ${SEED}`, () => {
  test('the compiler says what the run time says, in 5 000 cases and more', async ({ expect }) => {
    const made = claims(SEED, 60);
    expect(made.filter((c) => c.kind === 'Same').length).toBeGreaterThan(5000);
    expect(await refuted('fuzz-ts7', made, 'ts7')).toEqual([]);
  }, 400_000);
  test('so does TypeScript 6', async ({ expect }) => {
    expect(await refuted('fuzz-ts6', claims(SEED + 1, 4), 'typescript')).toEqual([]);
  }, 400_000);
});
