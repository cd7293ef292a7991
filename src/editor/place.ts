/** Places in a text as editors count them. */

/** Counted from 1, a column in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
/** From `start` to before `end`. */
export interface Span {
  readonly start: Place;
  readonly end: Place;
}

/** The place of an offset. */
export const placesIn = (text: string): ((offset: number) => Place) => {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    const after = starts.findIndex((start) => start > offset);
    const line = after < 0 ? starts.length : after;
    return { line, column: offset - starts[line - 1]! + 1 };
  };
};
