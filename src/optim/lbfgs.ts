/** L-BFGS: steps by an inverse Hessian that the last few steps and the changes of the gradient along them tell of. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import {
  add,
  div,
  equal,
  fill,
  less,
  literal,
  mul,
  neg,
  select,
  sub,
  zeros,
} from '../prim/index.ts';
import { child, leaves, leavesLike, type Members, paths, rebuild } from '../tree/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import {
  choose,
  increment,
  inverse,
  minimum,
  none,
  rateAt,
  scaled,
  size,
  sum,
  total,
} from './leaf.ts';
import { descended, penalised, scalarAt } from './rule.ts';

/** lr 1, memory 10, weightDecay 0 if absent. */
export interface LbfgsOptions<M extends number = number> extends CommonOptions {
  /** of how many steps it knows. PyTorch: history_size; optax: memory_size */
  readonly memory?: M;
}
/** A step, and how the gradient changed along it. */
export interface Curvature<P> {
  readonly step: P;
  readonly change: P;
  /** 1 / (step . change); 0: nothing is known */
  readonly inverse: Tensor<[]>;
}
/** What L-BFGS with a memory of M steps keeps. */
export interface LbfgsState<P, M extends number = 10> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** the gradient of the last step */
  readonly gradient: P;
  /** the last step */
  readonly step: P;
  /** the newest first */
  readonly memory: Members<Curvature<P>, M>;
  /** what the inverse Hessian is taken to be beyond what is remembered */
  readonly scale: Tensor<[]>;
}
/** `LbfgsState` for parameters of any type. */
export interface LbfgsForm<M extends number = 10> extends StateForm {
  readonly state: LbfgsState<this['params'], M>;
}

type Values = readonly Value[];
interface Pair {
  readonly step: Values;
  readonly change: Values;
  readonly inverse: Value;
}

/** The inner product over all leaves. */
const inner = (a: Values, b: Values): Value => total(a.map((x, i) => sum(mul(x, b[i]!))));
/** a + k b for a scalar k. */
const plusScaled = (a: Values, k: Value, b: Values): Values =>
  a.map((x, i) => add(x, scaled(k, b[i]!)));

/** The direction -H g by the two loops of Nocedal 1980. */
const directionOf = (g: Values, pairs: readonly Pair[], scale: Value): Values => {
  let q: Values = g.map(neg);
  const weights = pairs.map(({ step, change, inverse: rho }) => {
    const weight = mul(inner(step, q), rho);
    q = plusScaled(q, neg(weight), change);
    return weight;
  });
  const start: Values = q.map((x) => scaled(scale, x));
  return pairs.reduceRight<Values>(
    (r, { step, change, inverse: rho }, i) =>
      plusScaled(r, sub(weights[i]!, mul(inner(change, r), rho)), step),
    start,
  );
};

const pairsIn = (state: unknown, params: unknown): readonly Pair[] => {
  const list = child(state, 'memory');
  return Array.isArray(list)
    ? list.map((own: unknown) => ({
        step: leavesLike(params, child(own, 'step')),
        change: leavesLike(params, child(own, 'change')),
        inverse: scalarAt(own, 'inverse'),
      }))
    : [];
};

/** The least product of step and change that tells of a curvature. */
const LEAST = 1e-10;

interface Known {
  readonly pairs: readonly Pair[];
  readonly scale: Value;
}
/** What is known once the gradient at the end of the last step is. */
const remembered = (state: unknown, params: unknown, g: Values): Known => {
  const step = leavesLike(params, child(state, 'step'));
  const change = leavesLike(params, child(state, 'gradient')).map((last, i) => sub(g[i]!, last));
  const [pairs, scale] = [pairsIn(state, params), scalarAt(state, 'scale')];
  const product = inner(change, step);
  const tells = less(fill(LEAST, product), product);
  const newest = { step, change, inverse: inverse(product) };
  const shifted = [newest, ...pairs].slice(0, pairs.length);
  const chosen = (a: Values, b: Values): Values => a.map((x, i) => choose(tells, x, b[i]!));
  return {
    pairs: shifted.map((pair, i) => ({
      step: chosen(pair.step, pairs[i]!.step),
      change: chosen(pair.change, pairs[i]!.change),
      inverse: select(tells, pair.inverse, pairs[i]!.inverse),
    })),
    scale: select(tells, div(product, inner(change, change)), scale),
  };
};

const checkMemory = (memory: number): void => {
  if (Number.isInteger(memory) && memory > 0) return;
  throw new RangeError(`lbfgs: the memory must be a positive integer, got ${memory}`);
};

/**
 * L-BFGS: p' = p - lr H g, H the inverse Hessian as the last steps s and the changes y of the gradient along them tell,
 * from s.y / y.y on; steps with s.y <= 1e-10 tell nothing. The first step is lr min(1, 1 / sum |g|) g. For gradients of the
 * whole set of data, without line search. Nocedal 1980; Liu and Nocedal 1989. PyTorch: LBFGS(max_iter=1); optax:
 * lbfgs(linesearch=None).
 */
export function lbfgs<const M extends number = 10>(
  options?: LbfgsOptions<M>,
): Optimiser<LbfgsForm<M>>;
export function lbfgs(options: LbfgsOptions = {}): Updates {
  const { memory = 10, lr = 1 } = options;
  checkMemory(memory);
  const before = penalised(options).before ?? ((g: Value) => g);
  const zero = (params: unknown): unknown => rebuild(params, leaves(params).map(zeros));
  const number = (x: number): Value => literal(x, DTypes.f32);
  return {
    init: (params) => ({
      count: none(),
      gradient: zero(params),
      step: zero(params),
      memory: Array.from({ length: memory }, () => ({
        step: zero(params),
        change: zero(params),
        inverse: number(0),
      })),
      scale: number(1),
    }),
    update: (grads, state, params) => {
      const [given, ps] = [leavesLike(params, grads), paths(params)];
      const g = ps.map(([path, p], i) => before(given[i]!, p, path));
      const count = scalarAt(state, 'count');
      const { pairs, scale } = remembered(state, params, g);
      const first = minimum(number(1), inverse(total(g.map((x) => sum(size(x))))));
      const begins = equal(count, fill(0, count));
      const by = mul(rateAt(lr, count), select(begins, first, number(1)));
      const step = directionOf(g, pairs, scale).map((x) => scaled(by, x));
      const tree = (values: Values): unknown => rebuild(params, values);
      const next = {
        count: increment(count),
        gradient: tree(g),
        step: tree(step),
        memory: pairs.map((pair) => ({
          step: tree(pair.step),
          change: tree(pair.change),
          inverse: pair.inverse,
        })),
        scale,
      };
      return [descended(params, tree(step.map(neg))), next];
    },
  };
}
