/** The committed sample is readable, and comparisons fail when they should. */
import { describe, expect, test } from 'vitest';
import { disagreement, ulp32 } from './agree.ts';
import { type OracleCase, type Reference, readOracle, torchOracle } from './oracle.ts';
import { folderOf, required, sampleOf } from './requirement.ts';

const torch = readOracle(sampleOf('torch'), false);
const jax = readOracle(sampleOf('jax'), false);

const references = ({ inputs, outputs, cotangents, grads }: OracleCase): readonly Reference[] => [
  ...inputs,
  ...outputs,
  ...cotangents.filter((c) => c !== null),
  ...grads.values(),
];

describe.each([
  ['torch', torch],
  ['jax', jax],
])('the sample of %s', (_, oracle) => {
  test('has every tensor that its cases name, of the size its shape says', () => {
    const wrong = oracle
      .cases()
      .flatMap(references)
      .filter(({ shape, data }) => data.length !== shape.reduce((n, d) => n * d, 1));
    expect(wrong).toEqual([]);
  });
  test('has cotangents and gradients as shaped as what they belong to', () => {
    for (const { outputs, cotangents, inputs, grads } of oracle.cases()) {
      cotangents.forEach((c, i) => {
        if (c !== null) expect(c.shape).toEqual(outputs[i]!.shape);
      });
      for (const [role, grad] of grads) {
        expect(grad.shape).toEqual(inputs.find((input) => input.role === role)!.shape);
      }
    }
  });
});

test('cases are selected by family and operation', () => {
  const [exp, ...others] = torch.cases({ family: 'unary', op: 'exp' });
  expect(others).toEqual([]);
  const [x] = exp!.inputs;
  const y = Array.from(x!.data, Math.exp);
  expect(disagreement(y, exp!.outputs[0]!)).toBeUndefined();
  expect(torch.cases({ op: 'no such operation' })).toEqual([]);
});

test('the oracle is complete where the environment names one', () => {
  expect(torchOracle().complete).toBe(folderOf('torch') !== undefined);
});

describe('agreement', () => {
  const reference: Reference = {
    ...{ name: 'a/y', role: 'y', dtype: 'F32', shape: [4], data: new Float32Array([1, 2, -4, 0]) },
    ...{ rtol: 1e-3, atol: 1e-3, ulps: 0, outliers: undefined },
  };
  test('within the tolerance', () => {
    expect(disagreement([1.0019, 2.0029, -4.0049, -0], reference)).toBeUndefined();
  });
  test('outside it, with place, values and count', () => {
    expect(disagreement([1.0021, 2, -3, 0], reference)).toBe(
      'a/y[0]: 1.0021, expected 1 (difference 2.10e-3; 2 of 4 elements)',
    );
  });
  test('of another size', () => {
    expect(disagreement([1], reference)).toBe('a/y: 1 elements, expected 4 ([4])');
  });
  test('NaN and infinities only with themselves', () => {
    const data = new Float32Array([Number.NaN, Infinity, -Infinity, 1]);
    const special = { ...reference, data };
    expect(disagreement(data, special)).toBeUndefined();
    expect(disagreement([Number.NaN, Infinity, Infinity, 1], special)).toMatch(/^a\/y\[2\]/);
    expect(disagreement([0, Infinity, -Infinity, 1], special)).toMatch(/^a\/y\[0\]/);
    expect(disagreement([Number.NaN, Infinity, -Infinity, Number.NaN], special)).toMatch(
      /^a\/y\[3\]/,
    );
  });
  test('integers exactly', () => {
    const integers: Reference = { ...reference, dtype: 'I32', data: new Int32Array([1, 2, 3, 4]) };
    expect(disagreement([1, 2, 3, 4], integers)).toBeUndefined();
    expect(disagreement([1, 2, 3.0001, 4], integers)).toMatch(/^a\/y\[2\]/);
  });
  test('units in the last place', () => {
    const ulps = { ...reference, rtol: 0, atol: 0, ulps: 2 };
    expect(ulp32(1)).toBe(2 ** -23);
    expect(ulp32(-0.75)).toBe(2 ** -24);
    expect(disagreement([1 + 2 * 2 ** -23, 2, -4, 0], ulps)).toBeUndefined();
    expect(disagreement([1 + 3 * 2 ** -23, 2, -4, 0], ulps)).toMatch(/^a\/y\[0\]/);
  });
  test('outliers: as many as allowed, no further than allowed', () => {
    const some = { ...reference, outliers: { fraction: 0.1, at_least: 1, atol: 0.5 } };
    expect(disagreement([1.4, 2, -4, 0], some)).toBeUndefined();
    expect(disagreement([1.4, 2.4, -4, 0], some)).toMatch(/2 of 4/);
    expect(disagreement([1.6, 2, -4, 0], some)).toMatch(/^a\/y\[0\]/);
  });
});

describe('what the environment asks for', () => {
  test('an absence fails only where it is required', () => {
    expect(folderOf('torch', {})).toBeUndefined();
    expect(() => folderOf('torch', { TYPEGRAD_REQUIRE: 'data,oracle' })).toThrow(
      'set TYPEGRAD_ORACLE',
    );
    expect(() => folderOf('jax', { TYPEGRAD_REQUIRE: 'oracle' })).toThrow(
      'set TYPEGRAD_ORACLE_JAX',
    );
    expect(() => folderOf('data', { TYPEGRAD_REQUIRE: 'oracle,data' })).toThrow(
      'set TYPEGRAD_DATA',
    );
    expect(required('data', { TYPEGRAD_REQUIRE: 'oracle' })).toBe(false);
  });
  test('a folder without the files is an error, not an absence', () => {
    expect(() => folderOf('data', { TYPEGRAD_DATA: 'nowhere' })).toThrow(
      'TYPEGRAD_DATA=nowhere: no train',
    );
  });
});
