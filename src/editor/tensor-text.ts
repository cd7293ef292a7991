/** The type of a tensor, read back from the text that a compiler prints: `Tensor<["B", 28, 28, 1], f32>`. */
import { mulDim } from '../types/dim.ts';
import { byteSize, type DTypeName, DTypes } from '../types/dtype.ts';
import { type Dim, sizeOf, substituteShape } from '../types/shape.ts';

/** A size, or null where only the run knows it. */
export type Size = Dim | null;

/** A tensor's type; its shape is null where not even the rank is known. */
export interface TensorText {
  readonly shape: readonly Size[] | null;
  readonly dtype: DTypeName;
}

const TENSOR = /^(?:Tensor|NdArray)<(.*), (\w+)>$/;

const isDType = (name: string): name is DTypeName => name in DTypes;
const isSize = (u: unknown): u is Size => u === null || ['number', 'string'].includes(typeof u);

/** Sizes as JSON, `number` as null. */
const sizesIn = (text: string): readonly Size[] | null => {
  if (!/^(readonly )?\[("[^"]*"|\d+|number|, )*\]$/.test(text)) return null;
  const sizes: unknown = JSON.parse(
    text
      .replace(/^readonly /, '')
      .replaceAll(/"[^"]*"|number/g, (w) => (w === 'number' ? 'null' : w)),
  );
  return Array.isArray(sizes) && sizes.every(isSize) ? sizes : null;
};

/** The tensor that a type is, or undefined. */
export const tensorIn = (type: string): TensorText | undefined => {
  const [, sizes, dtype] = TENSOR.exec(type) ?? [];
  return sizes !== undefined && dtype !== undefined && isDType(dtype)
    ? { shape: sizesIn(sizes), dtype }
    : undefined;
};

/** What names stand for: B is 128. */
export type Sizes = ReadonlyMap<string, number>;

const isKnown = (shape: readonly Size[]): shape is readonly Dim[] => !shape.includes(null);

/** With sizes for names. */
export const bound = (tensor: TensorText, sizes: Sizes): TensorText => ({
  ...tensor,
  shape: tensor.shape?.map((d) => (d === null ? null : substituteShape([d], sizes)[0]!)) ?? null,
});

/** How many elements, as far as it is known: 1280, or '10*B'. */
export const elementsOf = ({ shape }: TensorText): Size =>
  shape === null || !isKnown(shape) ? null : sizeOf(shape);

/** How many bytes, as far as it is known: 5120, or '40*B'. */
export const bytesOf = (tensor: TensorText): Size => {
  const elements = elementsOf(tensor);
  return elements === null ? null : mulDim(elements, byteSize(DTypes[tensor.dtype]));
};

/** [B, 28, 28, 1], `?` for a size that only the run knows. */
export const showShape = (shape: readonly Size[] | null): string =>
  shape === null ? '[...]' : `[${shape.map((d) => d ?? '?').join(', ')}]`;
