/** Derivatives and maps of functions: JAX's transformations. Loops and branches stand in transform-control.ts. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { f32, leaves } from '../../src/tree/index.ts';
import {
  type AdapterOf,
  call,
  type Family,
  missing,
  op,
  program,
  programWithStatedReverse,
} from '../adapter.ts';
import { numberOf, numbersOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import { conv2d } from './conv.ts';
import { control } from './transform-control.ts';
import {
  exampleLoss,
  expSoftmax,
  functions,
  logSumExpOf,
  mapped,
  matvec,
} from './transform-functions.ts';
import {
  add,
  div,
  exp,
  layered,
  log,
  mean,
  mul,
  number,
  scale,
  sin,
  square,
  sub,
  sum,
  take,
  tanh,
} from './untyped.ts';

const prod = layered(o.prod);
const max = layered(o.max);
const round = op(o.round);

type Values = readonly Value[];
type Op = (...xs: Values) => Value;

const listed = (x: unknown): Values => leaves(x);

/** An adapter of the function that the case names. */
const ofFunction =
  (adapter: (f: Op, c: Case) => (...xs: Values) => unknown): AdapterOf =>
  (c) => {
    const name = String(c.attrs['function']);
    const f = functions[name];
    return f === undefined ? missing(name) : program(adapter(f, c));
  };

/** f as a function of the list of the arguments at `argnums`, at the others. */
const by =
  (f: Op, argnums: readonly number[], all: Values) =>
  (chosen: Values): Value =>
    f(...all.map((x, i) => (argnums.includes(i) ? chosen[argnums.indexOf(i)]! : x)));

const argnumsOf = ({ attrs }: Case): readonly number[] => numbersOf(attrs, 'argnums') ?? [0];

/** The arguments at argnums, and the directions that follow all arguments. */
const chosen = (c: Case, inputs: Values): readonly [all: Values, at: Values, vs: Values] => {
  const vs = inputs.filter((_, i) => c.inputs[i]!.role.startsWith('v_'));
  const all = inputs.slice(0, inputs.length - vs.length);
  return [all, argnumsOf(c).map((i) => all[i]!), vs];
};

/** A transformation of a function of a list of arguments, which gives the derivatives as a list. */
const transformed = (transformation: unknown): AdapterOf =>
  ofFunction((f, c) => (...inputs) => {
    const [all, at] = chosen(c, inputs);
    return listed(call(call(transformation, by(f, argnumsOf(c), all)), at));
  });

const jvpOf = (f: unknown, xs: Values, vs: Values): Values => listed(call(o.jvp, f, xs, vs));
const gradOf = (f: unknown): unknown => call(o.grad, f);

const jvpOfGrad = ofFunction((f, c) => (...inputs) => {
  const [all, at, vs] = chosen(c, inputs);
  return listed(call(call(o.hvp, by(f, argnumsOf(c), all)), at, vs));
});

const gradOfJvp = ofFunction((f, c) => (...inputs) => {
  const [all, at, vs] = chosen(c, inputs);
  const along = (xs: Values): Value =>
    leaves(call(o.jvp, by(f, argnumsOf(c), all), [xs], [vs]))[1]!;
  return listed(call(gradOf(along), at));
});

const gradOfGradNorm = ofFunction((f) => (x, ...rest) => {
  const slope = (v: unknown): Value => op(gradOf(f))(v, ...rest);
  return [slope(x), op(gradOf((v: Value) => sum(square(slope(v)))))(x)];
});

/** The value and the first four derivatives of an elementwise function. */
const fourDerivatives = ofFunction((f) => (x) => {
  const slopes = [f];
  for (let k = 0; k < 4; k++) slopes.push(op(gradOf(slopes[k])));
  return slopes.map((g) => op(call(o.vmap, g))(x));
});

const vmapOf = (f: unknown, inAxes: unknown, outAxes: unknown = 0): unknown =>
  call(o.vmap, f, { inAxes, outAxes });

/** A function mapped over the axes that the case names. */
const onExamples =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program(vmapOf(f, attrs['in_axes'], attrs['out_axes'] ?? 0));

const vmapped: AdapterOf = ({ attrs }) => {
  const name = String(attrs['function']);
  const f = mapped[name];
  return f === undefined ? missing(name) : program(vmapOf(f, attrs['in_axes'], attrs['out_axes']));
};

