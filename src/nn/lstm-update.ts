/**
 * What a step of a long short-term memory does after its products: gates, what is kept, what is given; one kernel forward
 * and one backward. Both are composites closed under differentiation, as the softmax is.
 */
import { composite } from '../control/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import { sizeOf } from '../core/layout.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { TensorType, Value } from '../core/node.ts';
import { sigmoidOf } from '../ops/index.ts';
import {
  add,
  addTangents,
  concat,
  fill,
  mul,
  repeat,
  slice,
  sub,
  tanh,
  zeros,
} from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';

/** The parts of the last axis that are as wide as `like`. */
const partsOf = (x: Value, like: Value): readonly Value[] => {
  const [last, width] = [x.shape.length - 1, Number(like.shape.at(-1))];
  return Array.from({ length: Number(x.shape[last]) / width }, (_, k) =>
    slice(x, {
      start: x.shape.map((_, i) => (i === last ? k * width : 0)),
      size: x.shape.with(last, width),
      stride: x.shape.map(() => 1),
    }),
  );
};

const joined = (parts: readonly Value[]): Value => concat(parts, parts[0]!.shape.length - 1);

const isNumber = (d: unknown): d is number => typeof d === 'number';

/** The kernel over rows; `state` is the operand that has a number for every unit. */
const rows =
  (kernel: KernelName, state: number) =>
  (inputs: readonly TensorType[]): KernelCall | null => {
    const { shape, dtype } = inputs[state]!;
    const sizes = shape.filter(isNumber);
    if (dtype.dtype !== 'f32' || sizes.length < shape.length) return null;
    return { kernel, units: sizeOf(sizes.slice(0, -1)), args: [sizes.at(-1)!] };
  };

type Rule = (...xs: readonly Value[]) => readonly Value[];

/** The rule with a leading axis more. */
const lifted =
  (rule: Rule) =>
  (xs: readonly Value[], batched: readonly boolean[], size: Dim): readonly Value[] =>
    rule(...xs.map((x, i) => (batched[i] === true ? x : repeat(x, size))));

/** y (1 - y), the slope of the logistic function at its value y. */
const ofSigmoid = (y: Value): Value => mul(y, sub(fill(1, y), y));
/** 1 - y^2 */
const ofTanh = (y: Value): Value => sub(fill(1, y), mul(y, y));

/** (gates and tanh of what is kept, side by side; c; tangents of the gates' sums and of c) -> tangents of h', c'. */
const tangents: Rule = (...inputs) =>
  composite(
    'lstmTangent',
    (seen, c, dz, dc) => {
      const [i, f, g, o, k] = partsOf(seen!, c!);
      const [di, df, dg, dO] = partsOf(dz!, c!);
      const byGates = add(
        mul(mul(g!, ofSigmoid(i!)), di!),
        add(mul(mul(c!, ofSigmoid(f!)), df!), mul(mul(i!, ofTanh(g!)), dg!)),
      );
      const kept = add(mul(f!, dc!), byGates);
      const given = add(mul(mul(k!, ofSigmoid(o!)), dO!), mul(mul(o!, ofTanh(k!)), kept));
      return [given, kept];
    },
    {
      transpose: ([h, kept], [seen, c]) => [
        null,
        null,
        ...cotangents(seen!, c!, h ?? zeros(c!), kept ?? zeros(c!)),
      ],
      batch: lifted(tangents),
    },
  )(...inputs);

/** Its transpose: (gates and tanh of what is kept; c; cotangents of h', c') -> those of the gates' sums, and of c. */
const cotangents: Rule = (...inputs) =>
  composite(
    'lstmCotangent',
    (seen, c, h, kept) => {
      const [i, f, g, o, k] = partsOf(seen!, c!);
      const total = add(kept!, mul(h!, mul(o!, ofTanh(k!))));
      const sums = joined([
        mul(total, mul(g!, ofSigmoid(i!))),
        mul(total, mul(c!, ofSigmoid(f!))),
        mul(total, mul(i!, ofTanh(g!))),
        mul(h!, mul(k!, ofSigmoid(o!))),
      ]);
      return [sums, mul(total, f!)];
    },
    {
      kernel: rows('lstmUpdateGrad', 1),
      transpose: ([dz, dc], [seen, c]) => [
        null,
        null,
        ...tangents(seen!, c!, dz ?? zeros({ ...c!, shape: sumsOf(seen!, c!) }), dc ?? zeros(c!)),
      ],
      batch: lifted(cotangents),
    },
  )(...inputs);

/** The shape of the gates' sums. */
const sumsOf = (seen: Value, c: Value): readonly Dim[] =>
  seen.shape.with(-1, 4 * Number(c.shape.at(-1)));

/** The tangent of what is seen, of which only derivatives of derivatives make use. */
const ofSeen = (seen: Value, c: Value, dz: Value, kept: Value): Value => {
  const [i, f, g, o, k] = partsOf(seen, c);
  const slopes = [ofSigmoid(i!), ofSigmoid(f!), ofTanh(g!), ofSigmoid(o!)];
  const gates = partsOf(dz, c).map((d, n) => mul(d, slopes[n]!));
  return joined([...gates, mul(kept, ofTanh(k!))]);
};

const updated: Rule = (...inputs) =>
  composite(
    'lstmUpdate',
    (x, y, c) => {
      const [zi, zf, zg, zo] = partsOf(add(x!, y!), c!);
      const [i, f, g, o] = [sigmoidOf(zi!), sigmoidOf(zf!), tanh(zg!), sigmoidOf(zo!)];
      const kept = add(mul(f, c!), mul(i, g));
      const k = tanh(kept);
      return [mul(o, k), kept, joined([i, f, g, o, k])];
    },
    {
      kernel: rows('lstmUpdate', 2),
      jvp: ([dx, dy, dc], [x, , c], [, , seen]) => {
        const dz = addTangents(dx ?? null, dy ?? null) ?? zeros(x!);
        const [given, kept] = tangents(seen!, c!, dz, dc ?? zeros(c!));
        return [given!, kept!, ofSeen(seen!, c!, dz, kept!)];
      },
      batch: lifted(updated),
    },
  )(...inputs);

/**
 * h' and c' of c and of what inputs and state contribute to the sums of the gates i, f, g, o, which stand side by side:
 * c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c'). Shapes: [..., 4 H], [..., 4 H], [..., H].
 */
export const lstmUpdate = (inputs: Value, hidden: Value, c: Value): readonly [Value, Value] => {
  const [given, kept] = updated(inputs, hidden, c);
  return [given!, kept!];
};
