/** What the two elementwise interpreters differ in: how operands are loaded, results stored, and how large a tile is. */
import { OperandKind, ResultKind, WideKind } from '../../core/abi.gen.ts';
import type { DTypeName } from '../../types/dtype.ts';
import type { Source } from '../operation.ts';
import { bitsOf, wideBitsOf } from './bits.ts';
import type { Address, Word } from './image.ts';

export interface Interpreter {
  readonly map: 'map' | 'map64';
  readonly reduce: 'mapReduce' | 'mapReduce64';
  /** the first words of an operand's record: the address or what stands in its place, the kind, one more */
  operand(s: Source, form: Form, at: (s: Source) => Address): readonly Word[];
  /** how a result is stored */
  result(dtype: DTypeName): number;
}

/** How an operand walks the iteration space. */
export type Form = 'splat' | 'contiguous' | 'strided';

const NARROW: Readonly<Record<Form, number>> = {
  splat: OperandKind.splat,
  contiguous: OperandKind.contiguous,
  strided: OperandKind.strided,
};
const BOOL: Readonly<Record<Form, number>> = {
  splat: OperandKind.boolSplat,
  contiguous: OperandKind.boolContiguous,
  strided: OperandKind.boolStrided,
};

/** Lanes of 32 bits. */
const narrow: Interpreter = {
  map: 'map',
  reduce: 'mapReduce',
  operand: (s, form, at) => {
    const { origin, layout, type } = s;
    const { dtype } = type.dtype;
    if (origin.kind === 'literal') return [bitsOf(origin.value, dtype), OperandKind.immediate, 0];
    // counting that does not move is its start
    if (origin.kind === 'iota') {
      return [layout.offset, form === 'splat' ? OperandKind.immediate : OperandKind.iota, 0];
    }
    return [at(s), (dtype === 'bool' ? BOOL : NARROW)[form], 0];
  },
  result: (dtype) => (dtype === 'bool' ? ResultKind.bool : ResultKind.word),
};

const isWhole = (dtype: DTypeName, form: Form): boolean =>
  form === 'contiguous' && (dtype === 'f64' || dtype === 'i64');

/** Lanes of 64 bits. */
const wide: Interpreter = {
  map: 'map64',
  reduce: 'mapReduce64',
  operand: (s, form, at) => {
    const { origin, layout, type } = s;
    const { dtype } = type.dtype;
    if (origin.kind === 'literal') {
      const [low, high] = wideBitsOf(origin.value, dtype);
      return [low, WideKind.immediate, high];
    }
    if (origin.kind === 'iota') return [layout.offset, WideKind.iota, 0];
    return [at(s), isWhole(dtype, form) ? WideKind.contiguous : WideKind[dtype], 0];
  },
  result: (dtype) => WideKind[dtype],
};

export const interpreterOf = (o: { readonly wide: boolean }): Interpreter =>
  o.wide ? wide : narrow;
