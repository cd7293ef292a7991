/** Loops, branches and recomputation, in the words of JAX's cases. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { f32, leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import { product } from './transform-functions.ts';
import {
  add,
  div,
  exp,
  matmul,
  mul,
  neg,
  number,
  scale,
  sin,
  square,
  sub,
  sum,
  tanh,
} from './untyped.ts';

type Values = readonly Value[];

const scan = (...args: readonly unknown[]): Values => leaves(call(o.scan, ...args));
const gradOf = (f: unknown): unknown => call(o.grad, f);
const vmapOf = (f: unknown, inAxes: unknown, outAxes: unknown = 0): unknown =>
  call(o.vmap, f, { inAxes, outAxes });

// ---- scan -----------------------------------------------------------------------------------------

const cell = (h: Value, x: Value, wx: Value, wh: Value, b: Value): Value =>
  tanh(add(add(product(x, wx), product(h, wh)), b));

const rnn =
  (options: unknown = {}, step: typeof cell = cell) =>
  (h0: Value, xs: Value, wx: Value, wh: Value, b: Value): Values =>
    scan(
      (h: Value, x: Value) => {
        const next = step(h, x, wx, wh, b);
        return [next, next];
      },
      h0,
      xs,
      options,
    );

const checkpointed = (...args: Values): Value => op(call(o.checkpoint, cell))(...args);

const rnnJvp: AdapterOf = () =>
  program((...inputs: Values) => {
    const n = inputs.length / 2;
    const [value, tangent] = leaves2(call(o.jvp, rnn(), inputs.slice(0, n), inputs.slice(n)));
    return [...value, ...tangent];
  });
const leaves2 = (pair: unknown): readonly [Values, Values] => {
  const all = leaves(pair);
  return [all.slice(0, all.length / 2), all.slice(all.length / 2)];
};

const rnnHvp: AdapterOf = () =>
  program((h0: Value, xs: Value, wx: Value, wh: Value, b: Value, v: Value) => {
    const loss = (w: Value): Value => sum(square(rnn()(h0, xs, wx, w, b)[1]));
    return leaves(call(o.jvp, gradOf(loss), [wh], [v]));
  });

const tree = (p0: Value, q0: Value, x: Value): Values =>
  scan(
    ({ p, q }: { readonly p: Value; readonly q: Value }, v: Value) => [
      { p: add(scale(0.9, p), v), q: add(q, mul(p, v)) },
      [sub(p, v), q],
    ],
    { p: p0, q: q0 },
    x,
  );

const fori: AdapterOf = ({ attrs }) =>
  program((x: Value) => {
    const body = (i: Value, c: Value): Value => {
      const step = add(op(o.cast(f32))(i), number(1));
      return add(scale(0.8, c), sin(mul(x, step)));
    };
    return op(o.foriLoop)(numberOf(attrs, 'n'), body, x);
  });

const recurrence = (a: Value, b: Value): Value => {
  const step = (h: Value, [s, t]: Values): Values => {
    const next = add(mul(s, h), t);
    return [next, next];
  };
  return scan(step, scale(0, sum(a, 0)), [a, b])[1]!;
};

// ---- while ----------------------------------------------------------------------------------------

interface Counted {
  readonly c: Value;
  readonly it: Value;
}
const counter = (): Value => o.integers([], [0]);
const counted = (it: Value): Value => op(o.add)(it, o.integers([], [1]));
const greater = op(o.greater);
const less = op(o.less);

const whileLoop = (...args: readonly unknown[]): Values => leaves(call(o.whileLoop, ...args));

const newton = (a: Value, x0: Value): Values =>
  whileLoop(
    ({ c }: Counted) => greater(op(o.abs)(sub(mul(c, c), a)), number(1e-3)),
    ({ c, it }: Counted) => ({ c: scale(0.5, add(c, div(a, c))), it: counted(it) }),
    { c: x0, it: counter() },
  );

const growth = (x: Value): Values =>
  whileLoop(
    ({ c }: Counted) => less(sum(square(c)), number(50)),
    ({ c, it }: Counted) => ({ c: add(scale(1.3, c), scale(0.1, sin(c))), it: counted(it) }),
    { c: x, it: counter() },
  );

/** [y, tangent of y, iterations] of a function that gives [y, iterations]. */
const tangentFirst = (f: unknown, xs: Values, vs: Values): Values => {
  const [y, iterations, tangent] = leaves(call(o.jvp, f, xs, vs));
  return [y!, tangent!, iterations!];
};

// ---- branches -------------------------------------------------------------------------------------

const choice = (x: Value, w: Value): Value =>
  op(o.cond)(
    greater(sum(x), number(0)),
    (a: Value, b: Value) => sum(mul(sin(a), b)),
    (a: Value, b: Value) => sum(mul(mul(a, a), mul(b, b))),
    x,
    w,
  );

const branches = [sin, (x: unknown) => mul(x, x), (x: unknown) => exp(neg(x))];

// ---- recomputation --------------------------------------------------------------------------------

type Layer = (x: Value, w: Value) => Value;
const affine: Layer = (x, w) => tanh(matmul(x, w));

const stacked =
  (layer: Layer) =>
  (x: Value, ...ws: Values): Value =>
    sum(square(ws.reduce(layer, x)));

export const control: Family = {
  scan_rnn: ({ attrs }) => program(rnn({ reverse: flagOf(attrs, 'reverse') })),
  scan_rnn_checkpoint: () => program(rnn({}, checkpointed)),
  scan_rnn_jvp: rnnJvp,
  scan_rnn_hvp: rnnHvp,
  scan_rnn_vmap: ({ attrs }) => program(vmapOf(rnn(), attrs['in_axes'], attrs['out_axes'])),
  scan_cumprod: () =>
    program((x: Value) => scan((c: Value, v: Value) => [mul(c, v), mul(c, v)], onesLike(x), x)),
  scan_no_xs: ({ attrs }) =>
    program((x: Value) =>
      scan((c: Value) => [add(sin(c), scale(0.5, c)), c], x, null, {
        length: numberOf(attrs, 'length'),
      }),
    ),
  scan_tree: () => program(tree),
  fori_loop: fori,
  associative_recurrence: () => program(recurrence),
  while_newton_jvp: () =>
    program((a: Value, x0: Value, va: Value, vx: Value) => tangentFirst(newton, [a, x0], [va, vx])),
  while_growth_jvp: () => program((x: Value, v: Value) => tangentFirst(growth, [x], [v])),
  while_growth_jacfwd: () =>
    program((x: Value) => op(call(o.jacfwd, (v: Value) => growth(v)[0]))(x)),
  while_growth_vmap: () => program((x: Value) => leaves(call(vmapOf(growth, [0]), x))),
  cond: () => program(choice),
  cond_jvp: () =>
    program((x: Value, w: Value, vx: Value, vw: Value) =>
      leaves(call(o.jvp, choice, [x, w], [vx, vw])),
    ),
  cond_hessian: () => program((x: Value, w: Value) => op(call(o.hessian, choice))(x, w)),
  cond_vmap: ({ attrs }) => program(vmapOf(choice, attrs['in_axes'])),
  switch: ({ attrs }) =>
    program((x: Value) =>
      op(o.switchCase)(o.integers([], [numberOf(attrs, 'index')]), branches, x),
    ),
  checkpoint_none: () => program(stacked(affine)),
  checkpoint_layers: () => program(stacked((x, w) => op(call(o.checkpoint, affine))(x, w))),
  checkpoint_whole: () => program(call(o.checkpoint, stacked(affine))),
};
const onesLike = (x: Value): Value => o.ones(x.shape.slice(1).map(Number));
