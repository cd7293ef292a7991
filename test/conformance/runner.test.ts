/** The conformance runner on made cases: what is right passes, and every kind of fault is reported in its form. */
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { direct, leftOut, missing, op, program, sample } from '../../conformance/adapter.ts';
import type { Families } from '../../conformance/run.ts';
import type { Value } from '../../src/core/node.ts';
import { array, neg, scale, sin, square, stack } from '../../src/ops/index.ts';
import { key, normal } from '../../src/random/index.ts';
import { casesOf, folderOf, type Rows, ran, removeFolders, squares, unaryCase } from './folder.ts';

const families: Families = {
  made: {
    square: () => program(square),
    twice: () => program((x: Value) => [op(square)(x), op(square)(x)]),
    stacked: () => program((x: Value) => op(stack)(0, op(square)(x))),
    throwing: () =>
      program(() => {
        throw new RangeError('far out');
      }),
    absent: () => missing('absent with an option'),
    odd: () => leftOut('its maker rounds otherwise'),
    number: () => direct(() => ({ half: [0.5] })),
    squares: ({ inputs: [x] }) => direct(({ load }) => ({ y: op(square)(load(x!)) })),
    normal: () => sample(() => scale(3, normal(key(1), [10_000]))),
  },
};

afterAll(removeFolders);

const both = ['reference', 'wasm'] as const;
const squareCase = unaryCase('square_00', 'square');
const good = squares('square_00');
const onSquares = (change: Rows, backend = 'reference', o = 'square') =>
  ran(
    [casesOf([{ ...squareCase, op: o }], { ...good, ...change }), '--backend', backend],
    families,
  );

test('a case that is left out is named with its reason, and neither passes nor fails', () => {
  const { code, lines } = onSquares({}, 'reference', 'odd');
  expect(lines[0]).toBe('square_00: left out: its maker rounds otherwise');
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 1 skipped');
  expect(code).toBe(0);
});

describe.each(both)('on %s', (backend) => {
  test('what is right passes', () => {
    const { code, lines, errors } = onSquares({}, backend);
    expect(errors).toBe('');
    expect(lines).toEqual([
      '',
      'family  cases  passed  failed  skipped  seconds',
      'made        1       1       0        0     0.00',
      '',
      '1 passed, 0 failed, 0 skipped',
    ]);
    expect(code).toBe(0);
  });
  test('a wrong value', () => {
    const { code, lines } = onSquares({ 'square_00/y': [1, 4, 9.5, 15] }, backend);
    expect(lines[0]).toBe('square_00: y[2]: 9, expected 9.5 (difference 5.00e-1; 2 of 4 elements)');
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });
  test('a wrong gradient', () => {
    const { code, lines } = onSquares({ 'square_00/grad_x': [2, 4, 6, 9] }, backend);
    expect(lines[0]).toBe(
      'square_00: grad_x[3]: 8, expected 9 (difference 1.00e+0; 1 of 4 elements)',
    );
    expect(code).toBe(1);
  });
  test('both in one case, a line each', () => {
    const change = { 'square_00/y': [2, 4, 9, 16], 'square_00/grad_x': [2, 5, 6, 8] };
    const { lines } = onSquares(change, backend);
    expect(lines.slice(0, 3).map((line) => line.split('[')[0])).toEqual([
      'square_00: y',
      'square_00: grad_x',
      '',
    ]);
  });
  test('NaN, got and expected; an infinity of the wrong sign', () => {
    const nan = [1, Number.NaN, 3, 4];
    expect(onSquares({ 'square_00/y': nan }, backend).lines[0]).toMatch(
      /^square_00: y\[1\]: 4, expected NaN/,
    );
    expect(onSquares({ 'square_00/x': nan }, backend).lines[0]).toMatch(
      /^square_00: y\[1\]: NaN, expected 4/,
    );
    const [x, y] = [
      [1, 2, 3, -Infinity],
      [1, 4, 9, -Infinity],
    ];
    expect(onSquares({ 'square_00/x': x!, 'square_00/y': y! }, backend).lines[0]).toMatch(
      /^square_00: y\[3\]: Infinity, expected -Infinity/,
    );
  });
  test('what f32 cannot hold is stored as an infinity', () => {
    const rows = {
      'square_00/x': [1e30, -1e30, 3, 4],
      'square_00/y': [Infinity, Infinity, 9, 16],
    };
    const forward = { ...squareCase, cotangent: [null], grads: {} };
    expect(
      ran([casesOf([forward], { ...good, ...rows }), '--backend', backend], families).code,
    ).toBe(0);
    const minus = { ...rows, 'square_00/y': [-Infinity, Infinity, 9, 16] };
    expect(
      ran([casesOf([forward], { ...good, ...minus }), '--backend', backend], families).code,
    ).toBe(1);
  });
  test('an output without a cotangent', () => {
    const { cotangent: _, grads: __, ...without } = squareCase;
    const forward = { ...without, cotangent: [null], grads: {} };
    const { code } = ran([casesOf([forward], good), '--backend', backend], families);
    expect(code).toBe(0);
  });
});

