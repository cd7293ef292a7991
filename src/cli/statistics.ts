/** What the numbers of a tensor look like; for floats only, where scale and spread mean something. */
import type { TensorData } from '../io/index.ts';

/** Over the finite elements; null where there is none. `std` is of the population, sqrt(sum (x - mean)^2 / n). */
export interface Statistics {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  /** how many elements are NaN or infinite */
  readonly nonFinite: number;
}

/** Calls `f` with each element that is a finite number. */
type Finite = (f: (x: number) => void) => void;

/** The number whose bits these are: a sign, `exponentBits`, and the fraction in what remains of 16. */
const decode16 =
  (exponentBits: number) =>
  (bits: number): number => {
    const fractionBits = 15 - exponentBits;
    const top = 2 ** exponentBits - 1;
    const [exponent, fraction] = [(bits >> fractionBits) & top, bits & (2 ** fractionBits - 1)];
    if (exponent === top) return fraction === 0 ? Infinity : NaN;
    const leading = exponent === 0 ? 0 : 2 ** fractionBits;
    const scale = 2 ** (Math.max(1, exponent) - 2 ** (exponentBits - 1) + 1 - fractionBits);
    return (bits >> 15 === 0 ? 1 : -1) * (leading + fraction) * scale;
  };

const finite =
  <A extends Float32Array | Float64Array | Uint16Array>(data: A, decode: (x: number) => number) =>
  (f: (x: number) => void): void => {
    for (let i = 0; i < data.length; i++) {
      const x = decode(data[i]!);
      if (Number.isFinite(x)) f(x);
    }
  };

const itself = (x: number): number => x;

const finiteOf = (tensor: TensorData): Finite | null => {
  switch (tensor.dtype) {
    case 'F32':
      return finite(tensor.data, itself);
    case 'F64':
      return finite(tensor.data, itself);
    case 'F16':
      return finite(tensor.data, decode16(5));
    case 'BF16':
      return finite(tensor.data, decode16(8));
    default:
      return null;
  }
};

interface Range {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

const rangeOf = (each: Finite): Range => {
  let [count, min, max] = [0, Infinity, -Infinity];
  each((x) => {
    count++;
    if (x < min) min = x;
    if (x > max) max = x;
  });
  return { count, min, max };
};

/** Mean and std; a power of two takes the scale out, so that neither sums nor squares leave the range of f64. */
const momentsOf = (each: Finite, { count, min, max }: Range): readonly [number, number] => {
  const most = Math.max(Math.abs(min), Math.abs(max));
  const scale = most === 0 ? 1 : 2 ** Math.floor(Math.log2(most));
  let [sum, squares] = [0, 0];
  each((x) => {
    sum += x / scale;
  });
  const mean = sum / count;
  each((x) => {
    squares += (x / scale - mean) ** 2;
  });
  return [mean * scale, Math.sqrt(squares / count) * scale];
};

/** Of a float tensor; null for integers and booleans. */
export const statistics = (tensor: TensorData): Statistics | null => {
  const each = finiteOf(tensor);
  if (each === null) return null;
  const range = rangeOf(each);
  const nonFinite = tensor.data.length - range.count;
  if (range.count === 0) return { min: null, max: null, mean: null, std: null, nonFinite };
  const [mean, std] = momentsOf(each, range);
  return { min: range.min, max: range.max, mean, std, nonFinite };
};
