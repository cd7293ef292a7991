/**
 * typegrad/testing: property-based tests of your own models and operations. Arbitraries of shapes, tensors and programs
 * for fast-check, and the laws of derivatives, batches and types.
 */
export { type Args, elements, type Verdict } from './arrays.ts';
export { batchedGraph, batchLaw } from './batch-law.ts';
export { closeTo, type Tolerance } from './close-to.ts';
export { adjointLaw, secondOrderLaw, tangentLaw } from './derivative-laws.ts';
export {
  anyOf,
  booleans,
  type Domain,
  distinct,
  each,
  grid,
  integers,
  nonZero,
  offInteger,
  positive,
  unit,
} from './domains.ts';
export {
  checkGradients,
  type GradientOptions,
  gradientProperty,
  gradientVerdict,
} from './gradients.ts';
export { checkKeys, keysVerdict } from './keys.ts';
export { everyPrimitive, sameMeaning, shapeLaw, textLaw } from './meaning-laws.ts';
export {
  choices,
  chosen,
  directions,
  integer,
  pick,
  type Random,
  random,
  shuffled,
} from './random.ts';
export { applied, examplesOf, type Recipe, type } from './recipe.ts';
export { allPrograms, programs, type RegionName, regions } from './regions.ts';
export { broadcastable, drawn, type Recipes, shape, sortedSome } from './shapes.ts';
export { argsOf, type TensorOptions, tensorOf } from './tensors.ts';
