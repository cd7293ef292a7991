/**
 * erf and erfc in f64: the rational approximations of fdlibm's s_erf.c (Sun Microsystems, 1993),
 * each within an ulp of its quotient. Coefficients from the highest power down.
 */

/** near 0: erf x = x + x p(x^2) / q(x^2) */
const PP: usize = memory.data<f64>([
  -2.37630166566501626084e-5, -5.77027029648944159157e-3, -2.84817495755985104766e-2,
  -3.25042107247001499370e-1, 1.28379167095512558561e-1,
]);
const QQ: usize = memory.data<f64>([
  -3.96022827877536812320e-6, 1.32494738004321644526e-4, 5.08130628187576562776e-3,
  6.50222499887672944485e-2, 3.97917223959155352819e-1, 1.0,
]);
/** [0.84375, 1.25): erf x = ERX + p(x - 1) / q(x - 1) */
const PA: usize = memory.data<f64>([
  -2.16637559486879084300e-3, 3.54783043256182359371e-2, -1.10894694282396677476e-1,
  3.18346619901161753674e-1, -3.72207876035701323847e-1, 4.14856118683748331666e-1,
  -2.36211856075265944077e-3,
]);
const QA: usize = memory.data<f64>([
  1.19844998467991074170e-2, 1.36370839120290507362e-2, 1.26171219808761642112e-1,
  7.18286544141962662868e-2, 5.40397917702171048937e-1, 1.06420880400844228286e-1, 1.0,
]);
/** [1.25, 1 / 0.35): erfc x = e^(-x^2 - 0.5625 + p(1 / x^2) / q(1 / x^2)) / x */
const RA: usize = memory.data<f64>([
  -9.81432934416914548592, -81.2874355063065934246, -184.605092906711035994,
  -162.396669462573470355, -62.3753324503260060396, -10.5586262253232909814,
  -6.93858572707181764372e-1, -9.86494403484714822705e-3,
]);
const SA: usize = memory.data<f64>([
  -6.04244152148580987438e-2, 6.57024977031928170135, 108.635005541779435134,
  429.008140027567833386, 645.387271733267880336, 434.565877475229228821,
  137.657754143519042600, 19.6512716674392571292, 1.0,
]);
/** from 1 / 0.35 on */
const RB: usize = memory.data<f64>([
  -483.519191608651397019, -1025.09513161107724954, -637.566443368389627722,
  -160.636384855821916062, -17.7579549177547519889, -7.99283237680523006574e-1,
  -9.86494292470009928597e-3,
]);
const SB: usize = memory.data<f64>([
  -22.4409524465858183362, 474.528541206955367215, 2553.05040643316442583,
  3199.85821950859553908, 1536.72958608443695994, 325.792512996573918826,
  30.3380607434824582924, 1.0,
]);
const ERX: f64 = 8.45062911510467529297e-1;

function polynomial(p: usize, degree: i32, x: f64): f64 {
  let y = load<f64>(p);
  for (; degree > 0; degree--) {
    p += 8;
    y = y * x + load<f64>(p);
  }
  return y;
}

/** erf x / x - 1 */
function nearZero(x: f64): f64 {
  const z = x * x;
  return polynomial(PP, 4, z) / polynomial(QQ, 5, z);
}

/** erf |x| - ERX */
function nearOne(a: f64): f64 {
  return polynomial(PA, 6, a - 1) / polynomial(QA, 6, a - 1);
}

/** erfc a for a >= 1.25; a square of the upper half of a is exact. */
function tail(a: f64): f64 {
  const s = 1 / (a * a);
  const q =
    a < 1 / 0.35
      ? polynomial(RA, 7, s) / polynomial(SA, 8, s)
      : polynomial(RB, 6, s) / polynomial(SB, 7, s);
  const z = reinterpret<f64>(reinterpret<u64>(a) & 0xffffffff00000000);
  return (NativeMath.exp(-z * z - 0.5625) * NativeMath.exp((z - a) * (z + a) + q)) / a;
}

export function erf(x: f64): f64 {
  const a = abs<f64>(x);
  if (a < 0.84375) return x + x * nearZero(x);
  let y: f64 = 1;
  if (a < 1.25) y = ERX + nearOne(a);
  else if (a < 6) y = 1 - tail(a);
  return x != x ? x : copysign<f64>(y, x);
}

export function erfc(x: f64): f64 {
  const a = abs<f64>(x);
  if (x != x) return x;
  if (a < 0.84375) {
    const y = x * nearZero(x);
    return x < 0.25 ? 1 - (x + y) : 0.5 - (y + (x - 0.5));
  }
  if (a < 1.25) return x > 0 ? 1 - ERX - nearOne(a) : 1 + (ERX + nearOne(a));
  if (a >= 28) return x > 0 ? 0 : 2;
  return x > 0 ? tail(a) : 2 - tail(a);
}
