/** Arbitraries of random programs, as the library gives them to its users. */
export { programs, type RegionName, regions } from '../../src/testing/index.ts';
