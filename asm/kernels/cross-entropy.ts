/**
 * Cross-entropy of integer labels from logits, by rows, and its gradient. Forward: two passes over
 * a row, maximum and sum of e^(x - max). Backward: one pass, since lse = max + log(sum) is known.
 */
import { CrossEntropyArg, CrossEntropyGradArg } from '../abi-operations';
import { exp4 } from '../lib/exp';
import { log4 } from '../lib/log';
import { word } from '../lib/program';
import { expSum, rowShift } from '../lib/row-sum';
import { report } from '../lib/status';
import { storeWords } from '../lib/tail';

export function crossEntropyRows(args: usize): void {
  const n = word(args, CrossEntropyArg.columns);
  const end = word(args, CrossEntropyArg.end);
  for (let row = word(args, CrossEntropyArg.begin); row < end; row++) {
    const x = <usize>(word(args, CrossEntropyArg.logits) + ((row * n) << 2));
    const shift = rowShift(x, n);
    const max = f32x4.extract_lane(shift, 0);
    const logSum = f32x4.extract_lane(log4(expSum(x, n, shift)), 0);
    const at = (<usize>row) << 2;
    store<f32>(<usize>word(args, CrossEntropyArg.lse) + at, max + logSum);
    const label = load<i32>(<usize>word(args, CrossEntropyArg.labels) + at);
    store<f32>(
      <usize>word(args, CrossEntropyArg.loss) + at,
      logSum + (max - logit(args, x, label, row)),
    );
  }
}

/** NaN if there is no such label. */
// @ts-ignore: decorator
@inline
function logit(args: usize, x: usize, label: i32, row: i32): f32 {
  if (<u32>label < <u32>word(args, CrossEntropyArg.columns))
    return load<f32>(x + ((<usize>label) << 2));
  report(word(args, CrossEntropyArg.status), row);
  return NaN;
}

export function crossEntropyGradRows(args: usize): void {
  const n = word(args, CrossEntropyGradArg.columns);
  const end = word(args, CrossEntropyGradArg.end);
  for (let row = word(args, CrossEntropyGradArg.begin); row < end; row++) {
    const at = (<usize>row) << 2;
    const x = <usize>(word(args, CrossEntropyGradArg.logits) + ((row * n) << 2));
    const dx = <usize>(word(args, CrossEntropyGradArg.dx) + ((row * n) << 2));
    const lse = v128.load32_splat(<usize>word(args, CrossEntropyGradArg.lse) + at);
    const ct = load<f32>(<usize>word(args, CrossEntropyGradArg.ct) + at);
    const label = load<i32>(<usize>word(args, CrossEntropyGradArg.labels) + at);
    // e^(x - lse) - 1 at the label, of its own logit: dx may be x
    const here = <u32>label < <u32>n;
    const own = here ? load<f32>(x + ((<usize>label) << 2)) : 0;
    scaledSoftmax(dx, x, n, lse, f32x4.splat(ct));
    if (here) store<f32>(dx + ((<usize>label) << 2), ct * minusOne(own, lse));
  }
}

// @ts-ignore: decorator
@inline
function minusOne(x: f32, lse: v128): f32 {
  return f32x4.extract_lane(exp4(f32x4.sub(f32x4.splat(x), lse)), 0) - 1;
}

/** dx = ct e^(x - lse) */
function scaledSoftmax(dx: usize, x: usize, n: i32, lse: v128, ct: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, f32x4.mul(ct, exp4(f32x4.sub(v128.load(x), lse))));
    dx += 16;
    x += 16;
  }
  if (n > 0) storeWords(dx, f32x4.mul(ct, exp4(f32x4.sub(v128.load(x), lse))), n);
}
