/** Where every value's elements lie: views are followed to the buffer under them. */
import { type ConcreteType, concrete, concreteShape } from '../core/check.ts';
import { GraphError } from '../core/error.ts';
import { contiguous, isContiguous, type Layout, sizeOf } from '../core/layout.ts';
import type { Value } from '../core/node.ts';
import { type Constant, constantOf, elementsOf } from '../prim/index.ts';
import { byteSize, equalDType } from '../types/dtype.ts';
import type { Buffer, CopyOperation, Role, Source } from './operation.ts';

export const bufferOf = (type: ConcreteType, role: Role): Buffer => ({
  type,
  role,
  bytes: sizeOf(type.shape) * byteSize(type.dtype),
});

/** Resolves values to sources. Copies that views need are handed to `emit`, each once. */
export interface Sources {
  /** where the value's elements are looked at from */
  at(v: Value): Source;
  /** the buffer that holds the value, contiguous */
  dense(v: Value, path: string): Buffer;
  /** a contiguous copy of what a source shows */
  copy(source: Source, path: string): Buffer;
  /** the buffer that an operation writes the value to */
  define(v: Value): Buffer;
}

/** Whether a view shows numbers that stand in no buffer as another dtype: their bits have to be written first. */
const reinterprets = ({ dtype }: ConcreteType, input: Source): boolean =>
  input.origin.kind !== 'buffer' && !equalDType(dtype, input.type.dtype);

/** What a view shows of its input; a copy is made where no strides express it. */
const viewOf = (
  v: Value,
  map: (input: Layout, params: unknown) => Layout | null,
  input: Source,
  copy: (s: Source, path: string) => Buffer,
): Source => {
  const type = concrete(v);
  const seen = reinterprets(type, input) ? null : map(input.layout, v.node.params);
  if (seen !== null) return { origin: input.origin, layout: seen, type };
  const buffer = copy(input, v.node.primitive.name);
  const layout = map(contiguous(input.type.shape), v.node.params);
  if (layout === null) throw new GraphError(`plan: ${v.node.primitive.name} has no layout`);
  return { origin: { kind: 'buffer', buffer }, layout, type };
};

export const makeSources = (
  params: readonly Value[],
  emit: (copy: CopyOperation) => void,
): Sources => {
  const known = new Map<Value, Source>();
  const densified = new Map<Value, Buffer>();
  const copy = (source: Source, path: string): Buffer => {
    const buffer = bufferOf(source.type, { kind: 'temporary' });
    const reads = source.origin.kind === 'buffer' ? [source.origin.buffer] : [];
    const parts = [{ source, layout: contiguous(source.type.shape) }];
    emit({ kind: 'copy', mode: 'write', fill: false, parts, reads, writes: [buffer], path });
    return buffer;
  };
  const sourceOf = (v: Value): Source => {
    const { lower, name } = v.node.primitive;
    const constant = constantOf(v);
    if (constant !== null) return constantSource(v, constant);
    if (lower.kind === 'iota') return iotaSource(v, lower.axis(v.node.params));
    if (lower.kind !== 'view') throw new GraphError(`plan: ${name} is not computed`);
    return viewOf(v, lower.map, at(v.node.inputs[0]!), copy);
  };
  const at = (v: Value): Source => {
    const source = known.get(v) ?? sourceOf(v);
    known.set(v, source);
    return source;
  };
  const dense = (v: Value, path: string): Buffer => {
    const source = at(v);
    const { origin, layout, type } = source;
    const whole = origin.kind === 'buffer' && isWhole(layout, origin.buffer);
    // bits that are read as another dtype get a buffer of that dtype
    if (whole && equalDType(origin.buffer.type.dtype, type.dtype)) return origin.buffer;
    const made = densified.get(v) ?? copy(source, path);
    densified.set(v, made);
    return made;
  };
  const define = (v: Value): Buffer => {
    const buffer = bufferOf(concrete(v), { kind: 'temporary' });
    known.set(v, wholeSource(buffer));
    return buffer;
  };
  params.forEach((v, index) => {
    known.set(v, wholeSource(bufferOf(concrete(v), { kind: 'param', index })));
  });
  return { at, dense, copy, define };
};

const wholeSource = (buffer: Buffer): Source => ({
  origin: { kind: 'buffer', buffer },
  layout: contiguous(buffer.type.shape),
  type: buffer.type,
});

/** Whether a layout is the buffer itself, perhaps in another shape. */
export const isWhole = (layout: Layout, buffer: Buffer): boolean =>
  layout.offset === 0 && isContiguous(layout) && sizeOf(layout.shape) === sizeOf(buffer.type.shape);

const constantSource = (v: Value, { data }: Constant): Source => {
  const type = concrete(v);
  if (typeof data === 'object' || typeof data === 'function') {
    return wholeSource(bufferOf(type, { kind: 'constant', data: elementsOf(data) }));
  }
  const value = Number(data);
  return { origin: { kind: 'literal', value }, layout: contiguous(type.shape), type };
};

/** The virtual array 0, 1, 2, ... seen along one axis. */
const iotaSource = (v: Value, axis: number): Source => {
  const shape = concreteShape(v.shape);
  const strides = shape.map((_, k) => (k === axis ? 1 : 0));
  return { origin: { kind: 'iota' }, layout: { shape, strides, offset: 0 }, type: concrete(v) };
};
