/** Bitwise operations on integers, logical ones on bool. */

import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { elementwise, flat, type None, none } from './families/elementwise.ts';

const bitwise = (
  simd: string,
): { readonly i32: string; readonly u32: string; readonly bool: string } => ({
  i32: simd,
  u32: simd,
  bool: simd,
});

export const andPrimitive: Primitive<None> = elementwise<None>({
  name: 'and',
  arity: 2,
  scalar: () => (x, y) => x & y,
  simd: bitwise('v128.and($0, $1)'),
  jvp: flat,
});
/** Bitwise and; logical on bool. */
export const and = (x: Value, y: Value): Value => apply1(andPrimitive, [x, y], none);

export const xorPrimitive: Primitive<None> = elementwise<None>({
  name: 'xor',
  arity: 2,
  scalar: () => (x, y) => x ^ y,
  simd: bitwise('v128.xor($0, $1)'),
  jvp: flat,
});
/** Bitwise exclusive or; logical on bool. */
export const xor = (x: Value, y: Value): Value => apply1(xorPrimitive, [x, y], none);

export interface Bits {
  /** 0 to 31 */
  readonly bits: number;
}

export const shiftLeftPrimitive: Primitive<Bits> = elementwise<Bits>({
  name: 'shiftLeft',
  arity: 1,
  scalar:
    ({ bits }) =>
    (x) =>
      x << bits,
  simd: { i32: 'i32x4.shl($0, $imm)', u32: 'i32x4.shl($0, $imm)' },
  immediate: ({ bits }) => bits,
  jvp: flat,
});
export const shiftLeft = (x: Value, bits: number): Value =>
  apply1(shiftLeftPrimitive, [x], { bits });

export const shiftRightPrimitive: Primitive<Bits> = elementwise<Bits>({
  name: 'shiftRight',
  arity: 1,
  scalar:
    ({ bits }) =>
    (x) =>
      x >>> bits,
  simd: { i32: 'i32x4.shr_u($0, $imm)', u32: 'i32x4.shr_u($0, $imm)' },
  immediate: ({ bits }) => bits,
  jvp: flat,
});
/** Logical: zeros come in from the left. */
export const shiftRight = (x: Value, bits: number): Value =>
  apply1(shiftRightPrimitive, [x], { bits });
