/** The tensors of a file: every constant, and every stage of a composition with what it gives, learns and weighs. */
import { addDim } from '../types/dim.ts';
import { type Composition, compositionOf, type StageNode } from './composition.ts';
import { innerTypes } from './inner.ts';
import { type Counter, parameterCounter } from './parameters.ts';
import { type Place, placesIn, type Span } from './place.ts';
import type { Compiler, Declared, Program } from './program.ts';
import { type Sentence, sentenceOf } from './sentence.ts';
import { bound, bytesOf, type Size, type Sizes, type TensorText, tensorIn } from './tensor-text.ts';

/** One line of a listing. */
export interface Row {
  readonly kind: 'const' | 'composition' | 'stage';
  /** of a constant its name, of a stage its text */
  readonly name: string;
  /** how many rows it is part of */
  readonly depth: number;
  readonly span: Span;
  /** as the compiler prints it */
  readonly type: string;
  /** what a network takes */
  readonly input: readonly Size[] | null;
  /** of the tensor that it is or gives */
  readonly shape: readonly Size[] | null;
  readonly dtype: string | null;
  /** numbers that are learned */
  readonly parameters: Size;
  /** of the tensor in memory; of a network those of its input and of all values between its stages */
  readonly bytes: Size;
}

/** A type error in one sentence. */
export interface Mistake extends Sentence {
  readonly span: Span;
  readonly code: number;
}

export interface Listing {
  readonly rows: readonly Row[];
  readonly errors: readonly Mistake[];
}

/** A reading of the file, and what types in it are counted by. */
interface Reading<N, T> {
  readonly program: Program<N, T>;
  readonly sizes: Sizes;
  readonly count: Counter<N, T>;
}
interface Context<N, T> extends Reading<N, T> {
  readonly place: (offset: number) => Place;
  /** what the stages inside of a stage give, by the stage, in a reading of their own */
  readonly inner: Reading<N, T>;
  readonly innerTypes: ReadonlyMap<N, readonly T[]>;
}

const spanOf = <N, T>({ program, place }: Context<N, T>, node: N): Span => ({
  start: place(program.start(node)),
  end: place(program.end(node)),
});

type Shown = Pick<Row, 'type' | 'input' | 'shape' | 'dtype' | 'bytes'>;

const shownTensor = (
  type: string,
  tensor: TensorText | undefined,
  input: TensorText | undefined,
): Shown => ({
  type,
  input: input?.shape ?? null,
  shape: tensor?.shape ?? null,
  dtype: tensor?.dtype ?? null,
  bytes: tensor === undefined ? null : bytesOf(tensor),
});

const tensorOf = <N, T>({ program, sizes }: Reading<N, T>, type: T): TensorText | undefined => {
  const tensor = tensorIn(program.show(type));
  return tensor && bound(tensor, sizes);
};

const NETWORK = /^(Stateful)?Net</;

const shown = <N, T>(context: Reading<N, T>, type: T | undefined): Shown => {
  if (type === undefined) return shownTensor('', undefined, undefined);
  const { program } = context;
  const text = program.show(type);
  const [x, y] = NETWORK.test(text) ? program.typeArguments(type) : [];
  return x === undefined || y === undefined
    ? shownTensor(text, tensorOf(context, type), undefined)
    : shownTensor(text, tensorOf(context, y), tensorOf(context, x));
};

// ---- stages -------------------------------------------------------------------------------------

/** What `To` or `Learns` in the type of a stage holds. */
const noted = <N, T>({ program }: Reading<N, T>, type: T, note: string): T | undefined =>
  program
    .joined(type)
    .filter((part) => program.show(part).startsWith(`${note}<`))
    .flatMap((part) => program.typeArguments(part))[0];

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const learned = <N, T>(
  context: Context<N, T>,
  reading: Reading<N, T>,
  stage: StageNode<N>,
  type: T | undefined,
): Size => {
  const learns = type && noted(reading, type, 'Learns');
  return learns === undefined ? context.count.carried(stage.node) : reading.count.of(learns);
};

