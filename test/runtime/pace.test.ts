/** Threads are asked for while they make runs faster, and tried again now and then. */
import { describe, expect, test } from 'vitest';
import { makePace, type Pace } from '../../src/runtime/pace.ts';

/** How many of so many runs ask, when a run takes `asking` milliseconds with workers and 10 without. */
const asked = (pace: Pace, runs: number, asking: number): number => {
  let count = 0;
  for (let i = 0; i < runs; i++) {
    const asks = pace.asks();
    if (asks) count++;
    pace.note(asks, asks ? asking : 10);
  }
  return count;
};

describe('of 1000 runs', () => {
  test.each([
    ['twice as fast with workers', 5, 970, 1000],
    ['four times as slow', 40, 5, 50],
    ['as fast as without them, for which others would wait', 10, 5, 50],
  ])('%s', (_, asking, least, most) => {
    const count = asked(makePace(), 1000, asking);
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });
});

test('a machine that becomes busy, and idle again', () => {
  const pace = makePace();
  expect(asked(pace, 200, 5)).toBeGreaterThan(180);
  expect(asked(pace, 200, 60)).toBeLessThan(30);
  expect(asked(pace, 1000, 5)).toBeGreaterThan(700);
});

test('one slow run changes nothing', () => {
  const pace = makePace();
  asked(pace, 30, 5);
  pace.note(pace.asks(), 500);
  expect(asked(pace, 100, 5)).toBeGreaterThan(90);
});
