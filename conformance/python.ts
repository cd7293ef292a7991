/** Calls written in Python, as attributes of cases hold them: `sgd(0.1, momentum=0.9)`, `schedule(0.1, {20: 0.5})`. */

/** name(args..., name=value...) */
export interface Call {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

export const isCall = (x: unknown): x is Call => typeof x === 'object' && x !== null && 'call' in x;

const TOKEN =
  /\s*([A-Za-z_][\w.]*|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|'[^']*'|[(){}[\],:=])/y;

const tokens = (text: string): readonly string[] => {
  const found: string[] = [];
  for (let at = 0; at < text.trimEnd().length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxError(`cannot read '${text.slice(at)}'`);
    found.push(token);
    at = TOKEN.lastIndex;
  }
  return found;
};

const WORDS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/** A value and where the next one begins. */
type Read = readonly [value: unknown, next: number];

const valueAt = (ts: readonly string[], at: number): Read => {
  const token = ts[at];
  if (token === undefined) throw new SyntaxError('the text ends in the middle');
  if (token === '{' || token === '[') return listAt(ts, at + 1, token === '{' ? '}' : ']');
  if (token.startsWith("'")) return [token.slice(1, -1), at + 1];
  if (!/^[A-Za-z_]/.test(token)) return [Number(token), at + 1];
  if (ts[at + 1] === '(') return callAt(ts, at);
  return [token in WORDS ? WORDS[token] : token, at + 1];
};

/** The items up to a bracket: values, or [key, value] pairs. */
const listAt = (ts: readonly string[], begin: number, close: string): Read => {
  const items: unknown[] = [];
  let at = begin;
  while (ts[at] !== close) {
    const [key, next] = valueAt(ts, at);
    const [item, after] = ts[next] === ':' ? valueAt(ts, next + 1) : [null, next];
    items.push(ts[next] === ':' ? [key, item] : key);
    at = ts[after] === ',' ? after + 1 : after;
  }
  return [items, at + 1];
};

const callAt = (ts: readonly string[], begin: number): Read => {
  const args: unknown[] = [];
  const named: [string, unknown][] = [];
  let at = begin + 2;
  while (ts[at] !== ')') {
    const name = ts[at + 1] === '=' ? ts[at]! : null;
    const [value, next] = valueAt(ts, name === null ? at : at + 2);
    if (name === null) args.push(value);
    else named.push([name, value]);
    at = ts[next] === ',' ? next + 1 : next;
  }
  const call = ts[begin]!.split('.').at(-1)!;
  return [{ call, args, named: Object.fromEntries(named) }, at + 1];
};

/** The values of a text, which stand one after the other with commas between. */
export const readPython = (text: string): readonly unknown[] => {
  const [values] = listAt([...tokens(text), ']'], 0, ']');
  return Array.isArray(values) ? values : [];
};

/** The arguments by name, those without one by their places. */
export const argumentsOf = (
  { args, named }: Call,
  names: readonly string[],
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(args.map((value, i) => [names[i]!, value])),
  ...named,
});
