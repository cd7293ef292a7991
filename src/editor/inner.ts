/**
 * What the stages inside of a stage give. The compiler resolves the stages of a call, but not those of a stage in it: the
 * file is read a second time, with a copy of the call before it for every such stage, which ends with what is inside:
 * net(x, a, seq(b, c), d) becomes (net(x, a, b, c), net(x, a, seq(b, c), d)).
 */
import { type Composition, compositionOf, type StageNode } from './composition.ts';
import type { Program } from './program.ts';

/** A copy of a call that ends with the stages inside of `stage`. */
interface Copy<N> {
  readonly stage: StageNode<N>;
  readonly text: string;
}

const textOf = <N, T>(program: Program<N, T>, node: N): string =>
  program.text.slice(program.start(node), program.end(node));

/** The text of a stage inside of the i-th copy: its own name must not be one of the stages before it. */
const renamed = <N, T>(program: Program<N, T>, { node }: StageNode<N>, prefix: string): string => {
  const [name] = program.call(node)?.args ?? [];
  if (name === undefined || !program.isText(name)) return textOf(program, node);
  const at = program.start(name) + 1;
  const end = program.end(node);
  return `${program.text.slice(program.start(node), at)}${prefix}${program.text.slice(at, end)}`;
};

const copies = <N, T>(
  program: Program<N, T>,
  stages: readonly StageNode<N>[],
  before: readonly string[],
  path: string,
): readonly Copy<N>[] =>
  stages.flatMap((stage, i) => {
    if (stage.inner.length === 0) return [];
    const texts = stages.slice(0, i).map((s) => renamed(program, s, path));
    const inside = `${path}${i}.`;
    const start = [...before, ...texts];
    const own = stage.inner.map((s) => renamed(program, s, inside));
    return [
      { stage, text: [...start, ...own].join(', ') },
      ...copies(program, stage.inner, start, inside),
    ];
  });

const copiesOf = <N, T>(
  program: Program<N, T>,
  composition: Composition<N>,
): readonly Copy<N>[] => {
  const { call, callee, first, stages } = composition;
  if (first === 0) return [];
  const [input] = program.call(call)?.args ?? [];
  if (input === undefined) return [];
  const [name, x] = [textOf(program, callee), textOf(program, input)];
  return copies(program, stages, [], '').map(({ stage, text }) => ({
    stage,
    text: `${name}(${x}, ${text})`,
  }));
};

interface Edit<N> {
  readonly start: number;
  readonly copies: readonly Copy<N>[];
  readonly end: number;
}

/** The calls that have stages inside of stages, the outermost of them. */
const editsIn = <N, T>(program: Program<N, T>, node: N): readonly Edit<N>[] => {
  const composition = compositionOf(program, node);
  const found = composition === undefined ? [] : copiesOf(program, composition);
  return found.length === 0
    ? program.children(node).flatMap((child) => editsIn(program, child))
    : [{ start: program.start(node), end: program.end(node), copies: found }];
};

interface Rewritten<N> {
  readonly text: string;
  /** the stage whose copy begins at an offset */
  readonly at: ReadonlyMap<number, StageNode<N>>;
}

const rewritten = <N>(source: string, edits: readonly Edit<N>[]): Rewritten<N> => {
  const at = new Map<number, StageNode<N>>();
  let text = '';
  let from = 0;
  for (const { start, end, copies } of edits) {
    text += `${source.slice(from, start)}(`;
    for (const copy of copies) {
      at.set(text.length, copy.stage);
      text += `${copy.text}, `;
    }
    text += `${source.slice(start, end)})`;
    from = end;
  }
  return { text: text + source.slice(from), at };
};

/** The second reading, with the types of the stages inside of a stage as parameters of a call. */
export interface InnerTypes<N, T> {
  readonly program: Program<N, T>;
  readonly types: ReadonlyMap<N, readonly T[]>;
}

/** A file without stages inside of stages is read once. */
export const innerTypes = <N, T>(program: Program<N, T>): InnerTypes<N, T> => {
  const edits = editsIn(program, program.root);
  const types = new Map<N, readonly T[]>();
  if (edits.length === 0) return { program, types };
  const { text, at } = rewritten(program.text, edits);
  const again = program.with(text);
  const visit = (node: N): void => {
    const call = again.call(node);
    const stage = call && at.get(again.start(node));
    if (call !== undefined && stage !== undefined && !types.has(stage.node)) {
      types.set(stage.node, again.parameters(node, call.args.length).slice(-stage.inner.length));
    }
    again.children(node).forEach(visit);
  };
  visit(again.root);
  return { program: again, types };
};
