/** Shapes for editors and for the command line: the tensors of a file, through whichever TypeScript its project has. */
export { type Listing, listingOf, type Mistake, type Row } from './listing.ts';
export type { Place, Span } from './place.ts';
export type { Compiler } from './program.ts';
export { type Sentence, sentenceOf } from './sentence.ts';
export { type Size, type Sizes, showShape } from './tensor-text.ts';
export { compilerFor, isCompiler, type NoCompiler, projectOf } from './typescript.ts';
