/** The commands with their options and help: words in, decoded flags to what does the work. */
import { Command } from 'commander';
import type * as t from 'io-ts';
import { BuildReportCodec, buildModel, buildText } from './build.ts';
import { checkRun, RunCheckCodec, runCheckText } from './check.ts';
import type { Environment } from './environment.ts';
import { EvaluationCodec, evaluateRun, evaluationText } from './eval.ts';
import { Faulty, must, need } from './failure.ts';
import { decodeFlag, type Given, path, wasmFile } from './flags.ts';
import { inspectFile } from './inspect.ts';
import { inspectionJson, inspectionText } from './inspect-text.ts';
import { MODELS } from './models.ts';
import { DigitPredictionCodec, predictDigit, predictionText } from './predict.ts';
import { ReportCodec, reportText } from './report.ts';
import { latestRun } from './run-folder.ts';
import { decodeSizes, listShapes } from './shapes.ts';
import { mistakesText, shapesJson, shapesText } from './shapes-text.ts';
import { train } from './train.ts';
import { DEFAULTS, decodeTrainFlags } from './train-flags.ts';
import { declareFile, writeDeclaration } from './types.ts';

const examples = (lines: readonly (readonly [command: string, what: string])[]): string => {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([c, what]) => `  ${c.padEnd(width)}  ${what}\n`).join('')}`;
};

/** One object on one line. */
const line =
  <A>({ encode }: t.Encoder<A, unknown>) =>
  (value: A): string =>
    `${JSON.stringify(encode(value))}\n`;

/** JSON with --json, else text. */
const answer = <A>(
  { stdout }: Environment,
  given: Given,
  value: A,
  asJson: (value: A) => string,
  asText: (value: A) => string,
): void => {
  stdout(given['json'] === true ? asJson(value) : asText(value));
};

const json = (c: Command): Command =>
  c.option('--json', 'one JSON object on standard output instead of text', false);

const modelHelp = Object.entries(MODELS)
  .map(([name, what]) => `${name}: ${what}`)
  .join('; ');

const trainCommand = (env: Environment): Command =>
  json(new Command('train'))
    .description(
      'Train a classifier of handwritten digits; weights, metrics and a report go to a folder.',
    )
    .option(
      '--data <dir>',
      'folder of the four MNIST files, gzipped or not; without it, digits that the program draws',
    )
    .option('--model <name>', `${modelHelp} (default: ${DEFAULTS.model})`)
    .option('--epochs <n>', `passes over the training data (default: ${DEFAULTS.epochs})`)
    .option('--batch <n>', `samples of one step (default: ${DEFAULTS.batch})`)
    .option('--learning-rate <x>', `of Adam (default: ${DEFAULTS.learningRate})`)
    .option(
      '--dropout <x>',
      `share of units dropped before the last layer (default: ${DEFAULTS.dropout})`,
    )
    .option(
      '--validation-split <x>',
      `share of the training data that is held back (default: ${DEFAULTS.validationSplit})`,
    )
    .option(
      '--seed <n>',
      `of first weights, order and dropout: the same seed gives the same bits (default: ${DEFAULTS.seed})`,
    )
    .option('--out <dir>', 'new folder for the results (default: runs/<model>-<time>)')
    .option('--resume <dir>', 'go on with a run that was interrupted, or for more --epochs')
    .addHelpText(
      'after',
      examples([
        ['typegrad train', 'the CNN on digits that the program draws itself'],
        ['typegrad train --data DIR --epochs 10 --seed 1', 'on MNIST'],
        [
          'typegrad train --resume runs/first --epochs 20',
          'goes on to the bits of an unbroken run',
        ],
        ['typegrad train --json | tail -n 1', 'one JSON object for other programs'],
      ]),
    )
    .action(async (given: Given) => {
      const flags = must(decodeTrainFlags(given));
      // with --json, standard output carries nothing but the object
      const report = await train(flags, env, flags.json ? env.stderr : env.stdout);
      answer(env, given, report, line(ReportCodec), reportText);
    });

/** The run that was asked for, or the one that was written to last. */
const runOf = async (given: string | undefined): Promise<string> =>
  given === undefined
    ? need(latestRun)
    : must(decodeFlag({ run: given }, 'run', path('folder'), ''));

const evalCommand = (env: Environment): Command =>
  json(new Command('eval'))
    .description('Measure the weights of a run on test digits: loss, accuracy, confusion matrix.')
    .argument('[run]', 'folder of a run (default: the latest of runs/)')
    .option('--data <dir>', 'folder of the MNIST files (default: what the run was tested on)')
    .addHelpText(
      'after',
      examples([['typegrad eval runs/first --data DIR', 'on the test digits of DIR']]),
    )
    .action(async (run: string | undefined, given: Given) => {
      const data = must(decodeFlag(given, 'data', path('folder'), null));
      const evaluation = await evaluateRun(await runOf(run), data);
      answer(env, given, evaluation, line(EvaluationCodec), evaluationText);
    });

const predictCommand = (env: Environment): Command =>
  json(new Command('predict'))
    .description('Read the digit in a PNG picture of 28 x 28 pixels, light on dark.')
    .argument('<image>', 'a PNG file of 8 bits a channel, grey or coloured')
    .option('--run <dir>', 'folder of a run (default: the latest of runs/)')
    .option('--invert', 'the picture is dark on light', false)
    .addHelpText(
      'after',
      examples([
        ['typegrad predict seven.png --run runs/first', 'probabilities of the ten digits'],
      ]),
    )
    .action(async (image: string, given: Given) => {
      const run = must(decodeFlag(given, 'run', path('folder'), null));
      const prediction = await predictDigit(
        image,
        run ?? (await need(latestRun)),
        given['invert'] === true,
      );
      answer(env, given, prediction, line(DigitPredictionCodec), predictionText);
    });

const inspectCommand = (env: Environment): Command =>
  json(new Command('inspect'))
    .description('List the tensors of a safetensors file: shapes, sizes, moments, metadata.')
    .argument('<file>', 'a safetensors file, of this program or another')
    .addHelpText(
      'after',
      examples([['typegrad inspect runs/first/model.safetensors', 'what a run has learned']]),
    )
    .action(async (file: string, given: Given) => {
      answer(env, given, await inspectFile(file), inspectionJson, inspectionText);
    });

const typesCommand = (env: Environment): Command =>
  new Command('types')
    .description('Declare the tensors of a safetensors file in TypeScript, with their shapes.')
    .argument('<file>', 'a safetensors file, of this program or another')
    .option('-o, --out <file>', 'where to write it (default: standard output)')
    .addHelpText(
      'after',
      examples([
        [
          'typegrad types model.safetensors -o weights.ts',
          'a network with other shapes refuses it',
        ],
      ]),
    )
    .action(async (file: string, given: Given) => {
      const out = must(decodeFlag(given, 'out', path('file'), null));
      const text = await declareFile(file);
      if (out === null) env.stdout(text);
      else await writeDeclaration(out, text);
    });

const checkCommand = (env: Environment): Command =>
  json(new Command('check'))
    .description('Check that the files of a run are whole, belong together and fit the model.')
    .argument('[run]', 'folder of a run (default: the latest of runs/)')
    .addHelpText('after', examples([['typegrad check runs/first', 'before weights are shipped']]))
    .action(async (run: string | undefined, given: Given) => {
      answer(env, given, await checkRun(await runOf(run)), line(RunCheckCodec), runCheckText);
    });

const repeated = (word: string, before: readonly string[]): readonly string[] => [...before, word];

const shapesCommand = (env: Environment): Command =>
  json(new Command('shapes'))
    .description(
      'List the tensors of a TypeScript file: every constant and every stage of pipe, net and seq, with shape, parameters and bytes; exit code 1 when the file has type errors.',
    )
    .argument('<file>', 'a TypeScript file; the TypeScript of its project reads it (5.9 or later)')
    .option('--size <name=n>', 'a size for a name, as B=128; may be given again', repeated, [])
    .option('--project <file>', 'its tsconfig.json (default: the nearest above the file)')
    .addHelpText(
      'after',
      examples([
        ['typegrad shapes model.ts', 'shapes in names: [B, 10]'],
        ['typegrad shapes model.ts --size B=128', 'and what they weigh for 128 samples'],
        ['typegrad shapes model.ts --json', 'for an editor, with the place of every row'],
      ]),
    )
    .action(async (file: string, given: Given) => {
      const project = must(decodeFlag(given, 'project', path('file'), null));
      const shapes = await listShapes(file, must(decodeSizes(given)), project);
      answer(env, given, shapes, shapesJson, shapesText);
      if (shapes.errors.length === 0) return;
      if (given['json'] !== true) env.stderr(mistakesText(shapes));
      throw new Faulty(file);
    });

const buildCommand = (env: Environment): Command =>
  json(new Command('build'))
    .description(
      'Compile a model and its weights to a WebAssembly module of its own, with a typed ES module around it; needs the package assemblyscript.',
    )
    .argument(
      '[model]',
      'folder of a run, or a module that exports a network (default: the latest of runs/)',
    )
    .option(
      '-o, --out <file>',
      'where to write it; model.js and model.d.ts go beside model.wasm',
      'model.wasm',
    )
    .option('--weights <file>', 'the safetensors file of the network that a module exports')
    .option(
      '--size <name=n>',
      'a size for a name, as B=128; the first one is 1 unless given',
      repeated,
      [],
    )
    .addHelpText(
      'after',
      examples([
        ['typegrad build runs/first -o digits.wasm', 'probabilities of one digit'],
        ['typegrad build runs/first --size B=128', 'of 128 at once'],
        ['typegrad build net.js --weights net.safetensors', 'what the network gives'],
      ]),
    )
    .action(async (model: string | undefined, given: Given) => {
      const flags = {
        model: await runOf(model),
        weights: must(decodeFlag(given, 'weights', path('file'), null)),
        out: must(decodeFlag(given, 'out', wasmFile, 'model.wasm')),
        sizes: must(decodeSizes(given)),
      };
      answer(env, given, await buildModel(flags), line(BuildReportCodec), buildText);
    });

/** All commands, with their streams in the environment. */
export const commands = (env: Environment): Command => {
  const makers = [
    trainCommand,
    evalCommand,
    predictCommand,
    inspectCommand,
    typesCommand,
    checkCommand,
    shapesCommand,
    buildCommand,
  ];
  const root = new Command('typegrad').description(
    'Typed deep learning: train models on WebAssembly SIMD kernels.',
  );
  for (const make of makers) root.addCommand(make(env));
  for (const c of [root, ...root.commands]) {
    c.exitOverride()
      .allowExcessArguments(false)
      .configureOutput({
        writeOut: env.stdout,
        writeErr: env.stderr,
        outputError: () => undefined,
      });
  }
  return root;
};
