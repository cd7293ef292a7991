/**
 * Dimension expressions at run time: integer polynomials over names and floors, in the normal form
 * that `polynomial.ts` computes on types, so that equal sizes are equal texts in both worlds.
 */
import type { Dim } from './polynomial.ts';

/** Sizes by name. */
export type Sizes = ReadonlyMap<string, Dim>;
/** Monomial -> coefficient, never 0. A monomial is its sorted factors, 'B*[H//2]'; '' is 1. */
export type Terms = ReadonlyMap<string, number>;
type Entry = readonly [monomial: string, coefficient: number];

const NO_NAMES: Sizes = new Map();

const collect = (entries: Iterable<Entry>): Terms => {
  const sums = new Map<string, number>();
  for (const [m, c] of entries) sums.set(m, (sums.get(m) ?? 0) + c);
  return new Map([...sums].filter(([, c]) => c !== 0));
};
const mapTerms = (t: Terms, f: (c: number) => number): Terms =>
  collect([...t].map(([m, c]): Entry => [m, f(c)]));

/** A number as a polynomial. */
export const constant = (c: number): Terms => collect([['', c]]);
const symbol = (factor: string): Terms => new Map([[factor, 1]]);

/** The factors of a monomial; a bracketed floor is one factor. */
const factorsOf = (monomial: string): readonly string[] => {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < monomial.length; i++) {
    if (monomial[i] === '[') depth++;
    if (monomial[i] === ']') depth--;
    if (monomial[i] !== '*' || depth > 0) continue;
    out.push(monomial.slice(start, i));
    start = i + 1;
  }
  return monomial === '' ? [] : [...out, monomial.slice(start)];
};
// by code unit, as the type-level order: localeCompare would differ between machines
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const product = (m: string, n: string): string =>
  [...factorsOf(m), ...factorsOf(n)].sort(byText).join('*');
/** m / n, or null when a factor of n is not in m. */
const quotient = (m: string, n: string): string | null => {
  const left = [...factorsOf(m)];
  for (const factor of factorsOf(n)) {
    const at = left.indexOf(factor);
    if (at < 0) return null;
    left.splice(at, 1);
  }
  return left.join('*');
};

/** a + b. */
export const plus = (a: Terms, b: Terms): Terms => collect([...a, ...b]);
/** a * b. */
export const times = (a: Terms, b: Terms): Terms =>
  collect([...a].flatMap(([m, c]) => [...b].map(([n, k]): Entry => [product(m, n), c * k])));
const scale = (a: Terms, k: number): Terms => mapTerms(a, (c) => c * k);
const minus = (a: Terms, b: Terms): Terms => plus(a, scale(b, -1));

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const isNamed = ([m]: Entry): boolean => m !== '';
const isFloor = ([m]: Entry): boolean => m.includes('[');

/** floor(numerator / by) + terms without floors = floor((numerator + by * terms) / by). */
const loneFloor = (t: Terms): { readonly numerator: Terms; readonly by: number } | null => {
  const [first, ...more] = [...t].filter(isFloor);
  if (first === undefined || more.length > 0 || first[1] !== 1) return null;
  const match = /^\[(.*)\/\/(\d+)\]$/.exec(first[0]);
  if (match === null || factorsOf(first[0]).length > 1) return null;
  const by = Number(match[2]);
  const rest = collect([...t].filter((entry) => !isFloor(entry)));
  return { numerator: plus(parse(match[1]!), scale(rest, by)), by };
};

/** Normal form: multiples of k taken out, common factors cancelled, a floor of a floor merged. */
const floorBy = (a: Terms, k: number): Terms => {
  const whole = mapTerms(a, (c) => Math.floor(c / k));
  return plus(whole, properFloor(minus(a, scale(whole, k)), k));
};
/** floor(a / k) where every coefficient of a is in [0, k). */
const properFloor = (a: Terms, k: number): Terms => {
  const named = [...a].filter(isNamed);
  if (named.length === 0) return constant(0);
  const common = named.reduce((g, [, c]) => gcd(g, c), k);
  const reduced = mapTerms(a, (c) => Math.floor(c / common));
  const inner = loneFloor(reduced);
  return inner === null
    ? floorSymbol(reduced, constant(k / common))
    : floorBy(inner.numerator, inner.by * (k / common));
};
const floorSymbol = (a: Terms, k: Terms): Terms =>
  a.size === 0 ? a : symbol(`[${grouped(showTerms(a))}//${grouped(showTerms(k))}]`);
