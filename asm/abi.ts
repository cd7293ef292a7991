/**
 * The words of the command records: here those of elementwise programs, matrix products, copy and
 * fill, in abi-operations.ts the others. A kernel is `(args: usize) => void` over a record of
 * 32-bit words in linear memory; words 0 and 1 are the range [begin, end) of units that this call
 * does, so that several threads can share one command; no result depends on how the units are
 * split. scripts/build-asm.ts copies these tables into src/core/abi.gen.ts. Compiled by asc and tsc
 * alike: keep to the intersection of both languages.
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
