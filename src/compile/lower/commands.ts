/** Planned operations to commands over words: the last step before memory exists. */
import type { KernelName } from '../../core/abi.gen.ts';
import type {
  Buffer,
  CondOperation,
  Operation,
  ScanOperation,
  WhileOperation,
} from '../operation.ts';
import type { Nested, Plan } from '../plan.ts';
import { copyOf } from '../targets.ts';
import { type Work, workOf } from './cost.ts';
import {
  type Address,
  at,
  type Image,
  type Loop,
  makeImage,
  type Relocation,
  sameAddress,
  type Table,
} from './image.ts';
import { type Call, encode } from './kernels.ts';

/** A value that a command writes, for the debug mode and for results. */
export interface Located {
  readonly address: Address;
  readonly buffer: Buffer;
  /** the word that holds the address while a loop moves it */
  readonly word?: number;
}

export interface KernelCommand {
  readonly kind: 'kernel';
  readonly kernel: KernelName;
  /** index of the record's first word */
  readonly record: number;
  readonly path: string;
  readonly writes: readonly Located[];
  /** whether it may set the status word */
  readonly status: boolean;
  readonly work: Work;
}

export interface LoopCommand {
  readonly kind: 'loop';
  readonly loop: Loop;
  readonly body: readonly Command[];
}

export interface BranchCommand {
  readonly kind: 'branch';
  /** index of the word that holds the condition's address */
  readonly condition: number;
  readonly whenTrue: readonly Command[];
  readonly whenFalse: readonly Command[];
}

export interface WhileCommand {
  readonly kind: 'while';
  readonly test: readonly Command[];
  /** index of the word that holds the address of the test's result */
  readonly condition: number;
  readonly body: readonly Command[];
}

export type Command = KernelCommand | LoopCommand | BranchCommand | WhileCommand;

/** An input whose elements must be in [0, bound), since `path` uses them as indices. */
export interface IndexCheck {
  readonly input: number;
  readonly bound: number;
  readonly path: string;
}

export interface Lowered {
  readonly checks: readonly IndexCheck[];
  readonly commands: readonly Command[];
  readonly words: readonly number[];
  readonly relocations: readonly Relocation[];
  /** words that need not be kept, since they follow from little */
  readonly tables: readonly Table[];
  readonly results: readonly Located[];
  readonly arenaBytes: number;
  readonly boundBytes: number;
  readonly scratchBytes: number;
  /** the largest buffers, for the message when there is not enough memory */
  readonly largest: readonly { readonly bytes: number; readonly path: string }[];
}

/** Where the places of one plan are: the program's own, or inside a loop or branch. */
interface Frame {
  readonly arena: Address;
  param(index: number): Address;
  external(index: number): Address;
}

interface State {
  readonly image: Image;
  scratch: number;
}

const addressOf = (b: Buffer, plan: Plan, frame: Frame): Address => {
  const place = plan.place(b);
  if (place.kind === 'arena') return at(frame.arena, place.offset);
  if (place.kind === 'param') return frame.param(place.index);
  if (place.kind === 'external') return frame.external(place.index);
  return { region: { kind: 'constant', buffer: place.buffer }, offset: 0 };
};

const moved = (a: Address, loop: Loop, stride: number): Address => ({
  ...a,
  bumps: [...(a.bumps ?? []), { loop, stride }],
});

const located = (buffer: Buffer, address: Address, s: State): Located =>
  address.bumps === undefined
    ? { buffer, address }
    : { buffer, address, word: s.image.record([address]) };

const command = (o: Operation, call: Call, plan: Plan, frame: Frame, s: State): KernelCommand => {
  s.scratch = Math.max(s.scratch, call.scratch);
  return {
    kind: 'kernel',
    kernel: call.kernel,
    record: s.image.record(call.words),
    path: o.path,
    writes: o.writes.map((buffer) => located(buffer, addressOf(buffer, plan, frame), s)),
    status: call.status,
    work: workOf(o, call, s.image.words),
  };
};

const simple = (
  o: Exclude<Operation, ScanOperation | CondOperation | WhileOperation>,
  plan: Plan,
  frame: Frame,
  s: State,
): readonly Command[] =>
  encode(o, s.image, (b) => addressOf(b, plan, frame)).map((call) =>
    command(o, call, plan, frame, s),
  );

const innerArena = (frame: Frame, { offset }: Nested): Address => at(frame.arena, offset);

/** The carry lives where its final value is wanted: copies of its first value to there. */
const initialCarry = (
  { constants, reads, path }: ScanOperation | WhileOperation,
  places: readonly Buffer[],
  plan: Plan,
  frame: Frame,
  s: State,
): readonly Command[] =>
  places.flatMap((to, k) => {
    const from = reads[constants + k]!;
    const there = sameAddress(addressOf(from, plan, frame), addressOf(to, plan, frame));
    return there ? [] : simple(copyOf(from, to, path), plan, frame, s);
  });

