/** First values of a tree of parameters: every one draws from the key folded with its own name. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { foldIn, type Key } from '../random/index.ts';
import { isParamSpec, mapSpecs, type ParamSpec, type ParamsOf } from '../tree/index.ts';
import { DTypes } from '../types/dtype.ts';
import type { Initializer } from './initializers.ts';

/** The specification of one f32 parameter. */
export const paramSpec = (shape: readonly number[], initial: Initializer): ParamSpec => ({
  shape,
  dtype: DTypes.f32,
  initial: (key) => initial(key, shape),
});

/** A hash of the name (FNV-1a), so that a parameter's first value does not depend on the others. */
const hash = (name: string): number =>
  [...name].reduce((h, c) => Math.imul(h ^ c.codePointAt(0)!, 0x01000193), 0x811c9dc5) >>> 0;

/** The key of what has this name: it does not depend on what else draws. */
export const keyFor = (key: Key, name: string): Key => foldIn(key, hash(name));

/**
 * First values for all parameters of a specification: init(net.params, key(0)). The same key gives the same values.
 * JAX: flax's Module.init.
 */
export function init<S>(specs: S, key: Key): ParamsOf<S>;
export function init(specs: unknown, key: Key): unknown {
  return mapSpecs(specs, (spec, name): Value => {
    if (!isParamSpec(spec)) throw new ShapeError(`init: ${name} has no initializer`);
    return spec.initial(keyFor(key, name));
  });
}
