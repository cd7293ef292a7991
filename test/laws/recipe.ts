/** Recipes of programs and the domains of their arguments, as the library gives them to its users. */
export {
  anyOf,
  applied,
  booleans,
  type Domain,
  distinct,
  examplesOf,
  grid,
  integers,
  nonZero,
  offInteger,
  positive,
  type Recipe,
  type,
} from '../../src/testing/index.ts';
