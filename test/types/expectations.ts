/**
 * Reads what a case file expects. A wrong line stands between the text of its only error and a
 * mark under the column where it begins:
 *
 *     // expect: matmul: inner dimensions differ: [32, 784] x [512, 10] (784 ≠ 512)
 *     matmul(a, w);
 *     //        ^
 *
 * `refused` instead of `expect` marks an error that is the compiler's own, which may explain itself in further lines.
 */
export interface Problem {
  readonly at: string;
  readonly text: string;
}
interface Expected extends Problem {
  /** the compiler's own words, of several lines */
  readonly own: boolean;
}

const place = (file: string, line: number, column: number): string => `${file}(${line},${column})`;

/** The errors that a case file expects. */
export const expectedIn = (file: string, source: string): readonly Expected[] => {
  const lines = source.split('\n');
  return lines.flatMap((line, i): readonly Expected[] => {
    const [, kind, text] = /^\s*\/\/ (expect|refused): (.*)$/.exec(line) ?? [];
    if (text === undefined) return [];
    const mark = /^\s*\/\/\s*\^$/.exec(lines[i + 2] ?? '');
    if (mark === null) throw new SyntaxError(`${place(file, i + 3, 1)}: no ^ under the wrong line`);
    return [{ at: place(file, i + 2, mark[0].length), text, own: kind === 'refused' }];
  });
};

/** The errors in a compiler's output; the lines that explain an error belong to it. */
export const problemsIn = (output: string): readonly Problem[] => {
  const problems: { at: string; text: string }[] = [];
  for (const line of output.split('\n')) {
    const [, at, text] = /^(.*?\(\d+,\d+\)): error TS\d+: (.*)$/.exec(line) ?? [];
    const last = problems.at(-1);
    if (at !== undefined && text !== undefined) problems.push({ at, text });
    else if (line.startsWith('error TS')) problems.push({ at: 'compiler', text: line });
    else if (line !== '' && last !== undefined) last.text += `\n${line}`;
  }
  return problems;
};

/** The problems, those that say in one line what is expected of their place put as expected. */
export const recognised = (
  problems: readonly Problem[],
  expected: readonly Expected[],
): readonly Problem[] =>
  problems.map(
    (problem) =>
      expected.find(
        ({ at, text, own }) =>
          at === problem.at && problem.text.includes(text) && (own || !problem.text.includes('\n')),
      ) ?? problem,
  );

const order = (a: Problem, b: Problem): number => a.at.localeCompare(b.at, 'en', { numeric: true });
/** In the order of the files. */
export const sorted = <P extends Problem>(problems: readonly P[]): readonly P[] =>
  problems.toSorted(order);