describe('a case that cannot run', () => {
  test('an operation that is not there, an option, a family', () => {
    expect(onSquares({}, 'wasm', 'cube').lines[0]).toBe('square_00: no such operation: cube');
    expect(onSquares({}, 'wasm', 'absent').lines[0]).toBe(
      'square_00: no such operation: absent with an option',
    );
    const other = casesOf([{ ...squareCase, family: 'other' }], good);
    const { code, lines } = ran([other], families);
    expect(lines[0]).toBe('square_00: no such operation: square');
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });
  test('a tensor that is missing', () => {
    const { 'square_00/y': _, ...rest } = good;
    const { code, lines } = ran([casesOf([squareCase], rest)], families);
    expect(lines[0]).toMatch(/^square_00: Error: no tensor square_00\/y in .*made\.safetensors$/);
    expect(code).toBe(1);
  });
  test('what an operation throws', () => {
    expect(onSquares({}, 'wasm', 'throwing').lines[0]).toBe('square_00: RangeError: far out');
  });
  test('an attribute that nothing reads, though it may say what the tensors do', () => {
    const of = (attrs: object) => ran([casesOf([{ ...squareCase, attrs }], good)], families);
    expect(of({ layout: 'NCHW', stable: true }).code).toBe(0);
    expect(of({ power: 3 }).lines[0]).toBe('square_00: no such attribute: power');
    expect(of({ stable: false }).lines[0]).toBe('square_00: no such attribute: stable');
    expect(of({ power: 3 }).code).toBe(1);
  });
  test('no output, a gradient of nothing, cotangents of other outputs', () => {
    const first = (change: object) =>
      ran([casesOf([{ ...squareCase, ...change }], good)], families).lines[0];
    expect(first({ outputs: [], cotangent: [], grads: {} })).toBe('square_00: nothing to compare');
    expect(first({ grads: { 'square_00/z': 'square_00/grad_x' } })).toBe(
      'square_00: a gradient of z, which is no input',
    );
    expect(first({ cotangent: [] })).toBe('square_00: 0 cotangents for 1 output');
    expect(first({ op: 'squares' })).toBe('square_00: the gradient of x is not checked');
  });
  test('results of another number, size, shape', () => {
    expect(onSquares({}, 'wasm', 'twice').lines[0]).toBe('square_00: 2 outputs, expected 1');
    expect(onSquares({}, 'wasm', 'stacked').lines[0]).toBe(
      'square_00: y: shape [1, 4], expected [4]',
    );
    const { lines } = onSquares({ 'square_00/grad_x': [2, 4] }, 'wasm');
    expect(lines[0]).toBe('square_00: grad_x: 4 elements, expected 2 ([2])');
  });
  test('it does not keep the others from running', () => {
    const cases = [{ ...squareCase, op: 'throwing' }, squareCase, { ...squareCase, op: 'cube' }];
    const { lines } = ran([casesOf(cases, good)], families);
    expect(lines.at(-1)).toBe('1 passed, 2 failed, 0 skipped');
  });
});

