/**
 * The words of the command records of kernels that do one operation each: rows picked, summed and
 * sorted, random bits, whole rows, pooling, checks. abi.ts has the rest and what holds of all.
 */

/**
 * gather: out[o, j, i] = x[o, indices[j], i] with x [outer, axis, inner]; units are the outer *
 * count rows of out. An index outside [0, axis) is clamped (zeros if axis is 0) and sets the
 * status.
 */
export const enum GatherArg {
  begin,
  end,
  x,
  /** i32 [count] */
  indices,
  out,
  /** address of a word: 1 + j for some index out of range; else left as it is */
  status,
  outer,
  axis,
  inner,
  count,
  /** bytes of an element: 1, 2, 4, 8 */
  bytes,
  size_,
}

/**
 * The geometry of blocks in an array, at the end of the words of dynamicSlice and update. Units are
 * the rows of the blocks of all examples: the elements along the last axis that has a start.
 */
export const enum BlockWord {
  /** bytes of an element */
  bytes,
  /** elements of an index of the last axis */
  inner,
  /** rows of one block */
  rows,
  /** starts of one example */
  starts,
  /** how many axes follow, each a BlockAxis */
  rank,
  axes,
}
export const enum BlockAxis {
  /** of the array */
  size,
  /** of the block */
  taken,
  /** which of the starts is its, -1: none */
  start,
  size_,
}
/** dynamicSlice: out[i] = x[start + i]. The words of a BlockWord follow. */
export const enum DynamicSliceArg {
  begin,
  end,
  x,
  /** i32; a negative one counts from the end, then the block is moved inside of x */
  starts,
  out,
  geometry,
}
/** update: out[start + i] = u[i]; all other elements stay. The words of a BlockWord follow. */
export const enum UpdateArg {
  begin,
  end,
  u,
  /** as for dynamicSlice */
  starts,
  out,
  geometry,
}

/**
 * scatterAdd: out[o, indices[j], i] += updates[o, j, i] in the order of j, out [outer, axis, inner]
 * starting at zero; units are the outer * axis rows of out. An index out of range is skipped and
 * sets the status.
 */
export const enum ScatterAddArg {
  begin,
  end,
  updates,
  /** i32 [count] */
  indices,
  out,
  /** as for gather */
  status,
  outer,
  axis,
  inner,
  count,
  /** a ReduceLane */
  lane,
  size_,
}

/**
 * argSort: out[i] = the position of the i-th element of the row in order; stable, NaN last and -0
 * as 0 (descending: NaN first). Units are rows of `columns` elements.
 */
export const enum ArgSortArg {
  begin,
  end,
  x,
  /** i32 */
  out,
  /** address of 4096 + 16 * columns bytes, one for each thread; 8-aligned */
  scratch,
  columns,
  descending,
  /** a ReduceLane */
  lane,
  size_,
}

/**
 * threefry: out[i] = x ^ y with (x, y) = threefry2x32(key, (0, i)).
 * threefrySplit: out[2 i], out[2 i + 1] = threefry2x32(key, (0, i)). Units are i.
 */
export const enum ThreefryArg {
  begin,
  end,
  /** two u32 words */
  key,
  out,
  size_,
}

/** softmaxRows, logSoftmaxRows: units are rows of `columns` elements; y may be x. */
export const enum SoftmaxArg {
  begin,
  end,
  x,
  y,
  columns,
  size_,
}
/**
 * softmaxGradRows: dx = (dy - sum(dy * y)) * y; logSoftmaxGradRows: dx = dy - exp(y) * sum(dy).
 * Units are rows of `columns` elements; dx may be dy (or, for the softmax, y).
 */
export const enum SoftmaxGradArg {
  begin,
  end,
  y,
  dy,
  dx,
  columns,
  size_,
}
/**
 * standardizeRows: y = (x - mean) / root with root = sqrt(variance + eps), by rows of `columns`
 * elements; y may be x.
 */
export const enum StandardizeArg {
  begin,
  end,
  x,
  y,
  /** f32 [rows] */
  root,
  columns,
  /** the bits of an f32 */
  eps,
  size_,
}
/**
 * standardizeGradRows: dx = (dy - mean(dy) - y mean(dy y)) / root, by rows of `columns` elements; dx
 * may be dy.
 */
export const enum StandardizeGradArg {
  begin,
  end,
  y,
  root,
  dy,
  dx,
  columns,
  size_,
}
/**
 * crossEntropyRows: lse = log(sum(exp(logits))), loss = lse - logits[label], by rows. A label out
 * of range gives NaN and sets the status to 1 + row.
 */
