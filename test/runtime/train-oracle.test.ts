/**
 * Training runs of PyTorch where the conformance runner does not go: in the rounded arithmetic of the reference, and the
 * run that the reference takes minutes for, at its beginning and its end.
 */
import { describe, expect, test } from 'vitest';
import { ON_DATA, SELF_CONTAINED } from '../../conformance/families/train.ts';
import {
  type Span,
  stepsOnKernels,
  type Trained,
  type Training,
  trainOnReference,
} from '../../conformance/training.ts';
import { exact, rounded } from '../../src/core/strided.ts';
import { disagreement } from '../support/agree.ts';
import { withData } from '../support/data.ts';
import { type OracleCase, torchOracle } from '../support/oracle.ts';

/** Runs with several losses have them among their results. */
const compareLosses = (c: OracleCase, losses: readonly number[], { from, to }: Span): void => {
  const loss = c.outputs.find(({ role }) => role === 'loss');
  if (loss === undefined) return;
  const own = { ...loss, shape: [to - from], data: loss.data.slice(from, to) };
  expect(disagreement(losses, own)).toBeUndefined();
};

/** The losses of a span that ends with the last step, and all results that the run has. */
const compare = (c: OracleCase, { losses, results }: Trained, span: Span): void => {
  compareLosses(c, losses, span);
  const stored = c.outputs.filter(({ role }) => role in results);
  expect(stored.filter(({ role }) => role.startsWith('final.')).length).toBeGreaterThan(0);
  for (const reference of stored) {
    expect(disagreement(results[reference.role]!, reference)).toBeUndefined();
  }
};

/** Without what only the whole data sets tell, which would take the reference long. */
const brief = (t: Training): Training => ({
  ...t,
  results: (state: unknown) => {
    const results = t.results(state);
    return Object.fromEntries(
      Object.entries(results).filter(([role]) => role.startsWith('final.')),
    );
  },
});

const casesOf = (ops: object): readonly (readonly [string, OracleCase])[] =>
  torchOracle()
    .cases({ family: 'train' })
    .flatMap((c) => (Object.hasOwn(ops, c.op) ? [[c.name, c] as const] : []));

test.each(casesOf(SELF_CONTAINED))('%s on the reference, rounded', (_, c) => {
  const t = SELF_CONTAINED[c.op]!(c);
  const span = { from: 0, to: t.steps };
  compare(c, trainOnReference(t, t.start(), span, rounded), span);
});

// A step of the CNN takes the reference seconds, the 16 of the case minutes. So it runs the first one, and the last ones
// from where the kernels, which run all, have come to.
withData((data) => {
  describe.each(casesOf(ON_DATA))('%s on the reference', (_, c) => {
    const t = brief(ON_DATA[c.op]!(c, data));
    test('the first step, exact', () => {
      const span = { from: 0, to: 1 };
      compareLosses(c, trainOnReference(t, t.start(), span, exact).losses, span);
    });
    test.each([
      [2, 'exact', exact],
      [1, 'rounded', rounded],
    ] as const)('the last %i of the steps, %s', (count, _mode, arithmetic) => {
      const span = { from: t.steps - count, to: t.steps };
      const { state } = stepsOnKernels(t, span.from);
      compare(c, trainOnReference(t, state, span, arithmetic), span);
    });
  });
});
