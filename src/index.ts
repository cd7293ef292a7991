/** typegrad: typed tensors, layers, derivatives, random numbers, losses, optimisers, and the compiler that runs them. */
export {
  DonatedError,
  DTypeError,
  GraphError,
  IndexError,
  KernelError,
  MemoryError,
  NonFiniteError,
  NotDifferentiableError,
  ShapeError,
} from './core/error.ts';
export type { Def, Layer } from './core/layer.ts';
export type { AnyTensor, FloatTensor, NdArray, NumberTensor, Tensor } from './core/tensor.ts';
export * from './loss/index.ts';
export * from './metric/index.ts';
export * from './nn/index.ts';
export * from './ops/vocabulary.ts';
export * from './optim/index.ts';
export * from './random/index.ts';
export {
  type Capabilities,
  capabilities,
  evaluate,
  type JitOptions,
  type Jitted,
  jit,
  type LoadOptions,
  loadKernels,
} from './runtime/index.ts';
export * as tree from './tree/index.ts';
export {
  type Arrays,
  bf16,
  bool,
  type DTypeSpec,
  f16,
  f32,
  f64,
  type Init,
  i32,
  i64,
  type Members,
  type ParamsOf,
  type Spec,
  type Tensors,
  u8,
  u32,
} from './tree/index.ts';
export type { Dim } from './types/dim.ts';
export type { DType, Float, Integer } from './types/dtype.ts';
export type { Shape } from './types/shape.ts';