const stageRow = <N, T>(
  context: Context<N, T>,
  reading: Reading<N, T>,
  stage: StageNode<N>,
  type: T | undefined,
  depth: number,
): Row => {
  const { program } = context;
  const text = program.text.slice(program.start(stage.node), program.end(stage.node));
  return {
    kind: 'stage',
    name: oneLine(text),
    depth,
    span: spanOf(context, stage.node),
    ...shown(reading, type && noted(reading, type, 'To')),
    type: type === undefined ? '' : reading.program.show(reading.program.joined(type)[0] ?? type),
    parameters: learned(context, reading, stage, type),
  };
};

const stageRows = <N, T>(
  context: Context<N, T>,
  reading: Reading<N, T>,
  stages: readonly StageNode<N>[],
  types: readonly T[],
  depth: number,
): readonly Row[] =>
  stages.flatMap((stage, i) => [
    stageRow(context, reading, stage, types[i], depth),
    ...stageRows(
      context,
      context.inner,
      stage.inner,
      context.innerTypes.get(stage.node) ?? [],
      depth + 1,
    ),
  ]);

const compositionRows = <N, T>(
  context: Context<N, T>,
  { call, first, count, stages }: Composition<N>,
  depth: number,
): readonly Row[] =>
  stageRows(context, context, stages, context.program.parameters(call, count).slice(first), depth);

