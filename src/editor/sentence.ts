/** What a compiler says about a wrong program, reduced to the library's own sentence where it holds one. */

/** The sentence is a literal type that something is not assignable to: `... to parameter of type '"..."'.` */
const SENTENCE = / type '"(.*)"'\.?$/;
const ESCAPED = /\\(["\\])/g;

/** One line, and whether it is the library's. */
export interface Sentence {
  readonly sentence: string;
  readonly own: boolean;
}

/** The sentence of an error's lines; the compiler's own first line where it holds none of the library's. */
export const sentenceOf = (lines: readonly string[]): Sentence => {
  const found = lines.flatMap((line) => SENTENCE.exec(line)?.[1] ?? []).at(-1);
  return found === undefined
    ? { sentence: lines[0] ?? '', own: false }
    : { sentence: found.replaceAll(ESCAPED, '$1'), own: true };
};
