/** The laws of programs, as the library gives them to its users. */
export {
  type Args,
  adjointLaw,
  batchedGraph,
  batchLaw,
  elements,
  everyPrimitive,
  sameMeaning,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  textLaw,
  type Verdict,
} from '../../src/testing/index.ts';
