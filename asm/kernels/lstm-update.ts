/**
 * What a step of a long short-term memory does after its products, and its transpose: every number
 * is read and written once, the gates stay in registers. Sums and products are those of the
 * elementwise program that it stands for, in its order.
 */
import { LstmUpdateArg, LstmUpdateGradArg } from '../abi-operations';
import { exp4 } from '../lib/exp';
import { word } from '../lib/program';
import { storeWords } from '../lib/tail';
import { tanh4 } from '../lib/tanh';

const ONE: usize = memory.data<f32>([1.0]);

// @ts-ignore: decorator
@inline
function sigmoid4(x: v128): v128 {
  const one = v128.load32_splat(ONE);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** y (1 - y) */
// @ts-ignore: decorator
@inline
function ofSigmoid(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(v128.load32_splat(ONE), y));
}

/** 1 - y^2 */
// @ts-ignore: decorator
@inline
function ofTanh(y: v128): v128 {
  return f32x4.sub(v128.load32_splat(ONE), f32x4.mul(y, y));
}

// @ts-ignore: decorator
@inline
function store(p: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(p, v);
  else storeWords(p, v, n);
}

/** The address of a row of `width` times as many numbers as there are units. */
// @ts-ignore: decorator
@inline
function rowOf(args: usize, which: i32, row: i32, width: usize): usize {
  return <usize>word(args, which) + <usize>row * width;
}

export function lstmUpdate(args: usize): void {
  const n = word(args, LstmUpdateArg.columns);
  const line = (<usize>n) << 2;
  const end = word(args, LstmUpdateArg.end);
  for (let row = word(args, LstmUpdateArg.begin); row < end; row++) {
    updateRow(
      rowOf(args, LstmUpdateArg.x, row, 4 * line),
      rowOf(args, LstmUpdateArg.y, row, 4 * line),
      rowOf(args, LstmUpdateArg.c, row, line),
      rowOf(args, LstmUpdateArg.given, row, line),
      rowOf(args, LstmUpdateArg.kept, row, line),
      rowOf(args, LstmUpdateArg.seen, row, 5 * line),
      n,
    );
  }
}

function updateRow(
  x: usize,
  y: usize,
  c: usize,
  given: usize,
  kept: usize,
  seen: usize,
  n: i32,
): void {
  const line = (<usize>n) << 2;
  for (; n > 0; n -= 4) {
    const i = sigmoid4(f32x4.add(v128.load(x), v128.load(y)));
    store(seen, i, n);
    const f = sigmoid4(f32x4.add(v128.load(x + line), v128.load(y + line)));
    store(seen + line, f, n);
    const g = tanh4(f32x4.add(v128.load(x + 2 * line), v128.load(y + 2 * line)));
    store(seen + 2 * line, g, n);
    const o = sigmoid4(f32x4.add(v128.load(x + 3 * line), v128.load(y + 3 * line)));
    store(seen + 3 * line, o, n);
    const k = f32x4.add(f32x4.mul(f, v128.load(c)), f32x4.mul(i, g));
    store(kept, k, n);
    const t = tanh4(k);
    store(seen + 4 * line, t, n);
    store(given, f32x4.mul(o, t), n);
    x += 16;
    y += 16;
    c += 16;
    given += 16;
    kept += 16;
    seen += 16;
  }
}

export function lstmUpdateGrad(args: usize): void {
  const n = word(args, LstmUpdateGradArg.columns);
  const line = (<usize>n) << 2;
  const end = word(args, LstmUpdateGradArg.end);
  for (let row = word(args, LstmUpdateGradArg.begin); row < end; row++) {
    gradRow(
      rowOf(args, LstmUpdateGradArg.seen, row, 5 * line),
      rowOf(args, LstmUpdateGradArg.c, row, line),
      rowOf(args, LstmUpdateGradArg.given, row, line),
      rowOf(args, LstmUpdateGradArg.kept, row, line),
      rowOf(args, LstmUpdateGradArg.dz, row, 4 * line),
      rowOf(args, LstmUpdateGradArg.dc, row, line),
      n,
    );
  }
}

function gradRow(
  seen: usize,
  c: usize,
  given: usize,
  kept: usize,
  dz: usize,
  dc: usize,
  n: i32,
): void {
  const line = (<usize>n) << 2;
  for (; n > 0; n -= 4) {
    const h = v128.load(given);
    const i = v128.load(seen);
    const f = v128.load(seen + line);
    const g = v128.load(seen + 2 * line);
    const o = v128.load(seen + 3 * line);
    const k = v128.load(seen + 4 * line);
    const total = f32x4.add(v128.load(kept), f32x4.mul(h, f32x4.mul(o, ofTanh(k))));
    store(dz, f32x4.mul(total, f32x4.mul(g, ofSigmoid(i))), n);
    store(dz + line, f32x4.mul(total, f32x4.mul(v128.load(c), ofSigmoid(f))), n);
    store(dz + 2 * line, f32x4.mul(total, f32x4.mul(i, ofTanh(g))), n);
    store(dz + 3 * line, f32x4.mul(h, f32x4.mul(k, ofSigmoid(o))), n);
    store(dc, f32x4.mul(total, f), n);
    seen += 16;
    c += 16;
    given += 16;
    kept += 16;
    dz += 16;
    dc += 16;
  }
}
