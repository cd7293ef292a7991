/** What updates cost, counted in the commands: where the array is not needed any more, only the block is written. */
import { describe, expect, test } from 'vitest';
import { type Command, compile, type Lowered } from '../../src/compile/index.ts';
import { BlockAxis, BlockWord, UpdateArg } from '../../src/core/abi.gen.ts';
import { sizeOf } from '../../src/core/layout.ts';
import type { Graph } from '../../src/core/node.ts';
import {
  add,
  arange,
  cond,
  dynamicSlice,
  f32,
  foriLoop,
  i32,
  less,
  scalar,
  scan,
  type Tensor,
  tree,
  update,
  vmap,
  whileLoop,
} from '../../src/index.ts';

const [ROWS, WIDTH] = [64, 8];
const ALL = ROWS * WIDTH;
const STEPS = 50;
type Cache = Tensor<[64, 8]>;
type Row = Tensor<[1, 8]>;
type Index = Tensor<[], i32>;

const formal = tree.formals([f32(64, 8), f32(1, 8), i32()] as const);
const graphOf = (f: (cache: Cache, row: Row, at: Index) => unknown): Graph => ({
  params: tree.leaves(formal),
  results: tree.leaves(f(...formal)),
});

/** The elements of the blocks that a record of `update` writes. */
const blockElements = ({ words }: Lowered, record: number): number => {
  const geometry = record + UpdateArg.geometry;
  const last = words[geometry + BlockWord.rank]! - 1;
  const taken = BlockWord.axes + last * BlockAxis.size_ + BlockAxis.taken;
  const row = words[geometry + taken]! * words[geometry + BlockWord.inner]!;
  return words[record + UpdateArg.end]! * row;
};

interface Written {
  /** before and after the loops, and outside of them */
  readonly once: number;
  /** in one step of a loop */
  readonly step: number;
}

/** The elements that a program writes. */
const written = (g: Graph, donated: boolean): Written => {
  const lowered = compile(g, new Map(donated ? [[0, 0]] : []));
  const total = (cs: readonly Command[]): Written =>
    cs.map(of).reduce((a, b) => ({ once: a.once + b.once, step: a.step + b.step }), none);
  const none = { once: 0, step: 0 };
  const of = (c: Command): Written => {
    if (c.kind === 'branch') return total([...c.whenTrue, ...c.whenFalse]);
    if (c.kind !== 'kernel') {
      const { once, step } = total(c.body);
      return { once: 0, step: once + step };
    }
    const all = sizeOf(c.writes[0]!.buffer.type.shape);
    return { once: c.kernel === 'update' ? blockElements(lowered, c.record) : all, step: 0 };
  };
  return total(lowered.commands);
};

/** Two starts in a row, each of which is written to it. */
const STARTS = 4;

describe('an update writes', () => {
  test('the block alone into a donated argument, else a copy of the whole', () => {
    const g = graphOf((cache, row, at) => update(cache, row, [at, 0]));
    expect(written(g, true)).toEqual({ once: WIDTH, step: 0 });
    expect(written(g, false)).toEqual({ once: ALL + WIDTH, step: 0 });
  });
  test('several rows of a block along two axes', () => {
    const g = graphOf((cache, _, at) =>
      update(cache, dynamicSlice(cache, [0, 0], [3, 2]), [at, at]),
    );
    // a literal that is one of the starts is written out
    expect(written(g, true)).toEqual({ once: 2 * 6 + 2 * STARTS + 1, step: 0 });
  });
  test('the block alone where the array dies in it', () => {
    const g = graphOf((cache, row, at) => update(add(cache, cache), row, [at, 0]));
    expect(written(g, false)).toEqual({ once: ALL + WIDTH, step: 0 });
  });
  test('another array where the first is read later, since its reader needs the result', () => {
    const g = graphOf((cache, row, at) => {
      const next = update(cache, row, [at, 0]);
      return [next, add(cache, next)];
    });
    // and in the end it is copied to where it belongs
    expect(written(g, true)).toEqual({ once: 3 * ALL + WIDTH, step: 0 });
  });
  test('after all who read what was there', () => {
    const g = graphOf((cache, row, at) => [
      update(cache, row, [at, 0]),
      dynamicSlice(cache, [at, 0], [1, 8]),
      add(cache, cache),
    ]);
    expect(written(g, true)).toEqual({ once: WIDTH + WIDTH + ALL, step: 0 });
  });
});

describe('in a loop, each step writes the block alone', () => {
  test('for a donated argument nothing else is written but the count', () => {
    const g = graphOf((cache, row) => foriLoop(STEPS, (i, c) => update(c, row, [i, 0]), cache));
    expect(written(g, true)).toEqual({ once: STEPS, step: WIDTH });
    expect(written(g, false)).toEqual({ once: STEPS + ALL, step: WIDTH });
  });
  test('a ring buffer that gives what it forgets', () => {
    const g = graphOf((cache, row) =>
      scan(
        (c, i) => [update(c, row, [i, 0]), dynamicSlice(c, [i, 0], [1, 8])] as const,
        cache,
        arange(STEPS),
      ),
    );
    expect(written(g, true)).toEqual({ once: STEPS, step: 2 * WIDTH });
  });
  test('in a batch, where each example has its own place', () => {
    const [caches, rows, starts] = tree.formals([f32(5, 64, 8), f32(5, 1, 8), i32(5)] as const);
    const each = (c: Cache, r: Row, at: Index) =>
      foriLoop(STEPS, (i, own) => update(own, r, [add(i, at), 0]), c);
    const g = { params: [caches, rows, starts], results: [vmap(each)(caches, rows, starts)] };
    // the sums of i and the start, then the blocks
    expect(written(g, true)).toEqual({ once: STEPS, step: 5 + 5 * WIDTH });
  });
  test('as long as a test holds', () => {
    const g = graphOf(
      (cache, row, at) =>
        whileLoop(
          ([, i]) => less(i, scalar(40, i32)),
          ([c, i]) => [update(c, row, [i, 0]), add(i, scalar(1, i32))] as const,
          [cache, at] as const,
        )[0],
    );
    // the counter's copy, which the loop has to itself; the block and the next count
    expect(written(g, true)).toEqual({ once: 1, step: WIDTH + 1 });
  });
  test('in the branch of a choice, which writes to memory of its own, the whole', () => {
    const g = graphOf((cache, row, at) =>
      cond(
        less(at, scalar(9, i32)),
        (c) => update(c, row, [at, 0]),
        (c) => c,
        cache,
      ),
    );
    expect(written(g, true).once).toBeLessThanOrEqual(3 * ALL + WIDTH + 1);
  });
});
