/** Equality of params, as text: JSON, with graphs, functions and element data by identity. */

const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;

const byIdentity = (x: unknown): x is object =>
  typeof x === 'function' || (isObject(x) && (ArrayBuffer.isView(x) || 'results' in x));

export const paramsKey = (params: unknown, idOf: (x: object) => number): string =>
  JSON.stringify(params, (_, x: unknown) => {
    if (byIdentity(x)) return `#${idOf(x)}`;
    return typeof x === 'number' && !Number.isFinite(x) ? `${x}` : Object.is(x, -0) ? '-0' : x;
  });