const grouped = (d: Dim): string => (/[-+*[]/.test(String(d)) ? `(${d})` : String(d));

/** floor(a / (k n)) for a monomial n: what it divides comes out, the rest stays a symbol. */
const floorByMonomial = (a: Terms, [n, k]: Entry): Terms => {
  const whole = collect(
    [...a].flatMap(([m, c]): readonly Entry[] => {
      const left = quotient(m, n);
      return left === null || c % k !== 0 ? [] : [[left, c / k]];
    }),
  );
  const divisor: Terms = new Map([[n, k]]);
  return plus(whole, floorSymbol(minus(a, times(whole, divisor)), divisor));
};
/** floor(a / k) for k > 0. */
export const floorQuotient = (a: Terms, k: Terms): Terms => {
  const [first, ...more] = [...k];
  if (first === undefined) throw new RangeError('a dimension is divided by 0');
  if (more.length > 0) return minus(a, k).size === 0 ? constant(1) : floorSymbol(a, k);
  if (first[0] === '') return floorBy(a, first[1]);
  return first[1] > 0 ? floorByMonomial(a, first) : floorSymbol(a, k);
};

const showCoefficient = (c: number): string => (c === 1 ? '' : c === -1 ? '-' : `${c}*`);
const showSum = (t: Terms): Dim => {
  const named = [...t].filter(isNamed).sort(([a], [b]) => byText(a, b));
  const last = t.get('') ?? 0;
  if (named.length === 0) return last;
  const texts = named.map(([m, c]) => `${showCoefficient(c)}${m}`);
  return [...texts, ...(last === 0 ? [] : [`${last}`])].reduce((sum, text) =>
    text.startsWith('-') ? `${sum}${text}` : `${sum}+${text}`,
  );
};
/** The canonical dim: a number, or the text. */
export const showTerms = (t: Terms): Dim => {
  const lone = loneFloor(t);
  return lone === null ? showSum(t) : `${grouped(showSum(lone.numerator))}//${lone.by}`;
};

const TOKEN = /\/\/|[-+*()[\]]|\d+|[A-Za-z_]\w*/y;
const tokensOf = (text: string): readonly string[] => {
  const lexer = new RegExp(TOKEN);
  const out: string[] = [];
  while (lexer.lastIndex < text.length) {
    const token = lexer.exec(text);
    if (token === null) throw notADim(text);
    out.push(token[0]);
  }
  return out;
};
const notADim = (text: string): SyntaxError =>
  new SyntaxError(`'${text}' is not a dimension: use names, numbers, + - * // and parentheses`);

/** A place in the tokens of an expression. */
interface Cursor {
  readonly tokens: readonly string[];
  readonly text: string;
  readonly sizes: Sizes;
  at: number;
}
const take = (c: Cursor, token: string): boolean => {
  if (c.tokens[c.at] !== token) return false;
  c.at++;
  return true;
};
/** sum := ['-'] product (('+' | '-') product)* */
const parseSum = (c: Cursor): Terms => {
  let value = take(c, '-') ? scale(parseProduct(c), -1) : parseProduct(c);
  for (;;) {
    if (take(c, '+')) value = plus(value, parseProduct(c));
    else if (take(c, '-')) value = minus(value, parseProduct(c));
    else return value;
  }
};
/** product := factor (('*' | '//') factor)* */
const parseProduct = (c: Cursor): Terms => {
  let value = parseFactor(c);
  for (;;) {
    if (take(c, '*')) value = times(value, parseFactor(c));
    else if (take(c, '//')) value = floorQuotient(value, parseFactor(c));
    else return value;
  }
};
/** factor := '(' sum ')' | '[' sum ']' | number | name */
const parseFactor = (c: Cursor): Terms => {
  const close = take(c, '(') ? ')' : take(c, '[') ? ']' : null;
  if (close === null) return parseAtom(c);
  const value = parseSum(c);
  if (!take(c, close)) throw notADim(c.text);
  return value;
};
const parseAtom = (c: Cursor): Terms => {
  const token = c.tokens[c.at++];
  if (token === undefined || /^\W/.test(token)) throw notADim(c.text);
  if (/^\d/.test(token)) return constant(Number(token));
  const size = c.sizes.get(token);
  return size === undefined ? symbol(token) : termsOf(size);
};
/** The polynomial of an expression, names replaced by their sizes. */
export const parse = (text: string, sizes: Sizes = NO_NAMES): Terms => {
  const cursor: Cursor = { tokens: tokensOf(text), text, sizes, at: 0 };
  const value = parseSum(cursor);
  if (cursor.at < cursor.tokens.length) throw notADim(text);
  return value;
};

/** The polynomial of a dim. */
export const termsOf = (d: Dim): Terms => (typeof d === 'number' ? constant(d) : parse(d));
