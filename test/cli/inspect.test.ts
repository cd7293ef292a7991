import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { Refused } from '../../src/cli/failure.ts';
import { type Inspection, InspectionCodec, inspectFile } from '../../src/cli/inspect.ts';
import { inspectionJson, inspectionText } from '../../src/cli/inspect-text.ts';
import { printable, printableError, printableJson } from '../../src/cli/printable.ts';
import { statistics } from '../../src/cli/statistics.ts';
import { boundaryError, collectErrors, explain } from '../../src/core/boundary.ts';
import { encode, hashTensors, type TensorData, type Tensors } from '../../src/io/index.ts';
import { tensors as anyTensors, fileOf } from '../io/arbitrary.ts';
import { temporaryFolder } from './cli.ts';

const file = join(temporaryFolder(), 'm.safetensors');

const write = (bytes: Uint8Array): string => {
  writeFileSync(file, bytes);
  return file;
};
const refusal = async (path: string): Promise<string> => {
  const error: unknown = await inspectFile(path).then(
    () => 'no error',
    (cause: unknown) => cause,
  );
  return error instanceof Refused ? explain(error.error) : String(error);
};

const f32 = (...values: readonly number[]): TensorData => ({
  dtype: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const f64 = (...values: readonly number[]): TensorData => ({
  dtype: 'F64',
  shape: [values.length],
  data: Float64Array.from(values),
});

const MODEL: Tensors = new Map<string, TensorData>([
  ['fc.w', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 6) }],
  ['fc.b', f32(Number.NaN, -0.5)],
  ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
]);

describe('inspectFile', () => {
  test('lists tensors and metadata by name, with sums and the hash of a run', async () => {
    const bytes = encode(MODEL, { model: 'mlp', a: 'b' });
    const inspection = await inspectFile(write(bytes));
    expect(inspection).toEqual({
      file,
      tensors: [
        {
          name: 'fc.b',
          dtype: 'F32',
          shape: [2],
          elements: 2,
          bytes: 8,
          statistics: { min: -0.5, max: -0.5, mean: -0.5, std: 0, nonFinite: 1 },
        },
        {
          name: 'fc.w',
          dtype: 'F32',
          shape: [2, 2],
          elements: 4,
          bytes: 16,
          // deviations -2, -1, 0, 3: a variance of 14 / 4
          statistics: { min: 1, max: 6, mean: 3, std: Math.sqrt(3.5), nonFinite: 0 },
        },
        { name: 'steps', dtype: 'I64', shape: [], elements: 1, bytes: 8, statistics: null },
      ],
      totals: { tensors: 3, elements: 7, bytes: 32, nonFinite: 1 },
      metadata: { a: 'b', model: 'mlp' },
      weightsSha256: hashTensors(MODEL),
    });
    expect(Object.keys(inspection.metadata)).toEqual(['a', 'model']);
  });
  test('any file: sums add up, the hash is that of its tensors', async () => {
    await fc.assert(
      fc.asyncProperty(anyTensors, async (map) => {
        const { tensors, totals, weightsSha256 } = await inspectFile(write(encode(map)));
        expect(tensors.map(({ name }) => name)).toEqual([...map.keys()].sort());
        expect(totals.tensors).toBe(map.size);
        expect(totals.bytes).toBe([...map.values()].reduce((n, t) => n + t.data.byteLength, 0));
        expect(weightsSha256).toBe(hashTensors(map));
      }),
      { numRuns: 50 },
    );
  });
  test('a metadata key __proto__ is a key like others', async () => {
    const { metadata } = await inspectFile(
      write(fileOf('{"__metadata__":{"b":"2","__proto__":"x"}}')),
    );
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'x'],
      ['b', '2'],
    ]);
  });
  test('a damaged file and an absent one are refused', async () => {
    const bytes = encode(MODEL);
    expect(await refusal(write(bytes.subarray(0, -1)))).toBe(
      `${file}: data: expected 32 bytes as the header says, got 31 bytes`,
    );
    expect(await refusal(write(new Uint8Array(0)))).toBe(
      `${file}: header length: expected 8 bytes, got 0 bytes`,
    );
    expect(await refusal(`${file}.none`)).toBe(
      `${file}.none: file: expected an existing path, got no such file or folder`,
    );
  });
  test('cut off anywhere, a file is refused', async () => {
    const bytes = encode(MODEL, { a: 'b' });
    for (let end = 0; end < bytes.length; end++)
      expect(await refusal(write(bytes.subarray(0, end)))).toContain(': expected ');
  });
  test('a name that UTF-8 cannot hold is refused', async () => {
    const header = '{"\\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}';
    expect(await refusal(write(fileOf(header)))).toBe(
      `${file}: tensor '\\u{d800}': expected a name in Unicode, got half a surrogate pair`,
    );
  });
  test('errors hold no control characters of the file', async () => {
    const header = '{"a\\u001b[2J\\n":{"dtype":"X","shape":[0],"data_offsets":[0,0]}}';
    expect(await refusal(write(fileOf(header)))).toMatch(
      /: tensor 'a\\u\{1b\}\[2J\\u\{a\}'\.dtype: expected one of [A-Z0-9, ]+, got "X"$/,
    );
  });
});

