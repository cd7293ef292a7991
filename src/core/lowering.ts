/** How a primitive becomes commands: data, read by the planner. */

import type { DTypeName } from '../types/dtype.ts';
import { type KernelName, ReduceLane } from './abi.gen.ts';
import type { Layout } from './layout.ts';
import type { TensorType } from './type.ts';

/** What the lanes of a register hold; bool is a mask of all bits. A cast names both sides. */
export type Lane = DTypeName | `${DTypeName}_${DTypeName}`;

/**
 * Whether a dtype needs registers of 64 bits, which hold its elements as f64 (bools as masks, i64 as it is): f64, and
 * what is only stored.
 */
export const isWide = (dtype: DTypeName): boolean => !['f32', 'i32', 'u32', 'bool'].includes(dtype);

const REDUCE_LANES: Readonly<Partial<Record<DTypeName, number>>> = ReduceLane;

/** The word that tells a kernel which numbers it adds or orders: f32, f64, i32 or u32, which are all that it can. */
export const reduceLane = (dtype: DTypeName): number => REDUCE_LANES[dtype]!;

/** Where the elements of one operand of a `copy` go in the output. */
export interface CopyPart {
  readonly input: number;
  readonly layout: Layout;
}

/** How a primitive becomes commands. */
export type Lowering<P> =
  /** a parameter or a constant: an address */
  | { readonly kind: 'slot' }
  /** iota: the element's position along an axis, generated while operands are loaded */
  | { readonly kind: 'iota'; axis(params: P): number }
  /** one SIMD expression in $0 $1 $2 and $imm, per lane type */
  | {
      readonly kind: 'map';
      readonly simd: Readonly<Partial<Record<Lane, string>>>;
      /** the lane type that selects the expression */
      lane(inputs: readonly TensorType[], params: P): Lane;
      /** $imm */
      immediate?(params: P): number;
    }
  /** another look at the same elements; null when no strides express it and a copy must be made first */
  | { readonly kind: 'view'; map(input: Layout, params: P): Layout | null }
  /** a sum or maximum over `axes` */
  | {
      readonly kind: 'reduce';
      readonly combine: 'sum' | 'max';
      axes(params: P): readonly number[];
    }
  | { readonly kind: 'dot' }
  /** the output is filled with zeros if `fill`, then every part is written (or added) in order */
  | {
      readonly kind: 'copy';
      readonly mode: 'write' | 'add';
      fill(params: P): boolean;
      parts(inputs: readonly TensorType[], output: TensorType, params: P): readonly CopyPart[];
    }
  /** a kernel of its own: operands contiguous, outputs contiguous */
  | {
      readonly kind: 'kernel';
      call(inputs: readonly TensorType[], params: P): KernelCall;
      /**
       * the operand that the kernel changes where it lies and is given as its output: the memory of one that dies here,
       * a copy of any other
       */
      readonly overwrites?: number;
    }
  /** a loop, a branch or a call: its sub-graphs are lowered */
  | { readonly kind: 'region' };

/** What a command of a kernel holds besides the addresses of operands and outputs. */
export interface KernelCall {
  readonly kernel: KernelName;
  /** how many independent units of work there are: rows, elements, ... */
  readonly units: number;
  /** the words before the addresses are the range; after them: the address of the status word, if any, and these */
  readonly status?: boolean;
  /** bytes of workspace, whose address follows the status word */
  readonly scratch?: number;
  readonly args: readonly number[];
  /** an operand whose elements must be in [0, bound) */
  readonly index?: { readonly operand: number; readonly bound: number };
  /** the operand that the output may overwrite */
  readonly inPlace?: number;
}
