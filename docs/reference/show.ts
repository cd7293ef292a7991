/** Prints what the examples of the reference compute: numbers to four digits, nested as the shape says. */
import { type AnyTensor, evaluate } from 'typegrad';

const digits = (x: number | bigint): string =>
  Number.isInteger(Number(x)) ? String(x) : String(Number(Number(x).toPrecision(4)));

const nested = (numbers: readonly string[], [size, ...rest]: readonly number[]): string => {
  if (size === undefined) return numbers[0]!;
  const step = rest.reduce((product, n) => product * n, 1);
  const rows = Array.from({ length: size }, (_, i) =>
    nested(numbers.slice(i * step, (i + 1) * step), rest),
  );
  return `[${rows.join(', ')}]`;
};

/** Prints a tensor: show(add(x, x)) may print [[2, 4], [6, 8]]. */
export const show = (...xs: readonly AnyTensor[]): void => {
  const texts = xs.map((x) => {
    const { data } = evaluate(x);
    const numbers = Array.from<number | bigint, string>(data as Iterable<number | bigint>, digits);
    return nested(numbers, x.shape.map(Number));
  });
  console.log(texts.join(' '));
};
