/** A run as one page that loads nothing: curves, confusion matrix, worst mistakes, the model. */
import type { Tensors } from '../io/index.ts';
import type { Prediction } from '../train/index.ts';
import { bitmap } from './bitmap.ts';
import type { EpochReport, Report } from './report.ts';

export interface Mistake extends Prediction {
  readonly pixels: Float32Array;
}

export interface Page {
  readonly report: Report;
  readonly tensors: Tensors;
  /** counts[label][predicted] */
  readonly confusion: readonly (readonly number[])[];
  readonly mistakes: readonly Mistake[];
  readonly width: number;
  readonly height: number;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:right}
th{font-weight:600}td.name,th.name{text-align:left}tr+tr td{border-top:1px solid #ddd}.charts{display:flex;gap:2rem;flex-wrap:wrap}
.confusion td{min-width:2.2rem;border:1px solid #eee}figure{display:inline-block;margin:.4rem;text-align:center;font-size:.8rem}
figure img{image-rendering:pixelated;width:84px;height:84px}.train{stroke:#1f77b4}.val{stroke:#d62728}polyline{fill:none;stroke-width:2}
svg text{font-size:11px;fill:#555}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const WIDTH = 380;
const HEIGHT = 220;
const EDGE = { left: 48, right: 8, top: 10, bottom: 24 } as const;

type Series = readonly (number | null)[];

/** Two lines over the epochs; a missing series draws nothing. */
const chart = (title: string, train: Series, validation: Series): string => {
  const all = [...train, ...validation].filter((v) => v !== null);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const span = high - low || 1;
  const x = (i: number): number =>
    EDGE.left + (i * (WIDTH - EDGE.left - EDGE.right)) / Math.max(1, train.length - 1);
  const y = (v: number): number =>
    EDGE.top + ((high - v) * (HEIGHT - EDGE.top - EDGE.bottom)) / span;
  const line = (kind: string, s: Series): string => {
    const points = s.flatMap((v, i) =>
      v === null ? [] : [`${x(i).toFixed(1)},${y(v).toFixed(1)}`],
    );
    return `<polyline class="${kind}" points="${points.join(' ')}"/>`;
  };
  return `<figure><svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}">
<text x="2" y="${EDGE.top + 8}">${high.toFixed(3)}</text><text x="2" y="${HEIGHT - EDGE.bottom}">${low.toFixed(3)}</text>
<text x="${EDGE.left}" y="${HEIGHT - 6}">epoch 1</text><text x="${WIDTH - 60}" y="${HEIGHT - 6}">epoch ${train.length}</text>
${line('train', train)}${line('val', validation)}</svg><figcaption>${title}: training blue, validation red</figcaption></figure>`;
};

const charts = (epochs: readonly EpochReport[]): string =>
  `<div class="charts">${chart(
    'loss',
    epochs.map((e) => e.loss),
    epochs.map((e) => e.validationLoss),
  )}${chart(
    'accuracy',
    epochs.map((e) => e.accuracy),
    epochs.map((e) => e.validationAccuracy),
  )}</div>`;

const shade = (count: number, most: number, right: boolean): string => {
  const share = most === 0 ? 0 : Math.sqrt(count / most);
  return right
    ? `rgba(31,119,180,${(0.6 * share).toFixed(2)})`
    : `rgba(214,39,40,${share.toFixed(2)})`;
};

const confusionTable = (confusion: Page['confusion']): string => {
  const off = confusion.flatMap((row, i) => row.filter((_, k) => k !== i));
  const [mostOff, mostOn] = [Math.max(...off), Math.max(...confusion.map((row, i) => row[i]!))];
  const head = confusion.map((_, k) => `<th>${k}</th>`).join('');
  const rows = confusion.map((row, i) => {
    const cells = row.map((n, k) => {
      const color = shade(n, k === i ? mostOn : mostOff, k === i);
      return `<td style="background:${color}">${n === 0 ? '' : n}</td>`;
    });
    return `<tr><th>${i}</th>${cells.join('')}</tr>`;
  });
  return `<table class="confusion"><tr><th class="name">label \\ predicted</th>${head}</tr>${rows.join('')}</table>`;
};

const mistakeFigure = (m: Mistake, { width, height }: Page): string =>
  `<figure><img alt="a ${m.label}" src="${bitmap(m.pixels, width, height)}"><figcaption>${m.label} read as ${m.predicted} (${(100 * m.probability).toFixed(0)} %)</figcaption></figure>`;

const modelTable = (tensors: Tensors): string => {
  const rows = [...tensors].map(
    ([name, t]) =>
      `<tr><td class="name">${escaped(name)}</td><td>${t.dtype}</td><td>[${t.shape.join(', ')}]</td><td>${t.data.length}</td></tr>`,
  );
  return `<table><tr><th class="name">tensor</th><th>dtype</th><th>shape</th><th>parameters</th></tr>${rows.join('')}</table>`;
};

/** The page; readable without scripts and without a network. */
export const reportHtml = (page: Page): string => {
  const { report: r, confusion, mistakes, tensors } = page;
  const title = `${r.model} on ${r.data}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<table><tr><td class="name">test accuracy</td><td>${(100 * r.testAccuracy).toFixed(2)} %</td></tr>
<tr><td class="name">test loss</td><td>${r.testLoss.toFixed(4)}</td></tr>
<tr><td class="name">samples to train, to test</td><td>${r.trainSamples}, ${r.testSamples}</td></tr>
<tr><td class="name">parameters</td><td>${r.params}</td></tr>
<tr><td class="name">seconds</td><td>${r.seconds.toFixed(1)}</td></tr></table>
<h2>Learning</h2>${charts(r.epochs)}
<h2>Confusion on the test data</h2>${confusionTable(confusion)}
<h2>Worst mistakes</h2>${mistakes.length === 0 ? '<p>none</p>' : mistakes.map((m) => mistakeFigure(m, page)).join('')}
<h2>Model</h2>${modelTable(tensors)}
</body></html>
`;
};
