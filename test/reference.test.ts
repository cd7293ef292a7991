/** The pages of the reference: every export has its entry and an example there, and they say what the sources say. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { coverage } from '../scripts/reference/coverage.ts';
import { exportsOf } from '../scripts/reference/exports.ts';
import { contents, entriesOf, pageOf, writtenIn } from '../scripts/reference/pages.ts';
import { SUBJECTS, subjectOf } from '../scripts/reference/subjects.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const page = (name: string): string => readFileSync(`${ROOT}docs/reference/${name}.md`, 'utf8');

const exports = exportsOf(ROOT);
const ANEW = 'written anew by: npx tsx scripts/reference.ts';

/** Pages of what has no derivatives, or is about them. */
const PLAIN = [
  ...['tensors', 'metrics', 'schedules', 'optimisers', 'initialisers', 'transformations'],
  ...['networks-and-layers', 'data', 'training', 'files', 'testing', 'operations-of-your-own'],
];

/** Pages of what is no operation on tensors, or speaks of files and tests. */
const NO_OPERATIONS = [
  ...['tensors', 'networks-and-layers', 'data', 'training', 'files', 'testing'],
  'operations-of-your-own',
];
/** Another library that has it, or the year of where it comes from. */
const SOURCE =
  /PyTorch|JAX|Keras|optax|flax|TensorFlow|NumPy|SciPy|scikit-learn|einops|\b(?:18|19|20)\d\d\b/;
/** What only this library has, and why. */
const OWN: Readonly<Record<string, string>> = {
  labelledRowsShape: 'a shape rule',
  accuracyOf: 'the quotient of counts that add up over batches',
  hits: 'counts of batches, added',
  confusions: 'counts of batches, added',
  residuals: 'moments of batches, added',
  residualsOf: 'moments that add up over batches',
};
const SHAPES = /\[[^\]]*\]|shape|S -> S|scalar|broadcast|elementwise|`\w+`/i;
/** Pages whose introduction says what all of their entries take: numbers, trees, or the shape that is asked for. */
const SHAPES_IN_INTRO: Readonly<Record<string, RegExp>> = {
  metrics: /plain numbers/,
  optimisers: /update\(gradients, state, params\)/,
  schedules: /functions of the step/,
  initialisers: /a shape/,
  random: /of the shape that is asked for/,
  transformations: /All shapes are known/,
};

test('every function of the library has a subject', () => {
  const values = exports.filter(({ isType }) => !isType);
  expect(values.length).toBeGreaterThan(500);
  expect(values.filter((x) => !subjectOf(x.name, x.file)).map(({ name }) => name)).toEqual([]);
});

describe.each(SUBJECTS.map((subject) => [subject.page, subject] as const))(
  '%s',
  (name, subject) => {
    const entries = entriesOf(subject, exports);
    const written = writtenIn(page(name));

    test('has entries, and an introduction', () => {
      expect(entries.length).toBeGreaterThan(1);
      expect(written.intro).toMatch(/\w.*\.$/);
    });
    test('shows what each of them does', () => {
      const silent = entries.filter((x) => !/\/\/ -> ./.test(written.examples.get(x.name) ?? ''));
      expect(silent.map((x) => x.name)).toEqual([]);
    });
    test('shows what each member of them does', () => {
      const silent = entries.flatMap(({ name: object, members }) =>
        members
          .filter((m) => !exports.some((x) => x.name === m.name && x.text === m.text))
          .map((m) => `${object}.${m.name}`)
          .filter((m) => !new RegExp(`${m}\\b`).test(written.examples.get(object) ?? '')),
      );
      expect(silent).toEqual([]);
    });
    test('says of each what its derivative is', () => {
      const unsaid = entries.filter(
        (x) => !/derivative|differentiable/i.test(x.text) && !written.gradients.has(x.name),
      );
      expect(PLAIN.includes(name) ? [] : unsaid.map((x) => x.name)).toEqual([]);
    });
    test('says of each operation which shapes it takes, and where it comes from or what others call it', () => {
      const operations = NO_OPERATIONS.includes(name) ? [] : entries;
      const common = SHAPES_IN_INTRO[name];
      if (common !== undefined) expect(written.intro).toMatch(common);
      const shapeless = operations.filter((x) => common === undefined && !SHAPES.test(x.text));
      const unknown = operations.filter((x) => !(x.name in OWN || SOURCE.test(x.text)));
      expect(shapeless.map((x) => x.name)).toEqual([]);
      expect(unknown.map((x) => x.name)).toEqual([]);
    });
    test('says what the sources say', () => {
      expect(pageOf(subject, exports, page(name)), ANEW).toBe(page(name));
    });
  },
);

test('the contents are up to date', () => {
  expect(contents(exports), ANEW).toBe(page('README'));
});

test('the coverage is that of the records', () => {
  expect(coverage(ROOT), ANEW).toBe(page('coverage'));
});
