/**
 * A case file as a program without types. Every wrong line becomes an attempt, whose message is compared with the
 * sentence that the types say, or with what stands before the case where the two must differ:
 *
 *     // throws: jit: expected 2 arguments, got 1
 *     // refused: Expected 2 arguments, but got 1.
 *     f(x);
 */
const DECLARED = /^declare const (\w+): (Tensor|NdArray)<(\[.*?\])(?:, (\w+))?>;$/;
const CASE = /^\s*\/\/ (?:expect|refused): (.*)$/;
const THROWS = /^\s*\/\/ throws: (.*)$/;

const lineOf = (lines: readonly string[], i: number): string => {
  const line = lines[i]!;
  const [, name, kind, shape, dtype = 'f32'] = DECLARED.exec(line) ?? [];
  if (name !== undefined) return `const ${name} = make.${kind}(${shape}, '${dtype}');`;
  if (CASE.test(lines[i - 1] ?? '')) return `attempt(() => { ${line} });`;
  return /^\s*\/\/ @ts-expect-error/.test(lines[i - 1] ?? '') ? '' : line;
};

/** A module of the library by its file: types and run time then mean the same one. */
const MODULE = /'typegrad\/(.*\.ts)'/g;

/** The program: what is only declared is made by `make`, every wrong line is called by `attempt`, both from `header`. */
export const programOf = (header: string, source: string): string => {
  const lines = source.replaceAll(MODULE, "'../../src/$1'").split('\n');
  return [header, ...lines.map((_, i) => lineOf(lines, i)), 'export {};'].join('\n');
};

/** The message that every wrong line throws, in order; null of one that types alone can refuse. */
export const thrownIn = (source: string): readonly (string | null)[] => {
  const lines = source.split('\n');
  return lines.flatMap((line, i): readonly (string | null)[] => {
    const text = CASE.exec(line)?.[1];
    if (text === undefined) return [];
    const stated = THROWS.exec(lines[i - 1] ?? '')?.[1];
    const sentence = stated ?? /'"(.*)"'\.?$/.exec(text)?.[1];
    if (sentence === undefined) throw new SyntaxError(`line ${i + 1}: what does it throw?`);
    return [sentence === 'nothing' ? null : sentence];
  });
};
