/** Seeded numbers, as the library gives them to its users. */
export {
  directions,
  integer,
  pick,
  type Random,
  random,
  shuffled,
} from '../../src/testing/index.ts';
