/** Lists of equal trees, whose number is part of their type. */

/** N times P; a list of unknown length where N is not known. */
export type Members<P, N extends number, Done extends readonly P[] = readonly []> = number extends N
  ? readonly P[]
  : Done['length'] extends N
    ? Done
    : Members<P, N, readonly [...Done, P]>;
