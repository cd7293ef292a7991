/** The implicit derivative of gamma numbers, against values of the regularised incomplete gamma function. */
import { expect, test } from 'vitest';
import { array, evaluate } from '../../src/index.ts';
import { gammaSlope } from '../../src/random/gamma-slope.ts';
import { numbersOf } from '../ops/reference.ts';

/** a, ln x, -(dP/da) / (x p), differentiated numerically in 40 digits (mpmath 1.3). */
const VALUES = [
  [0.01, -1.3278272151947021, 131.4546921],
  [0.3, -4.36405611038208, 14.14585309],
  [1, -0.3665129244327545, 1.396593479],
  [1, 2.6257920265197754, 0.2367469331],
  [10, 0.5094272494316101, 0.2183552357],
  [30, 3.4847187995910645, 0.03213880785],
  [63, 4.137834548950195, 0.01595728742],
  [70, 3.9515745639801025, 0.01655062142],
  [3000, 8.048433303833008, 0.0003263896607],
] as const;

const slopes = () =>
  gammaSlope(
    array(
      [VALUES.length],
      Float32Array.from(VALUES, ([a]) => a),
    ),
    array(
      [VALUES.length],
      Float32Array.from(VALUES, ([, log]) => log),
    ),
  );

test('series, continued fraction and expansion agree with the derivative of the quantile', () => {
  numbersOf(slopes()).forEach((slope, i) => {
    // where the expansion begins its error is below 2e-6
    expect(Math.abs(slope / VALUES[i]![2] - 1)).toBeLessThan(2e-6);
  });
});

test('and in the arithmetic of the kernels', () => {
  const { data } = evaluate({ y: slopes() }).y as { readonly data: Float32Array };
  data.forEach((slope, i) => {
    // 48 terms of a few roundings each, of which the first count most
    expect(Math.abs(slope / VALUES[i]![2] - 1)).toBeLessThan(1e-5);
  });
});
