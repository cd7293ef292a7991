/** Keys that stand twice in one object of a JSON text, which JSON.parse silently drops. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

const parseKey = (token: string): string => String(JSON.parse(token));

/** The keys that are repeated within one object, in the order found; the text must be valid JSON. */
export const duplicateKeys = (text: string): readonly string[] => {
  const open: Set<string>[] = [];
  const duplicates: string[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    if (token === '}' || token === ']') open.pop();
    if (token === ':') {
      const key = parseKey(last);
      if (open.at(-1)?.has(key)) duplicates.push(key);
      open.at(-1)?.add(key);
    }
    last = token;
  }
  return duplicates;
};