describe('forward mode', () => {
  const x: Rows = { ...good, 'square_00/x': [0, 0, 0, 0], 'square_00/y': [0, 0, 0, 0] };
  test('that disagrees with reverse mode is a failure', () => {
    // reverse mode sees sin, forward mode its negative
    const calls: number[] = [];
    const fickle = () =>
      program((v: Value) => {
        calls.push(1);
        return calls.length === 1 ? op(sin)(v) : op(neg)(op(sin)(v));
      });
    const rows = { ...x, 'square_00/grad_x': [1, 1, 1, 1] };
    const argv = [casesOf([squareCase], rows), '--backend', 'reference'];
    const { code, lines } = ran(argv, { made: { square: fickle } });
    expect(lines[0]).toMatch(/^square_00: forward: <cotangent, jvp> = .*, <vjp, direction> = /);
    expect(code).toBe(1);
    expect(ran(argv, { made: { square: () => program(sin) } }).code).toBe(0);
  });
});

describe('results without gradients', () => {
  const plain = { ...squareCase, op: 'squares', cotangent: [null], grads: {} };
  test('outputs by role', () => {
    expect(ran([casesOf([plain], good)], families).code).toBe(0);
    const wrong = { ...good, 'square_00/y': [1, 4, 9, 17] };
    expect(ran([casesOf([plain], wrong)], families).lines[0]).toMatch(/^square_00: y\[3\]: 16, /);
    const more = { ...plain, outputs: ['square_00/y', 'square_00/x'] };
    expect(ran([casesOf([more], good)], families).lines[0]).toBe('square_00: x: no such output');
  });
  test("PyTorch's own run in f32 is no result", () => {
    const more = { ...plain, outputs: ['square_00/y', 'square_00/y_float32_run'] };
    const rows = { ...good, 'square_00/y_float32_run': [0, 0, 0, 0] };
    expect(ran([casesOf([more], rows)], families).code).toBe(0);
  });
  const numbers = { ...plain, op: 'number', inputs: [], outputs: [], cotangent: [] };
  test('expected numbers', () => {
    const of = (expected: object) => ran([casesOf([{ ...numbers, expected }], good)], families);
    expect(of({ half: 0.5 }).code).toBe(0);
    expect(of({ half: 0.25 }).lines[0]).toBe(
      'square_00: expected.half[0]: 0.5, expected 0.25 (difference 2.50e-1; 1 of 1 elements)',
    );
    expect(of({ third: 1 / 3 }).lines[0]).toBe('square_00: expected.third: no such output');
  });
  test('moments', () => {
    const drawn = { ...numbers, op: 'normal', tolerance: { rtol: 0.05, atol: {} } };
    const of = (expected: object) => ran([casesOf([{ ...drawn, expected }], good)], families);
    expect(of({ mean: 0, std: 3 }).code).toBe(0);
    expect(of({ mean: 0.5, std: 3 }).lines[0]).toMatch(
      /^square_00: expected\.mean: .*expected 0\.5$/,
    );
    expect(of({ mean: 0, std: 3.5 }).lines[0]).toMatch(
      /^square_00: expected\.std: .*expected 3\.5$/,
    );
    expect(of({ mean: 0, bound: 3 }).lines[0]).toMatch(/^square_00: expected\.bound: /);
    expect(of({ mean: 0, bound: 100 }).lines[0]).toMatch(/^square_00: expected\.bound: /);
  });
});

