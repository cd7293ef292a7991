/**
 * The transpose of a linear scan: a scan in the other direction. The cotangents of its constants are products over all
 * steps where each step adds one, and accumulate in the carry otherwise.
 */
import { fresh } from '../core/graph.ts';
import type { Graph, Tangent, Value } from '../core/node.ts';
import { zeros } from '../prim/index.ts';
import { addCotangents, transpose } from '../transform/index.ts';
import { type Scan, split } from './scan-params.ts';
import { type Addends, addendsOf, operandsOf, totalOf } from './step-products.ts';
import { placed, present } from './tangents.ts';

const where = <T>(xs: readonly T[], mask: readonly boolean[], wanted: boolean): readonly T[] =>
  xs.filter((_, i) => mask[i] === wanted);

interface Transposed {
  readonly body: Graph;
  /** what a step adds to the cotangent of each linear constant */
  readonly sums: readonly Addends[];
  /** the values of a step that products over all steps may read: the body's xs, then what it gives of each step */
  readonly seen: readonly Value[];
}

/**
 * (other constants; totals, cotangents of the carry; other xs, cotangents of y) -> (totals, carry; of the linear xs, what
 * products over all steps read)
 */
const transposedBody = (linear: readonly boolean[], p: Scan): Transposed => {
  const { params, results } = p.body;
  const [constants, carries, xs] = split(p, params);
  const [isLinear, , isLinearX] = split(p, linear);
  const own = where(constants, isLinear, true);
  const others = where(constants, isLinear, false);
  const rest = [...carries, ...where(xs, isLinearX, true)];
  const seeds = results.map(fresh);
  const back = transpose(results, [...own, ...rest], seeds);
  const sums = own.map((_, i) => addendsOf(back[i] ?? null, new Set(others)));
  const added = present(sums.map((s) => s.other));
  const totals = added.map(fresh);
  const given = [...where(xs, isLinearX, false), ...seeds.slice(p.carry)];
  const ofRest = rest.map((v, i) => back[own.length + i] ?? zeros(v));
  const known = [...given, ...ofRest.slice(p.carry)];
  const stacked = operandsOf(sums).filter((v) => !known.includes(v));
  const body = {
    params: [...others, ...totals, ...seeds.slice(0, p.carry), ...given],
    results: [...totals.map((t, i) => addCotangents(t, added[i])!), ...ofRest, ...stacked],
  };
  return { body, sums, seen: [...known, ...stacked] };
};

export const scanTranspose = (
  cts: readonly Tangent[],
  inputs: readonly Value[],
  linear: readonly boolean[],
  p: Scan,
  applyScan: (inputs: readonly Value[], p: Scan) => readonly Value[],
): readonly Tangent[] => {
  const [constants, carry, xs] = split(p, inputs);
  const [isLinear, , isLinearX] = split(p, linear);
  const others = where(constants, isLinear, false);
  const { body, sums, seen } = transposedBody(linear, p);
  const summed = present(sums.map((s) => s.other));
  const stackedZeros = ({ shape, dtype }: Value): Value =>
    zeros({ shape: [p.length, ...shape], dtype });
  const given = [
    ...where(xs, isLinearX, false),
    ...p.body.results.slice(p.carry).map((r, i) => cts[p.carry + i] ?? stackedZeros(r)),
  ];
  const outputs = applyScan(
    [...others, ...summed.map(zeros), ...carry.map((v, i) => cts[i] ?? zeros(v)), ...given],
    {
      body,
      constants: others.length,
      carry: summed.length + p.carry,
      length: p.length,
      reverse: !p.reverse,
    },
  );
  const stacked = [...given, ...outputs.slice(summed.length + p.carry)];
  const at = new Map(seen.map((v, i) => [v, stacked[i]!]));
  const totals = outputs.values();
  const ofConstants = sums.map((s) =>
    totalOf(s.other === null ? null : totals.next().value!, s, (v) => at.get(v)!),
  );
  const ofRest = outputs.slice(summed.length, summed.length + p.carry + countOf(isLinearX));
  return ordered(linear, p, ofConstants, ofRest);
};

const countOf = (mask: readonly boolean[]): number => mask.filter(Boolean).length;

/** The cotangents of the constants, and of carry and xs, at their inputs. */
const ordered = (
  linear: readonly boolean[],
  p: Scan,
  ofConstants: readonly Tangent[],
  ofRest: readonly Value[],
): readonly Tangent[] => {
  const isCarry = (i: number): boolean => i >= p.constants && i < p.constants + p.carry;
  const at = linear.flatMap((l, i) => (isCarry(i) || l ? [i] : []));
  const out = placed(at.slice(ofConstants.length), ofRest, linear.length);
  const first = new Map(ofConstants.map((c, k) => [at[k]!, c]));
  return out.map((c, i) => first.get(i) ?? c);
};
