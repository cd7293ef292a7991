/**
 * The first NaN or infinity of an array, for the debug mode. Four lanes at a time: x - x is 0
 * where x is finite and NaN elsewhere; then the elements of the first such vector one by one.
 */
import { NonFiniteArg } from '../abi-operations';
import { word } from '../lib/program';

export function nonFinite(args: usize): void {
  const begin = word(args, NonFiniteArg.begin);
  const end = word(args, NonFiniteArg.end);
  const x = <usize>word(args, NonFiniteArg.x);
  const zero = f32x4.splat(0);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const v = v128.load(x + ((<usize>i) << 2));
    if (!i32x4.all_true(f32x4.eq(f32x4.sub(v, v), zero))) break;
  }
  for (; i < end; i++) {
    const v = load<f32>(x + ((<usize>i) << 2));
    if (v - v != 0) {
      store<i32>(args, i + 1, NonFiniteArg.found << 2);
      return;
    }
  }
}

export function nonFinite64(args: usize): void {
  const end = word(args, NonFiniteArg.end);
  const x = <usize>word(args, NonFiniteArg.x);
  for (let i = word(args, NonFiniteArg.begin); i < end; i++) {
    const v = load<f64>(x + ((<usize>i) << 3));
    if (v - v != 0) {
      store<i32>(args, i + 1, NonFiniteArg.found << 2);
      return;
    }
  }
}
