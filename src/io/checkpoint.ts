/** Weights of one model from a safetensors file: every tensor must be there, fit, and be finite. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { compareLayouts, type Layout } from './header.ts';
import { decode, type Safetensors } from './safetensors.ts';
import { compareNames, type TensorData, type Tensors } from './tensor-data.ts';

/** Exponent bits that are all ones mean NaN or infinity. */
const isNonFinite16 =
  (exponent: number) =>
  (bits: number): boolean =>
    (bits & exponent) === exponent;

const isNonFinite = (value: number): boolean => !Number.isFinite(value);

/** The first index that holds a NaN or an infinity, or -1. */
export const firstNonFinite = (tensor: TensorData): number => {
  switch (tensor.dtype) {
    case 'F32':
      return tensor.data.findIndex(isNonFinite);
    case 'F64':
      return tensor.data.findIndex(isNonFinite);
    case 'F16':
      return tensor.data.findIndex(isNonFinite16(0x7c00));
    case 'BF16':
      return tensor.data.findIndex(isNonFinite16(0x7f80));
    default:
      return -1;
  }
};

const showElement = ({ dtype, data }: TensorData, at: number): string =>
  dtype === 'F32' || dtype === 'F64' ? `${data[at]}` : `the bits 0x${data[at]!.toString(16)}`;

const nonFinite = (tensors: Tensors, file: string): readonly BoundaryError[] =>
  [...tensors]
    .sort(([a], [b]) => compareNames(a, b))
    .flatMap(([name, tensor]) => {
      const at = firstNonFinite(tensor);
      return at < 0
        ? []
        : boundaryError(
            file,
            `tensor '${name}'[${at}]`,
            'a finite number',
            showElement(tensor, at),
          );
    });

const noErrors =
  (find: (saved: Safetensors) => readonly BoundaryError[]) =>
  (saved: Safetensors): E.Either<BoundaryError, Safetensors> => {
    const [first, ...others] = find(saved);
    return first ? E.left(collectErrors(first, others)) : E.right(saved);
  };

/**
 * Decodes a file to exactly the tensors of `layout`. The error lists every missing, unexpected and ill-shaped tensor,
 * sorted by name; then every tensor with a NaN or an infinity, at its first index.
 */
export const checkpoint =
  (layout: Layout) =>
  (bytes: Uint8Array, file: string): E.Either<BoundaryError, Safetensors> =>
    pipe(
      decode(bytes, file),
      E.chain(
        noErrors(({ tensors }) => compareLayouts(new Map(Object.entries(layout)), tensors, file)),
      ),
      E.chain(noErrors(({ tensors }) => nonFinite(tensors, file))),
    );
