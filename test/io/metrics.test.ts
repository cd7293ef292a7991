import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { metricsLine, openMetrics, parseMetrics } from '../../src/io/metrics.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'metrics-'));
});
afterAll(() => rm(dir, { recursive: true }));

const sentence = (text: string): string => {
  const parsed = parseMetrics(text, 'metrics.jsonl');
  return E.isLeft(parsed) ? explain(parsed.left) : 'no error';
};

describe('metrics', () => {
  test('each record is on the device when its append is done, and a second run appends', async () => {
    const path = join(dir, 'metrics.jsonl');
    for (const epoch of [1, 2]) {
      const opened = await openMetrics(path)();
      if (E.isLeft(opened)) throw new Error(explain(opened.left));
      const { append, close } = opened.right;
      expect(await append({ epoch, loss: 0.5 })()).toEqual(E.right(undefined));
      expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(epoch + 1);
      expect(await close()).toEqual(E.right(undefined));
    }
    expect(parseMetrics(await readFile(path, 'utf8'), path)).toEqual(
      E.right([
        { epoch: 1, loss: 0.5 },
        { epoch: 2, loss: 0.5 },
      ]),
    );
  });
  test('a path that cannot be opened, and a writer used after its end', async () => {
    const refused = await openMetrics(join(dir, 'no', 'metrics.jsonl'))();
    expect(E.isLeft(refused) && explain(refused.left)).toMatch(
      /metrics file: expected an existing path, got no such file or folder$/,
    );
    const opened = await openMetrics(join(dir, 'closed.jsonl'))();
    if (E.isLeft(opened)) throw new Error(explain(opened.left));
    await opened.right.close();
    expect((await opened.right.append({ epoch: 1 })())._tag).toBe('Left');
  });
  test('numbers that JSON does not have are written as text', () => {
    expect(metricsLine({ a: Number.NaN, b: -Infinity, c: 1 })).toBe(
      '{"a":"NaN","b":"-Infinity","c":1}\n',
    );
  });
  test('what is written is read', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const record = fc.dictionary(fc.string(), value, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), (records) => {
        const parsed = parseMetrics(records.map(metricsLine).join(''), 'f');
        expect(parsed).toEqual(E.right(records));
      }),
    );
  });
  test.each([
    ['{"a":1}\n{"a":', 'metrics.jsonl: line 2: expected a line with its end, got a line cut off'],
    ['{"a":1}\n{"a"\n', 'metrics.jsonl: line 2: expected JSON, got damaged text "{\\"a\\""'],
    ['[]\n', 'metrics.jsonl: line 1: expected a JSON object, got []'],
    ['', 'no error'],
  ])('%j', (text, expected) => {
    expect(sentence(text)).toBe(expected);
  });
  test('a value that is no metric', () => {
    expect(sentence('{"a":[1]}\n')).toBe(
      'metrics.jsonl: line 1.a: expected a number, a string, a boolean or null, got [1]',
    );
  });
});
