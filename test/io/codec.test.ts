import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { decodeWith, JsonObject, parseObject, Size, showValue } from '../../src/io/codec.ts';

const Run = t.type({ epochs: Size, optimizer: t.type({ rate: t.number }) });
const decodeRun = decodeWith(Run, 'run.json', 'run');

describe('decodeWith', () => {
  test('gives the value', () => {
    expect(decodeRun({ epochs: 3, optimizer: { rate: 0.1 } })).toEqual(
      E.right({ epochs: 3, optimizer: { rate: 0.1 } }),
    );
  });
  test('names every field that is wrong', () => {
    const decoded = decodeRun({ epochs: -1, optimizer: { rate: 'fast' } });
    expect(E.isLeft(decoded) && explain(decoded.left)).toBe(
      'run.json: run.epochs: expected a whole number >= 0, got -1\n' +
        'run.json: run.optimizer.rate: expected number, got "fast"',
    );
  });
  test('a missing field is nothing', () => {
    const decoded = decodeRun({ epochs: 1, optimizer: {} });
    expect(E.isLeft(decoded) && explain(decoded.left)).toBe(
      'run.json: run.optimizer.rate: expected number, got nothing',
    );
  });
});

test('a union is wrong once, whatever its members say', () => {
  const Width = t.type({ width: t.union([t.literal(128), t.type({ of: t.number })]) });
  const decoded = decodeWith(Width, 'f', 'root')({ width: { of: 'x' } });
  expect(E.isLeft(decoded) && explain(decoded.left)).toBe(
    'f: root.width: expected (128 | { of: number }), got {"of":"x"}',
  );
});

describe('parseObject', () => {
  test.each([
    ['{"a":1}', 'right'],
    ['{"a":', 'f: root: expected JSON, got damaged text "{\\"a\\":"'],
    ['[1]', 'f: root: expected a JSON object, got [1]'],
    ['null', 'f: root: expected a JSON object, got null'],
  ])('%s', (text, expected) => {
    const parsed = parseObject(text, 'f', 'root');
    expect(E.isLeft(parsed) ? explain(parsed.left) : 'right').toBe(expected);
  });
});

test('values are shown short', () => {
  expect(showValue(undefined)).toBe('nothing');
  expect(showValue(12n)).toBe('12');
  expect(showValue('x'.repeat(500)).length).toBeLessThan(70);
});

test('sizes and objects', () => {
  expect([0, 3, -1, 0.5, 2 ** 53, '1', null].map(Size.is)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect([{}, [], null, 1].map(JsonObject.is)).toEqual([true, false, false, false]);
});
