/** Where the browser is looked for, and when its absence is a failure. */
import { expect, test } from 'vitest';
import { browserProgram } from '../support/requirement.ts';

const HERE = process.execPath;
const NOWHERE = '/no/such/program';
const required = { TYPEGRAD_REQUIRE: 'data,browser' };

test('CHROMIUM comes before the usual place', () => {
  expect(browserProgram({ CHROMIUM: HERE }, NOWHERE)).toBe(HERE);
  expect(browserProgram({}, HERE)).toBe(HERE);
});
test('no browser leaves the tests out', () => {
  expect(browserProgram({}, NOWHERE)).toBeUndefined();
  expect(browserProgram({ CHROMIUM: '' }, NOWHERE)).toBeUndefined();
});
test('no browser is a failure where one is required', () => {
  expect(() => browserProgram(required, NOWHERE)).toThrow('install Chromium or set CHROMIUM');
  expect(browserProgram(required, HERE)).toBe(HERE);
});
test('a wrong name never passes as an absence', () => {
  expect(() => browserProgram({ CHROMIUM: NOWHERE }, HERE)).toThrow('no program there');
});
