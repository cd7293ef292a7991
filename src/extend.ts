/** The door of those who write operations of their own: layers, composites with rules, primitives by family. */
export { type CompositeRules, composite, namedCall, stopGradient } from './control/index.ts';
export {
  type Def,
  type In,
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
  type Par,
} from './core/layer.ts';
export type { KernelCall, Lowering } from './core/lowering.ts';
export {
  apply,
  apply1,
  type Linear,
  type Node,
  type Primitive,
  type Tangent,
  type Value,
} from './core/node.ts';
export { type Mk, must, type Ok, type Ret, type SameDType, sameDType } from './core/tensor.ts';
export type { TensorType } from './core/type.ts';
export { elementwise, flat, type None, none } from './prim/families/elementwise.ts';
export { reduction } from './prim/families/reduction.ts';
export { view } from './prim/families/view.ts';
export * as prim from './prim/index.ts';
export {
  addDim,
  type DAdd,
  type DDiv,
  type DExact,
  type DMul,
  type DSub,
  divDim,
  exactDim,
  mulDim,
  subDim,
} from './types/dim.ts';
export { type Last, type LastTo, lastToShape, type Show, show } from './types/shape.ts';