const nested: AdapterOf = ({ attrs }) => {
  const text = String(attrs['text']);
  const bodies: Readonly<Record<string, Op>> = {
    'sum((a - b) ** 2)': (a, b) => sum(square(sub(a, b))),
    'a * tanh(b)': (a, b) => mul(a, tanh(b)),
  };
  const inner = vmapOf(bodies[text], attrs['in_axes_inner'], attrs['out_axes_inner'] ?? 0);
  return program(vmapOf(inner, attrs['in_axes_outer'], attrs['out_axes_outer'] ?? 0));
};

/** What a collective over a batch axis computes, written for the batch: an ordinary reduction. */
const collective: AdapterOf = ({ attrs }) => {
  const kept = { keepdims: true };
  const bodies: Readonly<Record<string, Op>> = {
    psum: (x) => div(x, sum(x, 0, kept)),
    pmean: (x) => sub(x, mean(x, 0, kept)),
    pmax: (x) => exp(sub(x, max(op(o.stopGradient)(x), 0, kept))),
    axis_index: (x) => mul(x, op(o.expandDims(1))(op(o.cast(f32))(o.arange(Number(x!.shape[0]))))),
  };
  const f = bodies[String(attrs['collective'])];
  return f === undefined ? missing(String(attrs['collective'])) : program(f);
};

/** A convolution of one image in the layout [channels, height, width]. */
const imageConv =
  (padding: unknown): Op =>
  (x, w) =>
    op(o.squeeze(0))(conv2d(op(o.expandDims(0))(x!), w!, { padding }));

const perExampleGradients: AdapterOf = ({ attrs }) => {
  const slopes = gradOf(([a, b]: Values, v: Value, s: Value) => exampleLoss(a!, b!, v, s));
  const each = (a: Value, b: Value, v: Value, s: Value): Values =>
    listed(call(slopes, [a, b], v, s));
  return program(vmapOf(each, attrs['in_axes']));
};

const gradOfVmap = (w1: Value, w2: Value, x: Value, t: Value): Values => {
  const losses = vmapOf(exampleLoss, [null, null, 0, 0]);
  return listed(
    call(
      gradOf(([a, b]: Values) => sum(square(op(losses)(a, b, x, t)))),
      [w1, w2],
    ),
  );
};

const cubicDerivative = (x: Value): Value => {
  const f = (v: Value): Value => add(square(sum(tanh(v))), prod(v));
  return op(call(o.jacfwd, call(o.hessian, f)))(x);
};

// ---- stated derivatives -----------------------------------------------------------------------------

const identity = (x: Value): Value => x;

const clippedGradient: AdapterOf = ({ attrs }) => {
  const limit = numberOf(attrs, 'limit');
  const clip = op(o.clamp({ min: -limit, max: limit }));
  const h = call(o.customGradient, 'clipGradient', identity, (c: Value) => [clip(c)]);
  return programWithStatedReverse((x: Value, w: Value) => sin(mul(op(h)(x), w)));
};

const reversedGradient: AdapterOf = ({ attrs }) => {
  const strength = -numberOf(attrs, 'lambda');
  const r = call(o.customGradient, 'reverse', identity, (c: Value) => [scale(strength, c)]);
  return programWithStatedReverse((x: Value, w: Value) => tanh(op(r)(op(o.matmul)(x, w))));
};

const straightThrough: AdapterOf = () => {
  const r = call(o.customDerivative, 'roundThrough', round, ([t]: Values) => t);
  return program((x: Value) => square(op(r)(x)));
};

const log1pExp: AdapterOf = () => {
  const f = call(
    o.customDerivative,
    'log1pExp',
    (x: Value) => log(add(number(1), exp(x))),
    ([t]: Values, [x]: Values) => mul(t, sub(number(1), div(number(1), add(number(1), exp(x))))),
  );
  const total = (x: Value): Value => sum(op(f)(x));
  return program((x: Value, v: Value) => [
    ...jvpOf(f, [x], [v]),
    op(gradOf(total))(x),
    op(gradOf((u: Value) => sum(op(gradOf(total))(u))))(x),
  ]);
};

const STEPS = 200;