const scan = (
  o: ScanOperation,
  body: Nested,
  plan: Plan,
  frame: Frame,
  s: State,
): readonly Command[] => {
  const address = (b: Buffer): Address => addressOf(b, plan, frame);
  const loop: Loop = { length: o.length, reverse: o.reverse, moves: [] };
  const rowBytes = (b: Buffer): number => (o.length === 0 ? 0 : b.bytes / o.length);
  const first = o.constants + o.carry;
  const inner: Frame = {
    arena: innerArena(frame, body),
    param: (i) => {
      if (i < o.constants) return address(o.reads[i]!);
      if (i < first) return address(o.writes[i - o.constants]!);
      return moved(address(o.reads[i]!), loop, rowBytes(o.reads[i]!));
    },
    external: (j) => moved(address(o.writes[j]!), loop, rowBytes(o.writes[j]!)),
  };
  const start = initialCarry(o, o.writes.slice(0, o.carry), plan, frame, s);
  const commands = commandsOf(body.plan, inner, s);
  return [...start, { kind: 'loop', loop, body: commands }];
};

const cond = (
  o: CondOperation,
  branches: readonly Nested[],
  plan: Plan,
  frame: Frame,
  s: State,
): readonly Command[] => {
  const address = (b: Buffer): Address => addressOf(b, plan, frame);
  const [whenTrue, whenFalse] = branches.map((b) =>
    commandsOf(
      b.plan,
      {
        arena: innerArena(frame, b),
        param: (i) => address(o.reads[i + 1]!),
        external: (j) => address(o.writes[j]!),
      },
      s,
    ),
  );
  const condition = s.image.record([address(o.reads[0]!)]);
  return [{ kind: 'branch', condition, whenTrue: whenTrue!, whenFalse: whenFalse! }];
};

const whileLoop = (
  o: WhileOperation,
  [test, body]: readonly Nested[],
  plan: Plan,
  frame: Frame,
  s: State,
): readonly Command[] => {
  const address = (b: Buffer): Address => addressOf(b, plan, frame);
  const goes = address(o.writes.at(-1)!);
  const inner = (n: Nested): Frame => ({
    arena: innerArena(frame, n),
    param: (i) => address(i < o.constants ? o.reads[i]! : o.writes[i - o.constants]!),
    external: () => goes,
  });
  const start = initialCarry(o, o.writes.slice(0, -1), plan, frame, s);
  const [tested, stepped] = [test!, body!].map((n) => commandsOf(n.plan, inner(n), s));
  const condition = s.image.record([goes]);
  return [...start, { kind: 'while', test: tested!, condition, body: stepped! }];
};

const commandsOf = (plan: Plan, frame: Frame, s: State): readonly Command[] =>
  plan.operations.flatMap((o): readonly Command[] => {
    const nested = plan.nested.get(o) ?? [];
    if (o.kind === 'scan') return scan(o, nested[0]!, plan, frame, s);
    if (o.kind === 'cond') return cond(o, nested, plan, frame, s);
    if (o.kind === 'while') return whileLoop(o, nested, plan, frame, s);
    return simple(o, plan, frame, s);
  });

const LARGEST = 5;

const largestOf = ({ operations }: Plan): Lowered['largest'] =>
  operations
    .flatMap((o) => o.writes.map(({ bytes }) => ({ bytes, path: o.path })))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST);

const checksOf = (operations: readonly Operation[]): readonly IndexCheck[] =>
  operations.flatMap((o) => {
    if (o.kind !== 'kernel' || o.call.index === undefined) return [];
    const { operand, bound } = o.call.index;
    const { role } = o.reads[operand]!;
    return role.kind === 'param' ? [{ input: role.index, bound, path: o.path }] : [];
  });

/** The commands of a whole program. */
export const lower = (plan: Plan): Lowered => {
  const state: State = { image: makeImage(), scratch: 0 };
  const input = (index: number): Address => ({ region: { kind: 'input', index }, offset: 0 });
  const frame: Frame = {
    arena: { region: { kind: 'arena' }, offset: 0 },
    param: input,
    external: input,
  };
  const commands = commandsOf(plan, frame, state);
  return {
    checks: checksOf(plan.operations),
    commands,
    words: state.image.words,
    relocations: state.image.relocations,
    tables: state.image.tables,
    results: plan.results.map((buffer) => ({ buffer, address: addressOf(buffer, plan, frame) })),
    arenaBytes: plan.arenaBytes,
    boundBytes: plan.boundBytes,
    scratchBytes: state.scratch,
    largest: largestOf(plan),
  };
};
