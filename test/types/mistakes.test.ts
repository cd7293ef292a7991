/**
 * The wrong programs of the case files are many and different: each has one error, whose text `messages.test.ts` compares
 * under every compiler, refusing any further one, and which `sentences.test.ts` throws.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expectedIn } from './expectations.ts';

const FOLDER = fileURLToPath(new URL('cases', import.meta.url));
const mistakes = readdirSync(FOLDER)
  .filter((name) => name.startsWith('mistakes-'))
  .map((name) => {
    const file = `test/types/cases/${name}`;
    const source = readFileSync(`${FOLDER}/${name}`, 'utf8');
    return { file, source, expected: expectedIn(file, source) };
  });
const expected = mistakes.flatMap((m) => m.expected);
const lineOf = (at: string): string => at.replace(/,\d+\)$/, '');

describe('the mistakes', () => {
  test('are well over sixty different programs with their own sentences', () => {
    const programs = mistakes.flatMap(({ source, expected }) => {
      const lines = source.split('\n');
      return expected.map(({ at }) => lines[Number(/\((\d+),/.exec(at)?.[1]) - 1]);
    });
    expect(new Set(programs).size).toBe(programs.length);
    expect(programs.length).toBeGreaterThan(130);
    expect(new Set(expected.map(({ text }) => text)).size).toBeGreaterThan(100);
  });
  test('say it in one line of ours, but for a few that the compiler words', () => {
    const own = expected.filter((e) => e.own);
    expect(own.length).toBeLessThan(10);
    for (const { text } of expected.filter((e) => !e.own)) expect(text).toMatch(/'"[^"]+"'\.$/);
  });
  test('are one to a line, so that no error follows from another', () => {
    const lines = expected.map(({ at }) => lineOf(at));
    expect(new Set(lines).size).toBe(lines.length);
  });
});
