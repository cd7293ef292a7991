/**
 * Gradients of softmax and log-softmax given their results, by rows: one pass for the sum, one for
 * the result, while the row is in L1 or L2.
 */
import { SoftmaxGradArg } from '../abi-operations';
import { exp4 } from '../lib/exp';
import { word } from '../lib/program';
import { sumF32 } from '../lib/reduce';
import { productSum } from '../lib/row-sum';
import { storeWords } from '../lib/tail';

export function softmaxGradRows(args: usize): void {
  const n = word(args, SoftmaxGradArg.columns);
  const end = word(args, SoftmaxGradArg.end);
  for (let row = word(args, SoftmaxGradArg.begin); row < end; row++) {
    const at = (row * n) << 2;
    const y = <usize>(word(args, SoftmaxGradArg.y) + at);
    const dy = <usize>(word(args, SoftmaxGradArg.dy) + at);
    softmaxGradRow(<usize>(word(args, SoftmaxGradArg.dx) + at), y, dy, n, productSum(y, dy, n));
  }
}

/** dx = (dy - sum) y */
function softmaxGradRow(dx: usize, y: usize, dy: usize, n: i32, sum: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, f32x4.mul(f32x4.sub(v128.load(dy), sum), v128.load(y)));
    dx += 16;
    dy += 16;
    y += 16;
  }
  if (n > 0) storeWords(dx, f32x4.mul(f32x4.sub(v128.load(dy), sum), v128.load(y)), n);
}

export function logSoftmaxGradRows(args: usize): void {
  const n = word(args, SoftmaxGradArg.columns);
  const end = word(args, SoftmaxGradArg.end);
  for (let row = word(args, SoftmaxGradArg.begin); row < end; row++) {
    const at = (row * n) << 2;
    const dy = <usize>(word(args, SoftmaxGradArg.dy) + at);
    const dx = <usize>(word(args, SoftmaxGradArg.dx) + at);
    logSoftmaxGradRow(dx, <usize>(word(args, SoftmaxGradArg.y) + at), dy, n, sumF32(dy, n));
  }
}

/** dx = dy - e^y sum */
function logSoftmaxGradRow(dx: usize, y: usize, dy: usize, n: i32, sum: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, f32x4.sub(v128.load(dy), f32x4.mul(exp4(v128.load(y)), sum)));
    dx += 16;
    dy += 16;
    y += 16;
  }
  if (n > 0) storeWords(dx, f32x4.sub(v128.load(dy), f32x4.mul(exp4(v128.load(y)), sum)), n);
}
