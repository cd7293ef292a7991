/** Tensors for the tests of this folder. */
import fc from 'fast-check';
import {
  bytesOf,
  type FileDType,
  sizeOf,
  type TensorData,
  type Tensors,
  tensorFrom,
} from '../../src/io/tensor-data.ts';

const dtypes: readonly FileDType[] = [
  'F64',
  'F32',
  'F16',
  'BF16',
  'I64',
  'I32',
  'U32',
  'U8',
  'BOOL',
];
const shape = fc.array(fc.nat(4), { maxLength: 3 });

/** Any shape, sizes 0 included, any bits. */
export const tensor: fc.Arbitrary<TensorData> = fc
  .tuple(fc.constantFrom(...dtypes), shape)
  .chain(([dtype, dims]) => {
    const length = sizeOf(dims) * bytesOf(dtype);
    const bytes = fc.uint8Array({
      minLength: length,
      maxLength: length,
      max: dtype === 'BOOL' ? 1 : 255,
    });
    return bytes.map((drawn) => tensorFrom(dtype, dims, drawn));
  });
const name = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => text !== '__metadata__');
export const tensors: fc.Arbitrary<Tensors> = fc
  .array(fc.tuple(name, tensor), { maxLength: 6 })
  .map((entries) => new Map(entries));

/** The file with this header and these data bytes, whatever they say. */
export const fileOf = (header: string, data: readonly number[] = []): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
};
