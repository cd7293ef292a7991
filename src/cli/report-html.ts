/** A run as one page that loads nothing: curves, confusion matrix, worst mistakes, the model. */
import type { Prediction } from '../train/index.ts';
import { written } from './flags.ts';
import { picture } from './picture.ts';
import type { EpochReport, Report } from './report.ts';
import { type Curve, chart } from './report-chart.ts';
import { parametersOf, type RunInfo } from './run-folder.ts';

export interface Mistake extends Prediction {
  readonly pixels: Float32Array;
}

export interface Page {
  readonly report: Report;
  readonly info: RunInfo;
  /** counts[label][predicted] */
  readonly confusion: readonly (readonly number[])[];
  readonly mistakes: readonly Mistake[];
  readonly width: number;
  readonly height: number;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.1rem;margin-top:2rem}.headline b{font-size:1.4rem}
table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:right}th{font-weight:600}td.name,th.name{text-align:left}
tr+tr td,tr+tr th{border-top:1px solid #e4e4e4}.charts{display:flex;gap:1rem;flex-wrap:wrap}
.confusion td{min-width:2rem;border:1px solid #eee;text-align:center}.confusion th{text-align:center}
figure{display:inline-block;margin:.4rem;text-align:center;font-size:.8rem}figure img{image-rendering:pixelated;width:84px;height:84px}
.chart{font-size:.9rem}.train{stroke:#1f77b4}.val{stroke:#d62728}polyline{fill:none}polyline,svg line{stroke-width:2}
circle.train{fill:#1f77b4}circle.val{fill:#d62728}svg line.grid{stroke:#e4e4e4;stroke-width:1}
.tick{font-size:11px;fill:#555}.end{text-anchor:end}.mid{text-anchor:middle}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const charts = (epochs: readonly EpochReport[]): string => {
  const both = (
    train: (e: EpochReport) => number,
    validation: (e: EpochReport) => number | null,
  ): readonly Curve[] => [
    { name: 'training', kind: 'train', values: epochs.map(train) },
    { name: 'validation', kind: 'val', values: epochs.map(validation) },
  ];
  const loss = both(
    (e) => e.loss,
    (e) => e.validationLoss,
  );
  const accuracy = both(
    (e) => e.accuracy,
    (e) => e.validationAccuracy,
  );
  return `<div class="charts">${chart('loss', loss)}${chart('accuracy', accuracy)}</div>`;
};

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
  `<figure><img alt="a ${m.label}" src="${picture(m.pixels, width, height)}"><figcaption>${m.label} read as ${m.predicted} (${(100 * m.probability).toFixed(0)} %)</figcaption></figure>`;

const table = (rows: readonly (readonly [name: string, value: string | number])[]): string =>
  `<table>${rows.map(([name, value]) => `<tr><td class="name">${escaped(name)}</td><td>${escaped(String(value))}</td></tr>`).join('')}</table>`;

const architectureTable = ({ architecture }: RunInfo): string => {
  const rows = architecture.map(
    ({ name, kind, output, parameters: n }) =>
      `<tr><td class="name">${escaped(name)}</td><td class="name">${escaped(kind)}</td><td>[${output.join(', ')}]</td><td>${n === 0 ? '' : n}</td></tr>`,
  );
  return `<table><tr><th class="name">name</th><th class="name">stage</th><th>output</th><th>parameters</th></tr>${rows.join('')}<tr><td></td><td></td><th>total</th><th>${parametersOf(architecture)}</th></tr></table>`;
};

const runTable = ({ config, versions }: RunInfo): string =>
  table([
    ...Object.entries(config).map(([name, value]) => [written(name), value] as const),
    ['typegrad', versions.typegrad],
    ['Node', versions.node],
  ]);

const GENERATED_NOTE =
  '<p>These digits were drawn by the program itself: strokes under random distortion, with noise. They are not MNIST, and say nothing about it.</p>';

/** The page; readable without scripts and without a network. */
export const reportHtml = (page: Page): string => {
  const { report: r, info, confusion, mistakes } = page;
  const title = `${r.model} on ${r.data}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p class="headline"><b>${(100 * r.testAccuracy).toFixed(2)} %</b> of ${r.testSamples} test digits are read right; test loss ${r.testLoss.toFixed(4)}.</p>
<p>${r.params} parameters learned from ${r.trainSamples} digits in ${r.seconds.toFixed(1)} seconds.</p>
${info.data.folder === null ? GENERATED_NOTE : ''}
<h2>Learning</h2>${charts(r.epochs)}
<h2>Confusion on the test data</h2>${confusionTable(confusion)}
<h2>Worst mistakes</h2>${mistakes.length === 0 ? '<p>none</p>' : mistakes.map((m) => mistakeFigure(m, page)).join('')}
<h2>Model</h2>${architectureTable(info)}
<h2>Run</h2>${runTable(info)}
</body></html>
`;
};
