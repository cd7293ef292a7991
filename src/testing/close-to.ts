/** Numbers that are equal but for rounding. */
import { type AnyTensor, isValue } from '../core/tensor.ts';
import { show } from '../types/shape.ts';
import { elements, evaluate } from './arrays.ts';

/** How far two numbers may lie apart: absolute + relative |expected|. */
export interface Tolerance {
  /** 1e-5 if absent: some hundred roundings of f32 */
  readonly relative?: number;
  /** 1e-6 if absent */
  readonly absolute?: number;
}

const numbersOf = (x: AnyTensor | ArrayLike<number>): readonly number[] =>
  isValue(x) ? elements(evaluate({ params: [], results: [x] }, [])[0]!) : Array.from(x);

/**
 * Throws unless |got - expected| <= absolute + relative |expected| for every element; NaN is close to NaN, and an
 * infinity to itself. Takes tensors and lists of numbers; tensors that are expressions are evaluated. The error names
 * the first element that is too far off. NumPy: numpy.testing.assert_allclose; PyTorch: torch.testing.assert_close.
 */
export const closeTo = (
  got: AnyTensor | ArrayLike<number>,
  expected: AnyTensor | ArrayLike<number>,
  { relative = 1e-5, absolute = 1e-6 }: Tolerance = {},
): void => {
  if (isValue(got) && isValue(expected) && show(got.shape) !== show(expected.shape)) {
    throw new Error(`closeTo: ${show(got.shape)} is not of the shape ${show(expected.shape)}`);
  }
  const [x, y] = [numbersOf(got), numbersOf(expected)];
  if (x.length !== y.length) throw new Error(`closeTo: ${x.length} elements, not ${y.length}`);
  const off = y.findIndex((want, i) => {
    if (!Number.isFinite(want)) return !Object.is(x[i], want);
    return !(Math.abs(x[i]! - want) <= absolute + relative * Math.abs(want));
  });
  if (off >= 0) throw new Error(`closeTo: element ${off} is ${x[off]}, expected ${y[off]}`);
};