test('cases whose values contain f32 rounding are compared with rounded arithmetic', () => {
  // 2^24 + 1 is no f32
  const add = () => program((x: Value) => op(scale)(1, op((v: Value) => v)(x)));
  const rows = { ...good, 'square_00/x': [2 ** 24], 'square_00/y': [2 ** 24] };
  const sum = () => direct(() => ({ y: op(scale)(1 + 2 ** -24, array([1], [2 ** 24])) }));
  const plain = { ...squareCase, cotangent: [null], grads: {} };
  const atol = { 'square_00/y': 0.5 };
  const at = (tolerance: object, f: typeof add) =>
    ran([casesOf([{ ...plain, tolerance }], rows), '--backend', 'reference'], {
      made: { square: f },
    });
  expect(at({ rtol: 0, atol }, add).code).toBe(0);
  expect(at({ rtol: 0, atol }, sum).code).toBe(1);
  expect(at({ rtol: 0, atol, ulps: { 'square_00/y': 0 } }, sum).code).toBe(0);
});

describe('the command line', () => {
  const folder = casesOf(
    [
      squareCase,
      { ...unaryCase('other_00', 'square'), family: 'other' },
      { ...unaryCase('cube_00', 'cube'), inputs: [], outputs: [], cotangent: [], grads: {} },
    ],
    { ...good, ...squares('other_00') },
  );
  test('one family', () => {
    const { code, lines } = ran([folder, '--family', 'other'], { other: families['made']! });
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped');
    expect(code).toBe(0);
  });
  test('JSON: one object, which says what the text says', () => {
    const nan = { ...good, 'square_00/y': [1, Number.NaN, 9, 16] };
    const { code, lines } = ran([casesOf([squareCase], nan), '--json'], families);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      ...{ backend: 'wasm', passed: 0, failed: 1, skipped: 0, missing: [] },
      families: [{ family: 'made', cases: 1, passed: 0, failed: 1, skipped: 0 }],
      failures: [
        {
          ...{ name: 'square_00', family: 'made', op: 'square' },
          failures: [{ tensor: 'y', index: 1, got: 4, expected: 'NaN', wrong: 1, of: 4 }],
        },
      ],
    });
    expect(code).toBe(1);
    expect(JSON.parse(ran([folder, '--json'], families).lines[0]!)).toMatchObject({
      missing: ['cube', 'square'],
    });
  });
  test.each([
    [
      ['--backend', 'cuda'],
      'command line: --backend: expected wasm, wasm64 or reference, got "cuda"',
    ],
    [['--family', 'none'], ': --family: expected some cases, got none'],
    [['--fast'], "error: unknown option '--fast'"],
  ] as const)('a wrong flag: %j', (flags, sentence) => {
    const { code, errors } = ran([folder, ...flags], families);
    expect(errors).toContain(sentence);
    expect(code).toBe(2);
  });
  test('no folder, and help', () => {
    expect(ran([], families).code).toBe(2);
    expect(ran(['--help'], families).code).toBe(0);
  });
});

describe('a folder that is wrong', () => {
  const refused = (folder: string): string => {
    const { code, errors } = ran([folder], families);
    expect(code).toBe(2);
    return errors;
  };
  test('no folder, no index', () => {
    expect(refused('nowhere')).toContain('index.json: file: expected an existing path');
  });
  test('an index that is no JSON', () => {
    expect(refused(folderOf('{"cases": [', good))).toContain(
      'index: expected JSON, got damaged text',
    );
  });
  test('an index of another form, by field', () => {
    const { op: _, ...nameless } = squareCase;
    expect(refused(folderOf('{"cases": 1}', good))).toContain('index.cases: expected ');
    expect(refused(casesOf([nameless], good))).toMatch(/index\.cases\.0.*op: expected string/);
  });
  test('a file of tensors that is missing, or damaged', () => {
    const folder = casesOf([squareCase], good);
    const file = join(folder, 'made.safetensors');
    writeFileSync(file, 'four');
    expect(refused(folder)).toContain('header length: expected 8 bytes, got 4 bytes');
    unlinkSync(file);
    expect(refused(folder)).toContain('made.safetensors: file: expected an existing path');
  });
  test('no cases', () => {
    expect(refused(casesOf([], good))).toContain(': cases: expected some cases, got none');
  });
});