const TEXT = `FILE: 3 tensors, 7 elements, 32 bytes, 1 non-finite element

  tensor  dtype  shape   elements  bytes   min   max  mean    std  non-finite
  fc.b    F32    [2]            2      8  -0.5  -0.5  -0.5      0           1
  fc.w    F32    [2, 2]         4     16     1     6     3  1.871           0
  steps   I64    []             1      8

metadata
  model: mlp

weights sha256  HASH
`;

const HOSTILE = 'w\x1b[31m\r\n\x9b0m\u202e\u200b';
const hostile = async (): Promise<Inspection> =>
  inspectFile(write(encode(new Map([[HOSTILE, f32(1)]]), { [HOSTILE]: HOSTILE })));

describe('rendering', () => {
  test('a table for people', async () => {
    const inspection = await inspectFile(write(encode(MODEL, { model: 'mlp' })));
    expect(inspectionText(inspection)).toBe(
      TEXT.replace('FILE', file).replace('HASH', hashTensors(MODEL)),
    );
  });
  test('an empty file has no table', async () => {
    const inspection = await inspectFile(write(encode(new Map())));
    expect(inspectionText(inspection)).toBe(
      `${file}: 0 tensors, 0 elements, 0 bytes\n\nweights sha256  ${hashTensors(new Map())}\n`,
    );
  });
  test('a long name pushes its own line only', async () => {
    const long = 'n'.repeat(200);
    const map = new Map([[long, f32(1)] as const, ['w', f32(1)] as const]);
    const lines = inspectionText(await inspectFile(write(encode(map)))).split('\n');
    expect(lines.filter((line) => line.length > 150)).toHaveLength(1);
    expect(lines.join('\n')).toContain(long);
  });
  test('no control character reaches the terminal', async () => {
    const inspection = await hostile();
    for (const text of [inspectionText(inspection), inspectionJson(inspection)])
      expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(inspectionJson(inspection).match(/\n/g)).toHaveLength(1);
    expect(inspectionText(inspection)).toContain(
      '  w\\u{1b}[31m\\u{d}\\u{a}\\u{9b}0m\\u{202e}\\u{200b}  F32',
    );
  });
  test('the JSON is one line that reads back as the inspection', async () => {
    for (const inspection of [await hostile(), await inspectFile(write(encode(MODEL)))]) {
      const decoded = InspectionCodec.decode(JSON.parse(inspectionJson(inspection)));
      expect(decoded).toEqual(E.right(inspection));
    }
  });
});

describe('printable', () => {
  test('leaves what is printable as it is, also a second time', () => {
    expect(printable('fc1.w, Gewicht für 重み \u{1f600} \\n')).toBe(
      'fc1.w, Gewicht für 重み \u{1f600} \\n',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(printable(text))).toBe(printable(text));
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
  test('in JSON it is still the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = printableJson(JSON.stringify(value));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
  test('every part of every error', () => {
    const bad = boundaryError('\x1b', '\x07', '\n', '\r');
    expect(explain(printableError(collectErrors(bad, [bad])))).toBe(
      Array(2).fill('\\u{1b}: \\u{7}: expected \\u{a}, got \\u{d}').join('\n'),
    );
  });
});

describe('statistics', () => {
  test('integers and booleans have none', () => {
    expect(statistics({ dtype: 'U8', shape: [1], data: Uint8Array.of(1) })).toBeNull();
    expect(statistics({ dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) })).toBeNull();
  });
  test('without a finite element there is nothing but the count', () => {
    const none = { min: null, max: null, mean: null, std: null };
    expect(statistics(f32())).toEqual({ ...none, nonFinite: 0 });
    expect(statistics(f32(Number.NaN, -Infinity))).toEqual({ ...none, nonFinite: 2 });
  });
  test('16-bit floats are read by their bits', () => {
    // 1, -2, 65504 (largest), 2^-24 (smallest), infinity, NaN
    const half = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e01);
    expect(statistics({ dtype: 'F16', shape: [6], data: half })).toMatchObject({
      min: -2,
      max: 65504,
      nonFinite: 2,
    });
    const least = statistics({ dtype: 'F16', shape: [1], data: Uint16Array.of(1) });
    expect(least).toMatchObject({ min: 2 ** -24, mean: 2 ** -24, std: 0 });
  });
  test('a BF16 is the upper half of an F32', () => {
    const upper = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const whole = new Float32Array(Uint32Array.from(upper, (bits) => bits * 2 ** 16).buffer);
    const shape = [2 ** 16];
    expect(statistics({ dtype: 'BF16', shape, data: upper })).toEqual(
      statistics({ dtype: 'F32', shape, data: whole }),
    );
  });
  test('agree with the plain formulas', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (xs) => {
        const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
        const std = Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length);
        const found = statistics(f64(...xs))!;
        expect(found).toMatchObject({ min: Math.min(...xs), max: Math.max(...xs), nonFinite: 0 });
        // the scale is a power of two: sums of at most some hundred terms <= 1e6 differ in no more than rounding
        expect(Math.abs(found.mean! - mean)).toBeLessThanOrEqual(1e-8);
        expect(Math.abs(found.std! - std)).toBeLessThanOrEqual(1e-8);
      }),
    );
  });
  test('stay finite at both ends of f64', () => {
    const large = statistics(f64(1.7e308, -1.7e308))!;
    expect(large).toMatchObject({ mean: 0, std: 1.7e308 });
    const small = statistics(f64(1e-300, 3e-300))!;
    // relative to the values, 1e-15 is a few roundings
    expect(Math.abs(small.std! / 1e-300 - 1)).toBeLessThanOrEqual(1e-15);
  });
});
