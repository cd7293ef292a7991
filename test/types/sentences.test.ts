/** The sentence that the type checker shows is the sentence that is thrown when the same call is made without types. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { programOf, thrownIn } from './program.ts';
import { messages } from './values.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/cases', import.meta.url));
const CASES = fileURLToPath(new URL('cases', import.meta.url));
/** Files without a wrong program, or about types that no value has. */
const NOT_RUN: readonly string[] = [
  'dynamic.ts',
  'hovers.ts',
  'right.ts',
  'rules.ts',
  'transformed.ts',
];
const FILES = readdirSync(CASES).filter((name) => !NOT_RUN.includes(name));
const HEADER = `import { attempt, make } from '../../test/types/values.ts';`;

const caseOf = (name: string) => {
  const source = readFileSync(`${CASES}/${name}`, 'utf8');
  return { name, source, expected: thrownIn(source) };
};

describe('types and run time say the same', () => {
  test.each(FILES.map(caseOf))('in every case of $name', async ({ name, source, expected }) => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/${name}`, programOf(HEADER, source));
    const before = messages.length;
    await import(`${FOLDER}/${name}`);
    expect(expected.length).toBeGreaterThan(3);
    expect(messages.slice(before)).toEqual(expected);
  });
});
