/**
 * `npm run bench`: GFLOP/s of the products and convolutions and their share of the roof, which is measured in the same
 * rounds; milliseconds of whole training steps, with fusion and without, on one thread and two where the package has
 * them; and, where TYPEGRAD_PEERS names the harness of the peers, the same steps beside other libraries. The least time
 * of all rounds counts: processor time, which other programs disturb less, and with several threads wall-clock time. `--only REGEX`, `--rounds N`, `--ms N` for one case in one round, `--out FOLDER` for the JSON
 * and the chart. TYPEGRAD_KERNELS=kernels.relaxed.wasm measures that build, against a roof with fused multiply-add.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/build.mjs';
import { at, main, runNode } from '../scripts/workspace.mjs';
import { CASES } from './kernels/cases.mjs';
import { barChart } from './kernels/chart.mjs';
import { roofs } from './kernels/roof.mjs';
import { stepCases } from './kernels/steps.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '.' },
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '40' },
    out: { type: 'string', default: at('bench', 'results') },
    peers: { type: 'string', default: 'typegrad:1,torch:1,tfjs-wasm:1,ort-web:1,jax-js:1' },
  },
});

/** Milliseconds of processor time; of wall-clock time where several threads share the work. */
const clockOf = ({ threads = 1 }) =>
  threads === 1
    ? () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      }
    : () => performance.now();

/** How many runs fill the time that the clock can tell apart. */
const repeats = (run) => {
  const start = performance.now();
  run();
  return Math.max(1, Math.ceil(1 / (performance.now() - start)));
};

/** The least milliseconds of one run within a budget. */
const least = (run, clock, budget) => {
  run();
  const times = repeats(run);
  let best = Infinity;
  const end = performance.now() + budget;
  do {
    const start = clock();
    for (let i = 0; i < times; i++) run();
    best = Math.min(best, (clock() - start) / times);
  } while (performance.now() < end);
  return best;
};

/** Each case in every round, so that all of them meet the same weather. */
const measure = async (cases, rounds, budget) => {
  const best = cases.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [i, c] of cases.entries()) {
      const run = await c.prepare();
      best[i] = Math.min(best[i], least(run, clockOf(c), budget));
      await c.dispose?.();
    }
  }
  return cases.map((c, i) => ({ name: c.name, ms: best[i], flops: c.flops, kind: c.kind }));
};

const kernelCases = async () => {
  const { make } = await import('./peers/typegrad.mjs');
  const { prepare } = await make(1);
  return CASES.map((c) => ({ ...c, kind: 'kernel', prepare: () => prepare(c.spec) }));
};

const withRates = (results) => {
  const rate = ({ flops, ms }) => flops / ms / 1e6;
  const roof = Math.max(...results.filter(({ kind }) => kind === 'roof').map(rate));
  return results.map((r) =>
    r.flops === undefined ? r : { ...r, gflops: rate(r), share: rate(r) / roof },
  );
};

const line = ({ name, ms, gflops, share }) =>
  [
    name.padEnd(38),
    `${ms.toPrecision(4)} ms`.padStart(12),
    gflops === undefined ? '' : `${gflops.toFixed(1)} GFLOP/s`.padStart(16),
    share === undefined ? '' : `${(100 * share).toFixed(0)} %`.padStart(7),
  ].join('');

const write = (folder, results) => {
  mkdirSync(folder, { recursive: true });
  const about = { node: process.version, date: new Date().toISOString() };
  const text = JSON.stringify({ ...about, results }, null, 2);
  writeFileSync(join(folder, 'kernels.json'), `${text}\n`);
  const bars = results
    .filter(({ kind }) => kind === 'kernel')
    .map(({ name, gflops, share }) => ({
      name,
      value: share,
      text: `${gflops.toFixed(1)} GFLOP/s, ${(100 * share).toFixed(0)} %`,
    }));
  const title = `Share of the WebAssembly roof, Node ${process.version}`;
  writeFileSync(join(folder, 'kernels.svg'), barChart(title, bars, 1));
};

const besidePeers = (folder) =>
  runNode([
    at('bench', 'peers', 'run.mjs'),
    ...['--peers', options.peers, '--only', '^train|^infer', '--rounds', options.rounds],
    ...['--out', join(folder, 'peers.json')],
  ]);

await main(async () => {
  await ensureBuilt();
  const relaxed = /relaxed/.test(process.env.TYPEGRAD_KERNELS ?? '');
  const only = new RegExp(options.only);
  const chosen = [...(await kernelCases()), ...(await stepCases())].filter((c) =>
    only.test(c.name),
  );
  const cases = [...roofs(relaxed).map((c) => ({ ...c, kind: 'roof' })), ...chosen];
  const results = withRates(await measure(cases, Number(options.rounds), Number(options.ms)));
  for (const r of results) console.log(line(r));
  write(options.out, results);
  return process.env.TYPEGRAD_PEERS === undefined ? 0 : besidePeers(options.out);
});
