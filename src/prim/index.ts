/** The tensor primitives: every row of the table, by name. */

import type { Primitive } from '../core/node.ts';
import { param } from '../core/param.ts';
import { atan2Primitive } from './angle.ts';
import { argSortPrimitive } from './arg-sort.ts';
import { addPrimitive, divPrimitive, mulPrimitive, negPrimitive } from './arithmetic.ts';
import { andPrimitive, shiftLeftPrimitive, shiftRightPrimitive, xorPrimitive } from './bits.ts';
import { broadcastPrimitive, reduceSumPrimitive } from './broadcast-sum.ts';
import { bitcastPrimitive, castPrimitive } from './cast.ts';
import { concatPrimitive } from './concat.ts';
import { dotPrimitive } from './dot.ts';
import { dynamicSlicePrimitive, updatePrimitive } from './dynamic-slice.ts';
import { erfcPrimitive, erfPrimitive } from './error-function.ts';
import { gatherPrimitive, scatterAddPrimitive } from './gather-scatter.ts';
import {
  equalPrimitive,
  floorPrimitive,
  lessPrimitive,
  maxPrimitive,
  selectPrimitive,
} from './order.ts';
import { powPrimitive } from './power.ts';
import { reduceMaxPrimitive } from './reduce-max.ts';
import { remPrimitive } from './remainder.ts';
import { embedPrimitive, slicePrimitive } from './slice-embed.ts';
import { constant, iotaPrimitive } from './source.ts';
import {
  cosPrimitive,
  expPrimitive,
  logPrimitive,
  sinPrimitive,
  sqrtPrimitive,
  tanhPrimitive,
} from './transcendental.ts';
import { permutePrimitive, reshapePrimitive } from './view.ts';
import { foldPrimitive, windowPrimitive } from './window-fold.ts';

export type PrimitiveName =
  | 'param'
  | 'constant'
  | 'iota'
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'erf'
  | 'erfc'
  | 'floor'
  | 'add'
  | 'mul'
  | 'div'
  | 'rem'
  | 'pow'
  | 'atan2'
  | 'max'
  | 'and'
  | 'xor'
  | 'shiftLeft'
  | 'shiftRight'
  | 'less'
  | 'equal'
  | 'select'
  | 'cast'
  | 'bitcast'
  | 'reshape'
  | 'permute'
  | 'broadcast'
  | 'slice'
  | 'embed'
  | 'concat'
  | 'reduceSum'
  | 'reduceMax'
  | 'dot'
  | 'window'
  | 'fold'
  | 'gather'
  | 'scatterAdd'
  | 'dynamicSlice'
  | 'update'
  | 'argSort';

export const primitives: Readonly<Record<PrimitiveName, Primitive>> = {
  param,
  constant,
  iota: iotaPrimitive,
  neg: negPrimitive,
  exp: expPrimitive,
  log: logPrimitive,
  sqrt: sqrtPrimitive,
  sin: sinPrimitive,
  cos: cosPrimitive,
  tanh: tanhPrimitive,
  erf: erfPrimitive,
  erfc: erfcPrimitive,
  floor: floorPrimitive,
  add: addPrimitive,
  mul: mulPrimitive,
  div: divPrimitive,
  rem: remPrimitive,
  pow: powPrimitive,
  atan2: atan2Primitive,
  max: maxPrimitive,
  and: andPrimitive,
  xor: xorPrimitive,
  shiftLeft: shiftLeftPrimitive,
  shiftRight: shiftRightPrimitive,
  less: lessPrimitive,
  equal: equalPrimitive,
  select: selectPrimitive,
  cast: castPrimitive,
  bitcast: bitcastPrimitive,
  reshape: reshapePrimitive,
  permute: permutePrimitive,
  broadcast: broadcastPrimitive,
  slice: slicePrimitive,
  embed: embedPrimitive,
  concat: concatPrimitive,
  reduceSum: reduceSumPrimitive,
  reduceMax: reduceMaxPrimitive,
  dot: dotPrimitive,
  window: windowPrimitive,
  fold: foldPrimitive,
  gather: gatherPrimitive,
  scatterAdd: scatterAddPrimitive,
  dynamicSlice: dynamicSlicePrimitive,
  update: updatePrimitive,
  argSort: argSortPrimitive,
};

export { atan2 } from './angle.ts';
export { argSort } from './arg-sort.ts';
export { add, addTangents, div, mul, neg, sub } from './arithmetic.ts';
export { and, shiftLeft, shiftRight, xor } from './bits.ts';
export { broadcast, fill, reduceSum, repeat, zeros } from './broadcast-sum.ts';
export { bitcast, cast } from './cast.ts';
export { concat } from './concat.ts';
export { type Dot, dot, dotPrimitive, freeAxes } from './dot.ts';
export { dynamicSlice, update } from './dynamic-slice.ts';
export { erf, erfc } from './error-function.ts';
export { gather, scatterAdd } from './gather-scatter.ts';
export { equal, floor, less, maximum, select } from './order.ts';
export { pow } from './power.ts';
export { reduceMax } from './reduce-max.ts';
export { rem } from './remainder.ts';
export { embed, slice } from './slice-embed.ts';
export {
  type Constant,
  constant,
  constantOf,
  dataOf,
  dataValue,
  elementsOf,
  iota,
  iotaPrimitive,
  isData,
  literal,
} from './source.ts';
export { cos, exp, log, sin, sqrt, tanh } from './transcendental.ts';
export { permute, reshape } from './view.ts';
export { fold, window } from './window-fold.ts';
