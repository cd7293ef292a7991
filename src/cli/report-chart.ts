/** Curves over epochs as SVG: round values on the axes, a legend, and the last value at the end of each curve. */

export interface Curve {
  readonly name: string;
  /** of the style sheet */
  readonly kind: string;
  /** one value an epoch; null where there is none */
  readonly values: readonly (number | null)[];
}

const WIDTH = 420;
const HEIGHT = 240;
const EDGE = { left: 48, right: 52, top: 28, bottom: 34 } as const;
const [INNER_WIDTH, INNER_HEIGHT] = [
  WIDTH - EDGE.left - EDGE.right,
  HEIGHT - EDGE.top - EDGE.bottom,
];

/** The largest of 1, 2, 5 times a power of ten that is not above x. */
const roundStep = (x: number): number => {
  const power = 10 ** Math.floor(Math.log10(x));
  const digit = x / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
};

/** Round values over the span, about five of them, from at or below its least to at or above its greatest. */
export const ticks = (low: number, high: number): readonly number[] => {
  const step = roundStep((high > low ? high - low : Math.abs(high) || 1) / 3);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
};

const digitsOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

interface Scales {
  readonly x: (epoch: number) => number;
  readonly y: (value: number) => number;
}

const grid = (at: readonly number[], { y }: Scales): string => {
  const digits = digitsOf(at[1]! - at[0]!);
  return at
    .map((v) => {
      const [left, right, height] = [EDGE.left, WIDTH - EDGE.right, y(v).toFixed(1)];
      return `<line class="grid" x1="${left}" x2="${right}" y1="${height}" y2="${height}"/><text class="tick end" x="${left - 6}" y="${(y(v) + 4).toFixed(1)}">${v.toFixed(digits)}</text>`;
    })
    .join('');
};

/** At most ten epochs are numbered, the first and the last among them. */
const epochTicks = (epochs: number, { x }: Scales): string => {
  const every = Math.ceil(epochs / 10);
  return Array.from({ length: epochs }, (_, i) => i + 1)
    .filter((e) => e === 1 || e === epochs || (e % every === 0 && epochs - e >= every / 2))
    .map(
      (e) =>
        `<text class="tick mid" x="${x(e).toFixed(1)}" y="${HEIGHT - EDGE.bottom + 16}">${e}</text>`,
    )
    .join('');
};

interface End {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

const pointsOf = ({ values }: Curve, { x, y }: Scales): readonly End[] =>
  values.flatMap((v, i) => (v === null ? [] : [{ x: x(i + 1), y: y(v), value: v }]));

const line = (kind: string, points: readonly End[]): string => {
  const places = points.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(' ');
  const dot = points
    .slice(-1)
    .map((p) => `<circle class="${kind}" cx="${p.x.toFixed(1)}" cy="${p.y.toFixed(1)}" r="3"/>`);
  return `<polyline class="${kind}" points="${places}"/>${dot.join('')}`;
};

const APART = 12;

/** The last values beside their curves, from the top down, none upon another. */
const endLabels = (ends: readonly End[]): string => {
  let above = Number.NEGATIVE_INFINITY;
  return [...ends]
    .sort((a, b) => a.y - b.y)
    .map(({ x, y, value }) => {
      above = Math.max(y, above + APART);
      return `<text class="tick" x="${(x + 7).toFixed(1)}" y="${(above + 4).toFixed(1)}">${value.toFixed(4)}</text>`;
    })
    .join('');
};

const legend = (curves: readonly Curve[]): string =>
  curves
    .map(({ name, kind }, i) => {
      const x = EDGE.left + 90 * i;
      return `<line class="${kind}" x1="${x}" x2="${x + 18}" y1="14" y2="14"/><text class="tick" x="${x + 23}" y="18">${name}</text>`;
    })
    .join('');

/** A chart of curves that share their axes; curves without values are left out. */
export const chart = (title: string, given: readonly Curve[]): string => {
  const curves = given.filter(({ values }) => values.some((v) => v !== null));
  const values = curves.flatMap((c) => c.values.filter((v) => v !== null));
  const epochs = Math.max(1, ...curves.map((c) => c.values.length));
  const marks = ticks(Math.min(...values), Math.max(...values));
  const [low, high] = [marks[0]!, marks.at(-1)!];
  const scales: Scales = {
    x: (e) => EDGE.left + ((e - 1) * INNER_WIDTH) / Math.max(1, epochs - 1),
    y: (v) => EDGE.top + ((high - v) * INNER_HEIGHT) / (high - low),
  };
  const all = curves.map((c) => pointsOf(c, scales));
  return `<figure class="chart"><svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title} over the epochs">
${grid(marks, scales)}${epochTicks(epochs, scales)}<text class="tick mid" x="${EDGE.left + INNER_WIDTH / 2}" y="${HEIGHT - 3}">epoch</text>
${curves.map((c, i) => line(c.kind, all[i]!)).join('\n')}
${endLabels(all.flatMap((points) => points.slice(-1)))}${legend(curves)}</svg><figcaption>${title}</figcaption></figure>`;
};
