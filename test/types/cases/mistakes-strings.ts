// Equations and patterns: every kind of mistake in the strings of einsum and rearrange, the axes of vmap, losses' reductions.
import {
  crossEntropy,
  einsum,
  f32,
  type f64,
  i32,
  init,
  jit,
  key,
  layer,
  meanSquaredError,
  mul,
  net,
  rearrange,
  relu,
  sum,
  type Tensor,
  vmap,
} from 'typegrad';

declare const a: Tensor<[32, 784]>;
declare const w: Tensor<[512, 10]>;
declare const b: Tensor<['B', 12, 'T', 64]>;
declare const heads: Tensor<['B', 'T', 768]>;
declare const x: Tensor<['B', 28, 28, 3]>;
declare const square: Tensor<[3, 4]>;
declare const d: Tensor<[784, 10], f64>;
declare const ids: Tensor<['B', 'T'], i32>;
declare const z: Tensor<['B', 10]>;
declare const y: Tensor<['B'], i32>;
declare const b3: Tensor<[3]>;
declare const m43: Tensor<[4, 3]>;
declare const m53: Tensor<[5, 3]>;

// einsum
// expect: '"einsum 'ij,jk->ik': 'j' is both 784 and 512"'.
einsum('ij,jk->ik', a, w);
//                     ^
// expect: '"einsum: dtypes differ: f32 and f64; use cast"'.
einsum('ij,jk->ik', a, d);
//                     ^
// expect: '"einsum 'ij->iq': output index 'q' is in no input"'.
einsum('ij->iq', a);
//               ^
// expect: '"einsum 'ijk->i': 'ijk' has 3 indices, its operand is [32, 784]"'.
einsum('ijk->i', a);
//               ^
// expect: '"einsum 'i->i': 'i' has 1 indices, its operand is [32, 784]"'.
einsum('i->i', a);
//             ^
// expect: '"einsum 'ij,jk->ik': 2 subscripts for 1 operands"'.
einsum('ij,jk->ik', a);
//                  ^
// expect: '"einsum 'ij->i': 1 subscripts for 2 operands"'.
einsum('ij->i', a, w);
//                 ^
// expect: '"einsum 'ii->i': 'i' is both 3 and 4"'.
einsum('ii->i', square);
//              ^
// expect: '"einsum 'bhqd,bhkd->bhqk': 'bhkd' has 4 indices, its operand is [B, T, 768]"'.
einsum('bhqd,bhkd->bhqk', b, heads);
//                           ^
// expect: '"einsum 'bhqd,bhdk->bhqk': 'd' is both 64 and T"'.
einsum('bhqd,bhdk->bhqk', b, b);
//                           ^
// expect: '"einsum: needs a float tensor, got i32"'.
einsum('btd->bd', ids);
//                ^
// expect: '"einsum 'ij->ii': output index 'i' is repeated"'.
einsum('ij->ii', a);
//               ^
// expect: '"einsum 'i1->i': '1' is not a letter"'.
einsum('i1->i', a);
//              ^
// rearrange
// expect: '"rearrange 'b (h d) -> b h d': 784 is not divisible by 9"'.
rearrange('b (h d) -> b h d', { h: 9 })(a);
//                                      ^
// expect: '"rearrange 'b t (h d) -> b t h d': sizes of 'h' and 'd' are both unknown"'.
rearrange('b t (h d) -> b t h d')(heads);
//                                ^
// expect: '"rearrange 'b t (h d) -> b t h d': 768 is not divisible by 7"'.
rearrange('b t (h d) -> b t h d', { h: 7 })(heads);
//                                          ^
// expect: '"rearrange 'b t d -> b t': 'd' is not in the output"'.
rearrange('b t d -> b t')(heads);
//                        ^
// expect: '"rearrange 'b t d -> b t d e': 'e' is not in the input"'.
rearrange('b t d -> b t d e')(heads);
//                            ^
// expect: '"rearrange 'b d -> d b': 'b d' has 2 axes, the tensor is [B, T, 768]"'.
rearrange('b d -> d b')(heads);
//                      ^
// expect: '"rearrange 'b h w c -> b (h w': parentheses do not match"'.
rearrange('b h w c -> b (h w')(x);
//                             ^
// expect: '"rearrange 'b h w c -> b h w c c': 'c' is repeated"'.
rearrange('b h w c -> b h w c c')(x);
//                                ^
// expect: '"rearrange 'b h h c -> b h c': 'h' is repeated"'.
rearrange('b h h c -> b h c')(x);
//                            ^
// expect: '"rearrange 'b h w c': no ' -> ' in the pattern"'.
rearrange('b h w c')(x);
//                   ^
// expect: '"rearrange 'b (h h2) (w w2) c -> b h w (h2 w2 c)': 28 is not divisible by 5"'.
rearrange('b (h h2) (w w2) c -> b h w (h2 w2 c)', { h2: 4, w2: 5 })(x);
//                                                                  ^
// vmap
const rows = (y: Tensor<[3]>) => relu(y);
vmap(rows)(m43);
// expect: '"vmap: axis 2 is out of range for [4, 3]"'.
vmap(rows, { inAxes: [2] })(m43);
//                          ^
// expect: '"vmap: axis -3 is out of range for [4, 3]"'.
vmap(rows, { inAxes: [-3] })(m43);
//                           ^
// expect: '"vmap: axis 1 is out of range for [3]"'.
vmap(rows, { inAxes: [1] })(b3);
//                          ^
// expect: '"vmap: axis 0 of [5, 3] is not the batch of 4"'.
vmap((y: Tensor<[3]>, z: Tensor<[3]>) => mul(y, z), { inAxes: [0, 0] })(m43, m53);
//                                                                           ^
// throws: vmap: axis 0 of [5, 3] is not the batch of 3
// refused: Argument of type 'Tensor<[4, 3], f32>' is not assignable to parameter of type 'Tensor<[3, 3], f32>'.
vmap((y: Tensor<[3]>, z: Tensor<[3]>) => mul(y, z), { inAxes: [1, 0] })(m43, m53);
//                                                                      ^
// expect: '"vmap: axis -2 of [5, 3] is not the batch of 3"'.
vmap((y: Tensor<[4]>, z: Tensor<[3]>) => [y, z] as const, { inAxes: [1, -2] })(m43, m53);
//                                                                                  ^
// throws: nothing
// refused: Argument of type 'Tensor<[3, 4], f32>' is not assignable to parameter of type 'Tensor<[3, 3], f32>'.
vmap(rows)(square);
//         ^
// options
// throws: the reduction must be mean, sum or none, got average
// refused: Type '"average"' is not assignable to type 'LossReduction | undefined'.
crossEntropy(z, y, { reduction: 'average' });
//                   ^
// throws: the reduction must be mean, sum or none, got batch
// refused: Type '"batch"' is not assignable to type 'LossReduction | undefined'.
meanSquaredError(b3, b3, { reduction: 'batch' });
//                         ^
// expect: '"mul: dtypes differ: f32 and i32; use cast"'.
jit([f32('B', 4), i32('B')], (y, z) => mul(y, z));
//                                            ^
// throws: jit: there is no argument 1 to donate
// refused: Type '1' is not assignable to type '0'.
jit([f32('B', 4)], (y) => y, { donate: [1] });
//                                      ^

// what compiles
export const p = init(net(f32(3), layer.dense('fc', 2)).params, key(0));
export const all: Tensor<[]> = sum()(p.fc.w);
export const patches: Tensor<['B', 7, 7, 48]> = rearrange('b (h h2) (w w2) c -> b h w (h2 w2 c)', { h2: 4, w2: 4 })(x);
