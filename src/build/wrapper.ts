/** The ES module around a built program, and its declaration. Neither knows this library. */
import type { ConcreteType } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { DTypeName } from '../types/dtype.ts';

/** What the module has to know of the program. */
export interface Door {
  /** the name of the WebAssembly file beside it */
  readonly wasm: string;
  readonly input: Place;
  readonly output: Place;
  /** the input's elements must be from 0 to below each of these */
  readonly bounds: readonly { readonly bound: number; readonly path: string }[];
  readonly status: number;
  readonly checked: readonly string[];
}

export interface Place {
  readonly type: ConcreteType;
  readonly address: number;
}

/** What JavaScript holds the elements in; floats of 16 bits as their bits. */
const ARRAYS: Readonly<Record<DTypeName, string>> = {
  f32: 'Float32Array',
  f64: 'Float64Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  bool: 'Uint8Array',
  u8: 'Uint8Array',
  f16: 'Uint16Array',
  bf16: 'Uint16Array',
  i64: 'BigInt64Array',
};

const arrayOf = ({ type }: Place): string => ARRAYS[type.dtype.dtype];
const list = ({ type }: Place): string => `[${type.shape.join(', ')}]`;

const boundsText = ({ bounds }: Door): string =>
  bounds.length === 0
    ? ''
    : `
  for (const { bound, path } of ${JSON.stringify(bounds)}) {
    const at = data.findIndex((v) => v < 0 || v >= bound);
    if (at >= 0) throw new RangeError(\`\${path}: index \${data[at]} at position \${at} is out of range for size \${bound}\`);
  }`;

const runText = ({ checked, status }: Door): string =>
  checked.length === 0
    ? '  run();'
    : `  const failed = run();
  if (failed !== 0) {
    const position = new Int32Array(memory.buffer, ${status}, 1)[0] - 1;
    throw new RangeError(\`\${${JSON.stringify(checked)}[failed - 1]}: the index at position \${position} is out of range\`);
  }`;

export const moduleText = (d: Door): string => {
  const [size, results] = [sizeOf(d.input.type.shape), sizeOf(d.output.type.shape)];
  return `/** Written by \`typegrad build\`: a model of fixed sizes, compiled ahead of time. */
const url = new URL('./${d.wasm}', import.meta.url);
const fs = url.protocol === 'file:' ? globalThis.process?.getBuiltinModule?.('node:fs') : undefined;
const fetched = async () => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url}: \${response.status} \${response.statusText}\`);
  return response.arrayBuffer();
};
const bytes = fs === undefined ? await fetched() : fs.readFileSync(url);
const abort = () => {
  throw new Error('the model has stopped');
};
const { instance } = await WebAssembly.instantiate(bytes, { env: { abort } });
const { memory, run } = instance.exports;

const check = ({ shape, data }) => {
  if (shape.join() !== '${d.input.type.shape.join()}') {
    throw new RangeError(\`predict: input: expected ${list(d.input)}, got [\${shape.join(', ')}]\`);
  }
  if (!(data instanceof ${arrayOf(d.input)}) || data.length !== ${size}) {
    throw new TypeError(\`predict: data: expected ${arrayOf(d.input)} of ${size}, got \${data.constructor.name} of \${data.length}\`);
  }${boundsText(d)}
};

export const predict = (input) => {
  check(input);
  new ${arrayOf(d.input)}(memory.buffer, ${d.input.address}, ${size}).set(input.data);
${runText(d)}
  return { shape: ${list(d.output)}, data: new ${arrayOf(d.output)}(memory.buffer, ${d.output.address}, ${results}).slice() };
};
`;
};

/** `what`: a sentence on what `predict` gives. */
export const declarationText = (
  d: Door,
  what: string,
): string => `/** Written by \`typegrad build\`. */

/** An array: its sizes, and its elements in row-major order. Arrays of typegrad fit. */
export interface Tensor<S extends readonly number[], A> {
  readonly shape: S;
  readonly data: A;
}

export type Input = Tensor<readonly ${list(d.input)}, ${arrayOf(d.input)}>;
export type Output = Tensor<readonly ${list(d.output)}, ${arrayOf(d.output)}>;

/**
 * ${what}
 * Throws RangeError for another shape, TypeError for other data; both are errors of types too.
 */
export declare const predict: (input: Input) => Output;
`;
