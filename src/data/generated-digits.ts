/**
 * Digits drawn by this file instead of people: strokes, distorted, with a pen of random width, blots and noise.
 * Only + - * / sqrt and floor are used, so that the bytes are the same on every machine.
 */
import { type Glyph, glyphs, type Point, type Stroke } from './glyphs.ts';
import { type DigitSamples, digitSamples } from './mnist.ts';
import { type Key, randomBits, threefry } from './threefry.ts';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Words for the form of a digit; those of the noise follow, one a pixel. */
const FORM_WORDS = 256;
/** Lines that stand for one piece of a curve. */
const STEPS = 6;
/** The number of 32-bit words. */
const WORDS = 0x100000000;

/** The next number of a stream, uniform between two bounds. */
type Draw = (from: number, to: number) => number;

const drawFrom = (words: Uint32Array): Draw => {
  let at = 0;
  return (from, to) => from + ((to - from) * words[at++]!) / WORDS;
};

const mid = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2];

/** A quadratic Bezier curve from `a` to `b`, at t in [0, 1]. */
const bezier = (a: Point, control: Point, b: Point, t: number): Point => {
  const s = 1 - t;
  const at = (axis: 0 | 1): number => s * s * a[axis] + 2 * s * t * control[axis] + t * t * b[axis];
  return [at(0), at(1)];
};

/** The curve of a stroke as a chain of short lines. */
const flatten = (stroke: Stroke): readonly Point[] => {
  const line: Point[] = [stroke[0]!];
  let from = stroke[0]!;
  for (let i = 1; i < Math.max(2, stroke.length - 1); i++) {
    const control = stroke[i]!;
    const to = i + 1 < stroke.length - 1 ? mid(control, stroke[i + 1]!) : stroke.at(-1)!;
    for (let step = 1; step <= STEPS; step++) line.push(bezier(from, control, to, step / STEPS));
    from = to;
  }
  return line;
};

type Warp = (point: Point) => Point;

/** Rotation, slant, size and position, from the unit square to pixels. */
const affine = (draw: Draw): Warp => {
  const sine = draw(-0.22, 0.22);
  const cosine = Math.sqrt(1 - sine * sine);
  const slant = draw(-0.3, 0.2);
  const width = draw(9.5, 15);
  const height = draw(16, 20.5);
  const left = SIDE / 2 + draw(-1.4, 1.4);
  const top = SIDE / 2 + draw(-1.4, 1.4);
  return ([x, y]) => {
    const v = (y - 0.5) * height;
    const u = (x - 0.5) * width - slant * v;
    return [left + cosine * u - sine * v, top + sine * u + cosine * v];
  };
};

const CELLS = 3;

/** Shifts on a coarse grid over the image, interpolated linearly between its corners. */
const elastic = (draw: Draw): Warp => {
  const strength = draw(0.5, 2.2);
  const shifts = Array.from(
    { length: (CELLS + 1) * (CELLS + 1) },
    (): Point => [draw(-strength, strength), draw(-strength, strength)],
  );
  return ([x, y]) => {
    const [column, row] = [cellOf(x), cellOf(y)];
    const [u, v] = [(x * CELLS) / SIDE - column, (y * CELLS) / SIDE - row];
    const at = row * (CELLS + 1) + column;
    const shift = (axis: 0 | 1): number =>
      (1 - v) * ((1 - u) * shifts[at]![axis] + u * shifts[at + 1]![axis]) +
      v * ((1 - u) * shifts[at + CELLS + 1]![axis] + u * shifts[at + CELLS + 2]![axis]);
    return [x + shift(0), y + shift(1)];
  };
};

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

const cellOf = (x: number): number => clamp(Math.floor((x * CELLS) / SIDE), 0, CELLS - 1);

/** Control points moved a little, each on its own. */
const jitter =
  (draw: Draw): Warp =>
  ([x, y]) => [x + draw(-0.06, 0.06), y + draw(-0.06, 0.06)];

/** The squared distance from (x, y) to the line from `a` to `b`. */
const distance2 = (x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number => {
  const [dx, dy, px, py] = [bx - ax, by - ay, x - ax, y - ay];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : clamp((px * dx + py * dy) / length2, 0, 1);
  const [ex, ey] = [px - t * dx, py - t * dy];
  return ex * ex + ey * ey;
};

const pixel = (x: number): number => clamp(Math.floor(x), 0, SIDE - 1);

/** Inks the pixels nearer to the line than `radius`, with an edge one pixel wide. */
const inkLine = (ink: Float64Array, a: Point, b: Point, radius: number): void => {
  const reach = radius + 0.5;
  const [left, right] = [pixel(Math.min(a[0], b[0]) - reach), pixel(Math.max(a[0], b[0]) + reach)];
  const [top, bottom] = [pixel(Math.min(a[1], b[1]) - reach), pixel(Math.max(a[1], b[1]) + reach)];
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const d2 = distance2(x + 0.5, y + 0.5, a, b);
      if (d2 >= reach * reach) continue;
      const cover = clamp(reach - Math.sqrt(d2), 0, 1);
      if (cover > ink[y * SIDE + x]!) ink[y * SIDE + x] = cover;
    }
};

const inkGlyph = (ink: Float64Array, glyph: Glyph, draw: Draw): void => {
  const radius = draw(0.8, 1.8);
  const [shake, place, bend] = [jitter(draw), affine(draw), elastic(draw)];
  for (const stroke of glyph) {
    const line = flatten(stroke.map(shake)).map((point) => bend(place(point)));
    for (let i = 1; i < line.length; i++) inkLine(ink, line[i - 1]!, line[i]!, radius);
  }
};

/** A short line anywhere: what a neighbouring digit or a slip of the pen leaves. */
const inkBlot = (ink: Float64Array, draw: Draw): void => {
  const a: Point = [draw(0, SIDE), draw(0, SIDE)];
  const b: Point = [a[0] + draw(-5, 5), a[1] + draw(-5, 5)];
  inkLine(ink, a, b, draw(0.3, 0.8));
};

/** Ink and noise as grey levels 0..255; blank pixels stay mostly 0, as in scanned digits. */
const toBytes = (ink: Float64Array, noise: Uint32Array, draw: Draw, out: Uint8Array): void => {
  const [black, amount] = [draw(0.7, 1), draw(0, 0.25)];
  for (let i = 0; i < PIXELS; i++) {
    const grain = amount * ((2 * noise[i]!) / WORDS - 1);
    out[i] = Math.floor(255 * clamp(black * ink[i]! + grain - amount / 2, 0, 1) + 0.5);
  }
};

/** Draws one digit into `out` and returns it. */
const drawDigit = (key: Key, out: Uint8Array): number => {
  const words = randomBits(key, FORM_WORDS + PIXELS);
  const draw = drawFrom(words);
  const ink = new Float64Array(PIXELS);
  const digit = Math.floor(draw(0, glyphs.length));
  const ways = glyphs[digit]!;
  inkGlyph(ink, ways[Math.floor(draw(0, ways.length))]!, draw);
  if (draw(0, 1) < 0.3) inkBlot(ink, draw);
  toBytes(ink, words.subarray(FORM_WORDS), draw, out);
  return digit;
};

/**
 * `count` grey digits [28, 28, 1] in [0, 1] with their labels, drawn from `key`: the same key gives the same bytes
 * everywhere, and fewer digits are the beginning of more. Their `source` says that they are generated.
 */
export const generatedDigits = (key: Key, count: number): DigitSamples => {
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    labels[i] = drawDigit(threefry(key, 0, i), image);
  }
  return digitSamples(images, labels, 'generated digits');
};
