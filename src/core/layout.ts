/** Strided addressing: element i of a view lies at offset + sum(i[k] * strides[k]), counted in elements. */

export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The number of elements of a concrete shape. */
export const sizeOf = (shape: readonly number[]): number => {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
};

/** Row-major strides. */
export const rowMajor = (shape: readonly number[]): readonly number[] => {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    strides[k] = step;
    step *= shape[k]!;
  }
  return strides;
};

export const contiguous = (shape: readonly number[]): Layout => ({
  shape,
  strides: rowMajor(shape),
  offset: 0,
});

/** Whether the elements lie one after the other in row-major order (from any offset). */
export const isContiguous = ({ shape, strides }: Layout): boolean => {
  let step = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    if (shape[k] !== 1 && strides[k] !== step) return false;
    step *= shape[k]!;
  }
  return true;
};

/** The layout with another shape of the same size, or null when its elements are not evenly spaced enough. */
export const reshapeLayout = (l: Layout, shape: readonly number[]): Layout | null => {
  const strides = [...rowMajor(shape)];
  const from = l.shape.map((d, k) => ({ d, s: l.strides[k]! })).filter(({ d }) => d !== 1);
  if (sizeOf(l.shape) === 0 || from.length === 0) return { shape, strides, offset: l.offset };
  let i = 0;
  let k = 0;
  while (k < shape.length && i < from.length) {
    // one group: the smallest runs of old and new axes with the same number of elements
    let iEnd = i + 1;
    let kEnd = k + 1;
    let have = from[i]!.d;
    let want = shape[k]!;
    while (have !== want) {
      if (want < have) want *= shape[kEnd++]!;
      else have *= from[iEnd++]!.d;
    }
    for (let j = i; j + 1 < iEnd; j++) {
      if (from[j]!.s !== from[j + 1]!.s * from[j + 1]!.d) return null;
    }
    for (let j = kEnd - 1, step = from[iEnd - 1]!.s; j >= k; step *= shape[j]!, j--)
      strides[j] = step;
    i = iEnd;
    k = kEnd;
  }
  return { shape, strides, offset: l.offset };
};

/**
 * The loop nest that visits several operands of one shape together: axes of size 1 dropped, neighbouring axes
 * merged where every operand allows it.
 */
export const collapse = (
  shape: readonly number[],
  operands: readonly (readonly number[])[],
): { readonly shape: number[]; readonly strides: number[][] } => {
  const out: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let k = shape.length - 1; k >= 0; k--) {
    const d = shape[k]!;
    if (d === 1) continue;
    const last = out.length - 1;
    const merges = last >= 0 && operands.every((s, j) => s[k] === strides[j]![last]! * out[last]!);
    if (merges) out[last] = out[last]! * d;
    else {
      out.push(d);
      operands.forEach((s, j) => {
        strides[j]!.push(s[k]!);
      });
    }
  }
  return { shape: out.reverse(), strides: strides.map((s) => s.reverse()) };
};

/** Calls f(outer, inner offsets...) for every run along the last axis of a nest. */
export const eachRun = (
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  f: (offsets: readonly number[], linear: number) => void,
): void => {
  if (sizeOf(shape) === 0) return;
  const outer = shape.length - 1;
  const index = new Array<number>(Math.max(outer, 0)).fill(0);
  const offsets = strides.map(() => 0);
  const run = outer < 0 ? 1 : shape[outer]!;
  for (let linear = 0; ; linear += run) {
    f(offsets, linear);
    let k = outer - 1;
    for (; k >= 0; k--) {
      if (++index[k]! < shape[k]!) {
        for (let j = 0; j < strides.length; j++) offsets[j]! += strides[j]![k]!;
        break;
      }
      index[k] = 0;
      for (let j = 0; j < strides.length; j++) offsets[j]! -= strides[j]![k]! * (shape[k]! - 1);
    }
    if (k < 0) return;
  }
};
