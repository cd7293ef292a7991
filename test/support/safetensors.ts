/** A reader of safetensors files for reference values, independent of the one under test. */
import { readFileSync } from 'node:fs';

export type StoredArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
export type StoredDType = 'F32' | 'F64' | 'I32' | 'U32' | 'BOOL';

export interface StoredTensor {
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  readonly data: StoredArray;
}

interface Entry {
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const arrayOf = (dtype: StoredDType, bytes: ArrayBuffer): StoredArray => {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes);
    case 'F64':
      return new Float64Array(bytes);
    case 'I32':
      return new Int32Array(bytes);
    case 'U32':
      return new Uint32Array(bytes);
    case 'BOOL':
      return new Uint8Array(bytes);
  }
};

/** File layout: u64 N; N bytes of JSON; data. The arrays are copies, hence aligned. */
export const readSafetensors = (file: string): ((name: string) => StoredTensor) => {
  const bytes = Uint8Array.from(readFileSync(file));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const entries = new Map(Object.entries(header as Readonly<Record<string, Entry>>));
  return (name) => {
    const entry = entries.get(name);
    if (entry === undefined) throw new Error(`${file}: no tensor ${name}`);
    const { dtype, shape, data_offsets: range } = entry;
    const [begin, end] = range.map((offset) => 8 + length + offset);
    return { dtype, shape, data: arrayOf(dtype, bytes.buffer.slice(begin!, end!)) };
  };
};
