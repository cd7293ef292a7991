/**
 * `npm run bench [ROUNDS]`: medians of the time to trace and to plan a training step of a 12-block transformer, of the
 * time from the start of a process to its first product of matrices, and the sizes of what a browser downloads.
 * TYPEGRAD_NODE names further programs to start, with commas between them.
 */
import { toposort } from '../src/core/graph.ts';
import { transformerStep } from './compile.ts';
import { median } from './median.ts';
import { sizes } from './size/sizes.ts';
import { startOf } from './start.ts';

const TWELVE = {
  blocks: 12,
  batch: 16,
  steps: 64,
  width: 128,
  heads: 4,
  hidden: 512,
  classes: 64,
} as const;

const rounds = Number(process.argv[2] ?? 9);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const timed = <T>(f: () => T): readonly [T, number] => {
  const begin = performance.now();
  const result = f();
  return [result, performance.now() - begin];
};

/** The first round is that of a process which has just started, as users meet it; the others are warm. */
const compileTimes = (): void => {
  const times = Array.from({ length: rounds }, () => {
    const [step, trace] = timed(() => transformerStep(TWELVE));
    const [lowered, plan] = timed(step.plan);
    return { trace, plan, nodes: toposort(step.graph.results).length, lowered };
  });
  const [first] = times;
  const ms = (x: number): string => `${x.toFixed(0)} ms`;
  say(`12 blocks: ${first!.nodes} nodes, ${first!.lowered.commands.length} commands`);
  say(`  first   trace ${ms(first!.trace)}, plan ${ms(first!.plan)}`);
  const [trace, plan] = [median(times.map((t) => t.trace)), median(times.map((t) => t.plan))];
  say(`  median  trace ${ms(trace)}, plan ${ms(plan)}`);
};

const startTimes = (): void => {
  const programs = [process.execPath, ...(process.env['TYPEGRAD_NODE'] ?? '').split(',')];
  for (const node of programs.filter((p) => p !== '')) {
    const { empty, first } = startOf(node, rounds);
    say(
      `start to first matmul: ${first.toFixed(0)} ms, ${empty.toFixed(0)} ms of it Node's (${node})`,
    );
  }
};

compileTimes();
startTimes();
const { kernels, script, gzip } = await sizes();
for (const [name, bytes] of kernels) say(`${name}: ${bytes} bytes`);
say(`MNIST CNN, inference: JavaScript ${script} bytes, ${gzip} compressed`);
