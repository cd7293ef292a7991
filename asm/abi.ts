/**
 * The words of every command record. A kernel is `(args: usize) => void` over a record of 32-bit
 * words in linear memory; words 0 and 1 are the range [begin, end) of units that this call does, so
 * that several threads can share one command; no result depends on how the units are split.
 * scripts/build-asm.ts copies these tables into src/core/abi.gen.ts. Compiled by asc and tsc alike:
 * keep to the intersection of both languages.
 *
 * Everywhere: addresses are multiples of 4 (bytes of bool: any), reads may pass the end of an
 * operand by up to 16 bytes, writes never pass the end of an output.
 */

/**
 * Elements of one register of the elementwise interpreter; ranges of `map` are multiples of it
 * except at the end.
 */
export const TILE: i32 = 1024;
/**
 * Bytes between two registers: the padding takes overrunning vectors and keeps registers off one
 * cache set.
 */
export const TILE_BYTES: i32 = 4160;
/** Bytes that a slot (operand, register or result) needs in the scratch memory. */
export const SLOT_BYTES: i32 = 4176;
/** Bytes of scratch memory before the slots. */
export const SCRATCH_HEAD: i32 = 1024;
/** Bytes of scratch memory that mapReduce needs after the slots. */
export const REDUCE_BYTES: i32 = 128960;
/** The greatest rank of a nest of dims. */
export const MAX_RANK: i32 = 16;
/** Terms that a lane of a sum adds in sequence before blocks are combined pairwise. */
export const SUM_BLOCK: i32 = 16;
/**
 * The most terms that an element of a matrix product adds in sequence before it is added to the
 * result.
 */
export const DOT_BLOCK: i32 = 256;
/** Rows of C in one unit of gemm: units are batch * ceil(m / GEMM_ROWS). */
export const GEMM_ROWS: i32 = 5;
/** Bytes of the packing buffers of gemm, of one thread. */
export const GEMM_WORKSPACE: i32 = 651264;

/**
 * map: units are elements of the iteration space. mapReduce: units are the outer * inner results;
 * they are stored, contiguous, at the address of result 0. The iteration space is a nest of `rank`
 * dims, row-major; results are contiguous in it. A result may lie where a contiguous operand lies.
 */
export const enum MapArg {
  begin,
  end,
  /**
   * address of SCRATCH_HEAD + slots * SLOT_BYTES (mapReduce: + REDUCE_BYTES) bytes, one for each
   * thread; 16-aligned
   */
  scratch,
  rank,
  /** address of `rank` sizes */
  dims,
  operandCount,
  /** address of the operand records, operandCount * (OperandWord.strides + rank) words */
  operands,
  registerCount,
  resultCount,
  /** address of the result records, resultCount * ResultWord.size_ words */
  results,
  /** instructions */
  codeLength,
  /** address of the instructions, codeLength * CodeWord.size_ words */
  code,
  /** mapReduce only: the iteration space read as [outer, reduce, inner] */
  outer,
  reduce,
  inner,
  /** mapReduce only: a Combine */
  combine,
  /** mapReduce only: a ReduceLane */
  lane,
  /**
   * mapReduce only: the slot that is reduced; an operand's slot with no code is a plain reduction
   */
  value,
  size_,
}

/** One operand: 3 words, then `rank` strides in elements (0 repeats). */
export const enum OperandWord {
  /** address; for `immediate` the 32 bits; for `iota` the start */
  address,
  kind,
  reserved,
  strides,
}
/** How an operand is loaded. */
export const enum OperandKind {
  /** 32-bit elements, contiguous in the iteration space: read where they lie */
  contiguous,
  /** one 32-bit element for all */
  splat,
  /** 32-bit elements by strides */
  strided,
  /** bytes 0 or 1, widened to lane masks; the three forms as above */
  boolContiguous,
  boolSplat,
  boolStrided,
  /** the word itself, in every lane */
  immediate,
  /** i32: start + sum(index[k] * strides[k]) */
  iota,
}
/** One result. Which slot holds it is given by its place after operands and registers. */
export const enum ResultWord {
  address,
  /** a ResultKind */
  kind,
  size_,
}
export const enum ResultKind {
  /** 32-bit elements */
  word,
  /** bytes 0 or 1, from lane masks */
  bool,
}
/**
 * One instruction. Slots count operands first, then registers, then results; unused operands are 0.
 */
