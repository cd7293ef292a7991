/** The plan's vocabulary: buffers, what reads and writes them, and how operands are looked at. */

import type { ConcreteType } from '../core/check.ts';
import type { Layout } from '../core/layout.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { Graph } from '../core/node.ts';
import type { TypedArray } from '../core/strided.ts';

/** Contiguous memory for one value. Compared by identity. */
export interface Buffer {
  readonly type: ConcreteType;
  readonly bytes: number;
  readonly role: Role;
}

export type Role =
  /** an input of the program, by its place */
  | { readonly kind: 'param'; readonly index: number }
  /** data that never changes, copied in when the program is loaded */
  | { readonly kind: 'constant'; readonly data: TypedArray }
  /** everything that is computed */
  | { readonly kind: 'temporary' };

/** Where an operand's elements come from. */
export type Origin =
  | { readonly kind: 'buffer'; readonly buffer: Buffer }
  | { readonly kind: 'literal'; readonly value: number }
  /** a virtual array whose element at offset i is i */
  | { readonly kind: 'iota' };

export interface Source {
  readonly origin: Origin;
  readonly layout: Layout;
  readonly type: ConcreteType;
}

/** One elementwise instruction over numbered values: operands first, then what instructions define. */
export interface Instruction {
  readonly opcode: string;
  readonly args: readonly number[];
  readonly immediate: number;
}

interface Common {
  /** the op as the user wrote it: `step > dense > matmul` */
  readonly path: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
}

export interface MapOperation extends Common {
  readonly kind: 'map';
  readonly space: readonly number[];
  readonly operands: readonly Source[];
  readonly code: readonly Instruction[];
  /** the numbered values that are written to `writes`, in order */
  readonly results: readonly number[];
  /** computed in registers of 64 bits */
  readonly wide: boolean;
}

export interface ReduceOperation extends Common {
  readonly kind: 'reduce';
  /** the iteration space, read as [outer, reduce, inner] */
  readonly space: readonly number[];
  readonly extent: readonly [outer: number, reduce: number, inner: number];
  readonly combine: 'sum' | 'max';
  readonly operands: readonly Source[];
  readonly code: readonly Instruction[];
  /** the numbered value that is reduced */
  readonly value: number;
  readonly wide: boolean;
}

/** Axes that no single stride walks: the offset of index i is the sum over axes of i[k] strides[k]. */
export interface Nest {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface Matrix {
  readonly source: Source;
  readonly batchStride: number;
  /** rows and columns by one stride each, or by offsets, as those of windows are */
  readonly by:
    | { readonly kind: 'strides'; readonly row: number; readonly column: number }
    | { readonly kind: 'offsets'; readonly rows: Nest; readonly columns: Nest };
}

export interface DotOperation extends Common {
  readonly kind: 'dot';
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly left: Matrix;
  readonly right: Matrix;
}

export interface CopyPart {
  readonly source: Source;
  readonly layout: Layout;
}

/** The output is zeroed if `fill`, then every part is written or added at its place. */
export interface CopyOperation extends Common {
  readonly kind: 'copy';
  readonly mode: 'write' | 'add';
  readonly fill: boolean;
  readonly parts: readonly CopyPart[];
}

export interface KernelOperation extends Common {
  readonly kind: 'kernel';
  readonly call: KernelCall;
  /** the operand that is changed where it lies, or copied to where the output lies first */
  readonly overwrites?: number;
}

/** `reads`: constants, initial carry, xs; `writes`: final carry, ys. */
export interface ScanOperation extends Common {
  readonly kind: 'scan';
  readonly body: Graph;
  readonly constants: number;
  readonly carry: number;
  readonly length: number;
  readonly reverse: boolean;
}

/** `reads`: the condition, then the operands. */
export interface CondOperation extends Common {
  readonly kind: 'cond';
  readonly whenTrue: Graph;
  readonly whenFalse: Graph;
}

/** `reads`: constants, initial carry; `writes`: final carry, then what the test gives. */
export interface WhileOperation extends Common {
  readonly kind: 'while';
  readonly test: Graph;
  readonly body: Graph;
  readonly constants: number;
}

export type Operation =
  | MapOperation
  | ReduceOperation
  | DotOperation
  | CopyOperation
  | KernelOperation
  | ScanOperation
  | CondOperation
  | WhileOperation;