/** z = tanh(w z + x), differentiated by the implicit function theorem. */
const fixedPoint: AdapterOf = () => {
  const step: Op = (w, z, x) => tanh(add(matvec(w!, z!), x));
  const iterate = (f: (z: Value) => Value, start: Value): Value =>
    op(o.foriLoop)(STEPS, (_: Value, z: Value) => f(z), start);
  const solve = (w: Value, x: Value): Value => iterate((z) => step(w, z, x), scale(0, x));
  const solved = call(
    o.customGradient,
    'fixedPoint',
    solve,
    (g: Value, [w, x]: Values, z: Value) => {
      const [, back] = leavesOfVjp((v: Value) => step(w!, v, x!), z);
      const u = iterate((v) => add(g, back(v)[0]!), g);
      const [, backParams] = leavesOfVjp((a: Value, b: Value) => step(a, z, b), w!, x!);
      return backParams(u);
    },
  );
  return program((w: Value, x: Value) => op(solved)(w, x));
};

const leavesOfVjp = (f: unknown, ...xs: Values): readonly [Value, (c: Value) => Values] => {
  const [y, back] = o.vjp((...args: Values) => op(f)(...args), ...xs);
  return [y, (c) => back(c)];
};

const linearTransposed = (a: Value, g: Value): Value => {
  const x = o.zeros([Number(a.shape[1])]);
  return op(
    (c: unknown) =>
      listed(
        call(
          call(o.linearTranspose, (v: Value) => scale(2, matvec(a, v)), x),
          c,
        ),
      )[0],
  )(g);
};

const linearized = (x: Value, v1: Value, v2: Value): Values => {
  const [y, along] = o.linearize((v: Value) => mul(tanh(v), sum(v)), x);
  return [y, along(v1), along(v2)];
};

const withAux = (x: Value, y: Value): Values => {
  const f = (v: Value): Values => [sum(mul(mul(v, v), y)), add(v, y)];
  return listed(call(call(o.valueAndGrad, f, { aux: true }), x));
};

export const transform: Family = {
  ...control,
  vjp: ofFunction((f) => f),
  jvp: ofFunction((f) => (...inputs) => {
    const n = inputs.length / 2;
    return jvpOf(f, inputs.slice(0, n), inputs.slice(n));
  }),
  jacfwd: transformed(o.jacfwd),
  jacrev: transformed(o.jacrev),
  hessian: transformed(o.hessian),
  value_and_grad: ofFunction(
    (f) =>
      (...inputs) =>
        listed(
          call(
            call(o.valueAndGrad, (xs: Values) => f(...xs)),
            inputs,
          ),
        ),
  ),
  jvp_of_grad: jvpOfGrad,
  grad_of_jvp: gradOfJvp,
  grad_of_grad_norm: gradOfGradNorm,
  jacfwd_of_jacrev: ofFunction((f, { attrs }) => (...xs) => {
    const [first, second] = [numberOf(attrs, 'inner_argnum'), numberOf(attrs, 'outer_argnum')];
    const inner = (b: Value): Value => {
      const others = xs.with(second, b);
      return op(call(o.jacrev, (a: Value) => f(...others.with(first, a))))(others[first]);
    };
    return op(call(o.jacfwd, inner))(xs[second]);
  }),
  third_derivative_tensor: () => program(cubicDerivative),
  derivatives_1_2_3_4: fourDerivatives,
  vmap: vmapped,
  vmap_nested: nested,
  vmap_collective: collective,
  vmap_gather: onExamples(take),
  vmap_scatter_add: onExamples((x: Value, i: Value, w: Value) => op(o.indexAdd)(x, i, w, 0)),
  vmap_conv: onExamples(imageConv('same')),
  vmap_per_example_kernel_conv: onExamples(imageConv(0)),
  vmap_of_grad: perExampleGradients,
  grad_of_vmap: () => program(gradOfVmap),
  vmap_of_hessian: onExamples(call(o.hessian, logSumExpOf)),
  vmap_of_jvp: onExamples((x: Value, v: Value) => jvpOf(expSoftmax, [x], [v])[1]),
  jvp_of_vmap: ({ attrs }) =>
    program((a: Value, b: Value, va: Value, vb: Value) =>
      jvpOf(vmapOf(functions['outer'], attrs['in_axes'], attrs['out_axes']), [a, b], [va, vb]),
    ),
  custom_vjp_clip_gradient: clippedGradient,
  custom_vjp_gradient_reversal: reversedGradient,
  custom_vjp_straight_through_round: straightThrough,
  custom_jvp_log1pexp: log1pExp,
  custom_vjp_fixed_point: fixedPoint,
  stop_gradient: () =>
    program((x: Value, y: Value) => add(mul(x, op(o.stopGradient)(add(tanh(x), y))), y)),
  linear_transpose: () => program(linearTransposed),
  linearize: () => program(linearized),
  grad_has_aux: () => program(withAux),
};