const GROUP = /^[\w.]*\bgroup\(/;
const SEQ = /^[\w.]*\bseq\(/;

/** What of the stages lies between them: a group is its stages, a residual its stages and their sum, a seq one layer. */
const between = (stages: readonly Row[]): readonly Row[] => {
  const [first, ...after] = stages;
  if (first === undefined) return [];
  const next = after.findIndex(({ depth }) => depth <= first.depth);
  const [inner, others] = next < 0 ? [after, []] : [after.slice(0, next), after.slice(next)];
  const own = GROUP.test(first.name) && inner.length > 0 ? [] : [first];
  return [...(SEQ.test(first.name) ? [] : between(inner)), ...own, ...between(others)];
};

/** x and what each stage gives, as `activationBytes` says it. */
const activations = (input: Size, stages: readonly Row[]): Size =>
  [input, ...between(stages).map(({ bytes }) => bytes)].reduce<Size>(
    (sum, bytes) => (sum === null || bytes === null ? null : addDim(sum, bytes)),
    0,
  );

// ---- constants ----------------------------------------------------------------------------------

const inputBytes = <N, T>(context: Context<N, T>, type: T): Size => {
  const [x] = context.program.typeArguments(type);
  const tensor = x && tensorOf(context, x);
  return tensor === undefined ? null : bytesOf(tensor);
};

/** What a network says of itself: its stages, or the model as one. */
const networkBytes = <N, T>(
  context: Context<N, T>,
  type: T,
  row: Row,
  stages: readonly Row[],
): Size => activations(inputBytes(context, type), stages.length === 0 ? [row] : stages);

const isTensorial = ({ type, parameters }: Row): boolean =>
  /\b(Tensor|NdArray|Net|StatefulNet|Seq)</.test(type) || (parameters !== null && parameters !== 0);

/** A seq holds what its stages were made of. */
const parametersIn = <N, T>({ program, count }: Context<N, T>, node: N, type: T): Size =>
  program.show(type).startsWith('Seq<') ? count.carried(node) : count.of(type);

const constantRow = <N, T>(
  context: Context<N, T>,
  name: N,
  stages: readonly Row[],
  depth: number,
): Row | undefined => {
  const { program } = context;
  const type = program.typeAt(name);
  if (type === undefined) return undefined;
  const row: Row = {
    kind: 'const',
    name: program.text.slice(program.start(name), program.end(name)),
    depth,
    span: spanOf(context, name),
    ...shown(context, type),
    parameters: parametersIn(context, name, type),
  };
  if (!isTensorial(row)) return undefined;
  return NETWORK.test(row.type) ? { ...row, bytes: networkBytes(context, type, row, stages) } : row;
};

/** The row of a composition that is no constant's value: where it is called, and what it gives. */
const resultRow = <N, T>(
  context: Context<N, T>,
  node: N,
  { callee }: Composition<N>,
  depth: number,
): Row => {
  const { program } = context;
  const type = program.typeAt(node);
  return {
    kind: 'composition',
    name: program.text.slice(program.start(callee), program.end(callee)),
    depth,
    span: spanOf(context, callee),
    ...shown(context, type),
    parameters: type === undefined ? null : parametersIn(context, node, type),
  };
};

// ---- the file -----------------------------------------------------------------------------------

const within = <N, T>(context: Context<N, T>, nodes: readonly N[], depth: number): readonly Row[] =>
  nodes.flatMap((node) => rowsAt(context, node, depth));

/** What stands in a stage beside the stages inside of it, which have rows already. */
const belowStage = <N, T>(
  context: Context<N, T>,
  { node, inner }: StageNode<N>,
  depth: number,
): readonly Row[] =>
  inner.length === 0
    ? rowsAt(context, node, depth)
    : inner.flatMap((stage) => belowStage(context, stage, depth));

interface Parts {
  readonly stages: readonly Row[];
  /** whatever else is inside */
  readonly others: readonly Row[];
}

const partsOf = <N, T>(context: Context<N, T>, node: N, depth: number): Parts => {
  const composition = compositionOf(context.program, node);
  if (composition === undefined) return { stages: [], others: rowsAt(context, node, depth) };
  const { call, first, stages } = composition;
  const data = context.program.call(call)?.args.slice(0, first) ?? [];
  return {
    stages: compositionRows(context, composition, depth),
    others: [
      ...within(context, data, depth),
      ...stages.flatMap((stage) => belowStage(context, stage, depth)),
    ],
  };
};

const rowsOfConstant = <N, T>(
  context: Context<N, T>,
  { name, value }: Declared<N>,
  depth: number,
): readonly Row[] => {
  const none: Parts = { stages: [], others: [] };
  const { stages, others } = value === undefined ? none : partsOf(context, value, depth + 1);
  const row = constantRow(context, name, stages, depth);
  return row === undefined
    ? others.map((other) => ({ ...other, depth: other.depth - 1 }))
    : [row, ...stages, ...others];
};

const rowsAt = <N, T>(context: Context<N, T>, node: N, depth: number): readonly Row[] => {
  const { program } = context;
  const constant = program.constant(node);
  if (constant !== undefined) return rowsOfConstant(context, constant, depth);
  const composition = compositionOf(program, node);
  if (composition === undefined) return within(context, program.children(node), depth);
  const { stages, others } = partsOf(context, node, depth + 1);
  return [resultRow(context, node, composition, depth), ...stages, ...others];
};

const readListing =
  (sizes: Sizes) =>
  <N, T>(program: Program<N, T>): Listing => {
    const place = placesIn(program.text);
    const inner = innerTypes(program);
    const context: Context<N, T> = {
      program,
      sizes,
      place,
      count: parameterCounter(program),
      inner: { program: inner.program, sizes, count: parameterCounter(inner.program) },
      innerTypes: inner.types,
    };
    return {
      rows: rowsAt(context, program.root, 0),
      errors: program.errors().map(({ start, end, code, lines }) => ({
        span: { start: place(start), end: place(end) },
        code,
        ...sentenceOf(lines),
      })),
    };
  };

/** The listing of a file, an absolute path, with sizes for names. */
export const listingOf = (compiler: Compiler, file: string, sizes: Sizes): Listing =>
  compiler.read(file, readListing(sizes));
