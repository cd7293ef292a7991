/** Which network `typegrad build` is to build: that of a run, or one that a module exports. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Model } from '../build/index.ts';
import { type BoundaryError, boundaryError, systemError } from '../core/boundary.ts';
import { closed, fresh, specialise } from '../core/graph.ts';
import type { TensorType, Value } from '../core/node.ts';
import { isValue, untyped } from '../core/tensor.ts';
import { readWhole } from '../io/index.ts';
import { softmax } from '../ops/index.ts';
import { dataOf } from '../prim/index.ts';
import { evaluate } from '../runtime/index.ts';
import { decodeTree } from '../train/index.ts';
import { child, formals, type Init, isInit, isSpec, leaves } from '../tree/index.ts';
import { type Sizes, substituteDim } from '../types/dim.ts';
import { show } from '../types/shape.ts';
import { must, need } from './failure.ts';
import { flagError } from './flags.ts';
import { FILES, readInfo, readWeights } from './run-folder.ts';

/** A network and what it has learned. */
export interface Trained {
  readonly net: Net;
  readonly params: unknown;
  readonly state: unknown;
  /** probabilities instead of what the network gives */
  readonly softmax: boolean;
  readonly what: string;
}

interface Net {
  readonly params: Init<unknown>;
  readonly state: Init<unknown>;
  readonly input: TensorType;
  readonly with: (...args: never) => (...args: never) => unknown;
}

/** Networks are functions with members. */
const isNet = (u: unknown): u is Net =>
  (typeof u === 'object' || typeof u === 'function') &&
  u !== null &&
  'params' in u &&
  isInit(u.params) &&
  'state' in u &&
  isInit(u.state) &&
  'input' in u &&
  isSpec(u.input) &&
  'with' in u &&
  typeof u.with === 'function';

const refuse = (file: string, field: string, expected: string, actual: string): never =>
  must(E.left(boundaryError(file, field, expected, actual)));

const ofRun = async (run: string): Promise<Trained> => {
  const saved = await need(readInfo(run));
  const { params, state } = await need(readWeights(run, saved));
  const what = `softmax(logits) of every sample, by the weights of ${saved.info.config.model}.`;
  return { net: saved.model.net, params, state, softmax: true, what };
};

const imported = async (file: string): Promise<unknown> => {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    return refuse(file, 'module', 'an ES module that can be loaded', said);
  }
};

const NET = 'a network of `net` or `model`, exported as model or default';

const ofModule = async (file: string, weights: string | null): Promise<Trained> => {
  const exported = await imported(file);
  const found = ['model', 'default'].map((name) => child(exported, name)).find(isNet);
  const own = found ?? refuse(file, 'export', NET, Object.keys(Object(exported)).join(', '));
  if (weights === null) {
    return must(E.left(flagError('--weights', 'the safetensors file of the network', 'none')));
  }
  const [params, state] = [formals(own.params), formals(own.state)];
  const stateful = leaves(state).length > 0;
  const { tree } = await need(
    pipe(
      readWhole(weights),
      TE.chainEitherK((bytes) => decodeTree(stateful ? { params, state } : params, bytes, weights)),
    ),
  );
  const what = 'What the network gives.';
  return stateful
    ? { net: own, params: child(tree, 'params'), state: child(tree, 'state'), softmax: false, what }
    : { net: own, params: tree, state, softmax: false, what };
};

const isFolder = (path: string): E.Either<BoundaryError, boolean> => {
  try {
    return E.right(statSync(path).isDirectory());
  } catch (cause) {
    return E.left(systemError(path, 'model', cause));
  }
};

/** The network of a run, by its folder or model.json, or of a module; throws Refused where there is none. */
export const networkOf = async (model: string, weights: string | null): Promise<Trained> => {
  const path = basename(model) === FILES.info ? dirname(model) : model;
  if (!must(isFolder(path))) return ofModule(path, weights);
  if (weights === null) return ofRun(path);
  return must(E.left(flagError('--weights', 'nothing, as a run has its own', `'${weights}'`)));
};

/** Every name needs a size; that of the batch, which comes first, is 1 unless given. */
const sizesFor = ({ input }: Net, given: Sizes, file: string): Sizes => {
  const [batch] = input.shape;
  const sizes = new Map([...(typeof batch === 'string' ? [[batch, 1] as const] : []), ...given]);
  const shape = input.shape.map((d) => substituteDim(d, sizes));
  if (shape.every((d) => typeof d === 'number')) return sizes;
  return refuse(file, 'sizes', 'one for every name, as --size T=16', show(shape));
};

const outputOf = ({ net, softmax: soft }: Trained, params: unknown, state: unknown, x: Value) => {
  const y = untyped(untyped(net.with)(state))(params, x);
  const out = soft ? untyped(softmax(-1))(y) : y;
  return isValue(out) ? out : null;
};

/** The graph for these sizes, and the data of all its inputs but the last. */
export const graphOf = (trained: Trained, given: Sizes, file: string): Model => {
  const { net, what } = trained;
  const sizes = sizesFor(net, given, file);
  const [params, state] = [formals(net.params), formals(net.state)];
  const x = fresh(net.input);
  const y = outputOf(trained, params, state, x) ?? refuse(file, 'output', 'one tensor', 'a tree');
  const named = closed({ params: [...leaves(params), ...leaves(state), x], results: [y] });
  const own = named.params.map((p) =>
    fresh({ dtype: p.dtype, shape: p.shape.map((d) => substituteDim(d, sizes)) }),
  );
  const data = [...leaves(evaluate(trained.params)), ...leaves(evaluate(trained.state))].map(
    dataOf,
  );
  const graph = { params: own, results: specialise(named, own, sizes) };
  return { graph, data: [...data, null], what };
};