export const enum CrossEntropyArg {
  begin,
  end,
  /** f32 [rows, columns] */
  logits,
  /** i32 [rows] */
  labels,
  /** f32 [rows] */
  loss,
  /** f32 [rows] */
  lse,
  status,
  columns,
  size_,
}
/**
 * crossEntropyGradRows: dx = ct * (exp(logits - lse) - onehot(label)), by rows; dx may be logits.
 */
export const enum CrossEntropyGradArg {
  begin,
  end,
  logits,
  labels,
  lse,
  /** cotangent of the loss, f32 [rows] */
  ct,
  dx,
  columns,
  size_,
}

/**
 * The geometry of the pooling kernels, at the end of their words: images [height, width, channels],
 * their places [rows, columns, channels]. A window's taps outside of the image do not count.
 */
export const enum PoolWord {
  height,
  width,
  channels,
  rows,
  columns,
  windowHeight,
  windowWidth,
  strideHeight,
  strideWidth,
  /** rows of padding above the image */
  top,
  /** columns of padding before it */
  left,
  /** rows from one tap to the next */
  dilationHeight,
  dilationWidth,
  /** averages: divide by this number, or, if 0, by how many taps are inside */
  divisor,
  size_,
}
/**
 * maxPool: y = the greatest element of each window; NaN wins. avgPool: y = their mean. Units are
 * the batch * rows rows of y. The words of a PoolWord follow.
 */
export const enum PoolArg {
  begin,
  end,
  x,
  y,
  geometry,
}
/**
 * maxPoolTangent: y = the element of t, four bytes of any dtype, where the window of x has its
 * first maximum in row-major order; 0 where it has none. Units as for maxPool.
 */
export const enum MaxPoolTangentArg {
  begin,
  end,
  x,
  t,
  y,
  geometry,
}
/**
 * maxPoolGrad: dx = zeros, then dx += c at the first maximum of each window of x; places in
 * row-major order. Units are images.
 */
export const enum MaxPoolGradArg {
  begin,
  end,
  x,
  c,
  dx,
  geometry,
}
/** avgPoolGrad: dx = zeros, then dx += c / divisor at every tap. Units are images. */
export const enum AvgPoolGradArg {
  begin,
  end,
  c,
  dx,
  geometry,
}

/**
 * nonFinite, nonFinite64: finds the first NaN or infinity of x, f32 or f64. Units are elements.
 */
export const enum NonFiniteArg {
  begin,
  end,
  x,
  /** 1 + its position; left as it is when there is none */
  found,
  size_,
}
/**
 * lstmUpdate: of z = x + y, by rows of `columns` units, the gates i, f, g, o side by side:
 * kept = f c + i g, given = o tanh(kept); seen = i, f, g, o, tanh(kept).
 */
export const enum LstmUpdateArg {
  begin,
  end,
  /** f32 [rows, 4 columns] */
  x,
  y,
  c,
  given,
  kept,
  /** f32 [rows, 5 columns] */
  seen,
  columns,
  size_,
}
/** lstmUpdateGrad: cotangents of given and kept to those of z and c. */
export const enum LstmUpdateGradArg {
  begin,
  end,
  seen,
  c,
  given,
  kept,
  dz,
  dc,
  columns,
  size_,
}
/**
 * winograd: convolution with kernels 3 x 3 at stride 1 by F(2 x 2, 3 x 3). x [batch, height, width,
 * channels], y [batch, rows, columns, filters]; channels a multiple of 4, filters of 8. Units are
 * the tiles of 2 x 2 places, batch * ceil(rows / 2) * ceil(columns / 2).
 */
export const enum WinogradArg {
  begin,
  end,
  x,
  /** [3, 3, channels, filters], or flipped and [3, 3, filters, channels] */
  w,
  y,
  /** WINOGRAD_HEAD + 64 * (channels * filters + WINOGRAD_TILES * (channels + filters)) bytes */
  scratch,
  height,
  width,
  channels,
  rows,
  columns,
  filters,
  /** rows of zeros above the image */
  top,
  left,
  /** 1 if w is flipped */
  flipped,
  size_,
}
/** Bytes of scratch memory of winograd before its matrices. */
export const WINOGRAD_HEAD: i32 = 256;
/** Tiles that are transformed before they are multiplied; a multiple of GEMM_ROWS. */
export const WINOGRAD_TILES: i32 = 40;
