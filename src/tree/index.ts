/** Trees of tensors: traversal, comparison, and the specifications of a body's arguments. */
export { bindTrees, type Checked, type Formals, type SizesOf, type SubstTensors } from './bound.ts';
export { type Diff, diff, missing } from './diff.ts';
export type { Members } from './list.ts';
export {
  bf16,
  bool,
  type DTypeSpec,
  type Formal,
  f16,
  f32,
  f64,
  formals,
  type Init,
  i32,
  i64,
  initOf,
  isInit,
  isParamSpec,
  isSpec,
  mapSpecs,
  type ParamSpec,
  type ParamsOf,
  type Spec,
  u8,
  u32,
} from './spec.ts';
export {
  type Arrays,
  child,
  entries,
  leaves,
  leavesLike,
  map,
  paths,
  rebuild,
  type Tensors,
  zip,
  zipLeaves,
} from './tree.ts';
