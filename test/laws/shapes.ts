/** Arbitraries of shapes, as the library gives them to its users. */
export { drawn, type Recipes, shape, sortedSome } from '../../src/testing/index.ts';
