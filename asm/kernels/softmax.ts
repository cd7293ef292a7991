/**
 * Softmax and its logarithm by rows, shifted by the maximum of the row so that nothing overflows.
 * Each row is passed over while it is in L1 or L2: maximum; e^(x - max), stored or only summed;
 * scaling.
 */
import { SoftmaxArg } from '../abi-operations';
import { exp4, storeExp16 } from '../lib/exp';
import { log4 } from '../lib/log';
import { word } from '../lib/program';
import { sumF32 } from '../lib/reduce';
import { expSum, rowShift } from '../lib/row-sum';
import { storeWords } from '../lib/tail';

export function softmaxRows(args: usize): void {
  const n = word(args, SoftmaxArg.columns);
  const end = word(args, SoftmaxArg.end);
  for (let row = word(args, SoftmaxArg.begin); row < end; row++) {
    const x = <usize>(word(args, SoftmaxArg.x) + ((row * n) << 2));
    const y = <usize>(word(args, SoftmaxArg.y) + ((row * n) << 2));
    expShifted(y, x, n, rowShift(x, n));
    multiply(y, n, f32x4.div(f32x4.splat(1), sumF32(y, n)));
  }
}

/** y = e^(x - shift) */
function expShifted(y: usize, x: usize, n: i32, shift: v128): void {
  for (; n >= 16; n -= 16) {
    storeExp16(
      y,
      f32x4.sub(v128.load(x), shift),
      f32x4.sub(v128.load(x, 16), shift),
      f32x4.sub(v128.load(x, 32), shift),
      f32x4.sub(v128.load(x, 48), shift),
    );
    x += 64;
    y += 64;
  }
  for (; n >= 4; n -= 4) {
    v128.store(y, exp4(f32x4.sub(v128.load(x), shift)));
    x += 16;
    y += 16;
  }
  if (n > 0) storeWords(y, exp4(f32x4.sub(v128.load(x), shift)), n);
}

/** y = y by; the sum is at least 1, so that its reciprocal costs one rounding and no range. */
function multiply(y: usize, n: i32, by: v128): void {
  for (; n >= 16; n -= 16) {
    v128.store(y, f32x4.mul(v128.load(y), by));
    v128.store(y, f32x4.mul(v128.load(y, 16), by), 16);
    v128.store(y, f32x4.mul(v128.load(y, 32), by), 32);
    v128.store(y, f32x4.mul(v128.load(y, 48), by), 48);
    y += 64;
  }
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.mul(v128.load(y), by));
    y += 16;
  }
  if (n > 0) storeWords(y, f32x4.mul(v128.load(y), by), n);
}

export function logSoftmaxRows(args: usize): void {
  const n = word(args, SoftmaxArg.columns);
  const end = word(args, SoftmaxArg.end);
  for (let row = word(args, SoftmaxArg.begin); row < end; row++) {
    const x = <usize>(word(args, SoftmaxArg.x) + ((row * n) << 2));
    const y = <usize>(word(args, SoftmaxArg.y) + ((row * n) << 2));
    const shift = rowShift(x, n);
    subtract(y, x, n, shift, log4(expSum(x, n, shift)));
  }
}

/** y = (x - a) - b */
function subtract(y: usize, x: usize, n: i32, a: v128, b: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), a), b));
    x += 16;
    y += 16;
  }
  if (n > 0) storeWords(y, f32x4.sub(f32x4.sub(v128.load(x), a), b), n);
}
