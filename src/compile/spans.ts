/** Spans over places 0, 1, 2 ... in a union-find structure, so that a chain of overlapping ones is followed in one step. */

export interface Spans {
  /** Joins the places from `first` to `last`. */
  add(first: number, last: number): void;
  /** The last place that a chain of spans leads to from here; the place itself if no span goes beyond it. */
  end(place: number): number;
}

export const makeSpans = (length: number): Spans => {
  // a place under a span points to a later one; the others to themselves
  const next = Array.from({ length }, (_, i) => i);
  const end = (place: number): number => {
    let last = place;
    while (next[last] !== last) last = next[last]!;
    for (let i = place; i !== last; ) [i, next[i]] = [next[i]!, last];
    return last;
  };
  const add = (first: number, last: number): void => {
    for (let i = end(first); i < last; i = end(i)) next[i] = i + 1;
  };
  return { add, end };
};