export const enum CodeWord {
  opcode,
  dst,
  a,
  b,
  c,
  /** $imm */
  immediate,
  size_,
}
export const enum Combine {
  sum,
  /** NaN wins; of nothing: -inf, the least integer */
  max,
}
export const enum ReduceLane {
  f32,
  i32,
  u32,
  f64,
}

/** Elements of one register of map64 and mapReduce64. */
export const TILE64: i32 = 512;
/**
 * map64, mapReduce64: as map and mapReduce with registers of 8 bytes an element: numbers of every
 * dtype as f64, bools as masks of 64 bits, i64 as it is. How an operand is loaded and a result is
 * stored (results: f64 to i64, contiguous). mapReduce64 reduces f64.
 */
export const enum WideKind {
  f64,
  f32,
  i32,
  u32,
  /** bytes 0 or 1 */
  bool,
  u8,
  f16,
  bf16,
  i64,
  /** f64 or i64, contiguous in the iteration space: read where they lie */
  contiguous,
  /** the bits of the register: `address` the lower 32, `reserved` the upper */
  immediate,
  /** start + sum(index[k] * strides[k]) */
  iota,
}

/**
 * gemm: C[b] = A[b] x B[b] in f32; units are panels of GEMM_ROWS rows, batch after batch. Strides
 * in elements; the columns of C are contiguous, C overlaps neither A nor B. k = 0 gives zeros.
 */
export const enum GemmArg {
  begin,
  end,
  batch,
  m,
  n,
  k,
  a,
  aBatch,
  aRow,
  aCol,
  b,
  bBatch,
  bRow,
  bCol,
  c,
  cBatch,
  cRow,
  /** address of GEMM_WORKSPACE bytes, 16-aligned, one for each thread */
  workspace,
  size_,
}

/**
 * gemmIndexed: as gemm, with an operand by tables of offsets (elements, i32) where its tables are
 * not 0: A[i, p] at a + batch * aBatch + aRows[i] + aCols[p], B[p, j] at b + batch * bBatch +
 * bRows[p] + bCols[j]. Both tables of an operand are given, or none; the strides then do not count.
 * The words are those of GemmArg and four more. gemm64: the same in f64.
 */
export const enum GemmTable {
  aRows,
  aCols,
  bRows,
  bCols,
  size_,
}

/**
 * copy: dst[strides] = src[strides] (or +=), over a nest of dims in row-major order; units are
 * indices of the outermost dim (one unit if rank is 0). Strides may be 0 or negative.
 */
export const enum CopyArg {
  begin,
  end,
  rank,
  /**
   * address of `rank` sizes, then `rank` source strides, then `rank` destination strides, in
   * elements
   */
  nest,
  /** address of the element at index 0 of all dims */
  src,
  dst,
  /** bytes of an element: 1, 2, 4, 8 */
  bytes,
  /** a CopyMode */
  mode,
  size_,
}
export const enum CopyMode {
  write,
  /** elements of 4 bytes */
  addF32,
  addI32,
  /** of 8 bytes */
  addF64,
}

/** fill: units are elements. */
export const enum FillArg {
  begin,
  end,
  dst,
  /** the bits of an element; of 8 bytes, the lower half */
  value,
  /** bytes of an element: 1, 2, 4, 8 */
  bytes,
  /** 8 bytes only: the upper half */
  high,
  size_,
}

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
 * argSort: out[i] = the position of the i-th element of the row in order; stable, NaN last and -0 as
 * 0 (descending: NaN first). Units are rows of `columns` elements.
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
 * maxPoolTangent: y = the element of t, four bytes of any dtype, where the window of x has its first
 * maximum in row-major order; 0 where it has none. Units as for maxPool.
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
