/**
 * Applications of the public surface as program text, each with sizes of its own. A template says what is applied to
 * what:
 *
 *     matmul(#[B, $a, $b], #[$b, $c])         #[...]  a tensor of that shape, #[...]i32 of that dtype
 *     dense(#(DenseP<$a, $b*2>))(#[B, $a])    #(...)  a value of that type
 *
 * where $a, $b and $c are sizes, and a name in a shape is a symbolic one.
 */
const DTYPE = '(?:f32|f64|i32|u32|bool|u8|i64|f16|bf16)';
const TENSOR = new RegExp(String.raw`#\[([^\]]*)\](${DTYPE})?`, 'g');
const VALUE = /#\(([^()]*)\)/g;
const SIZE = /\$([abc])(?:\*(\d+|[abc]))?/g;

type Sizes = Readonly<Record<string, number>>;
/** The text with numbers for sizes. */
const sized = (template: string, sizes: Sizes): string =>
  template.replaceAll(SIZE, (_, size, by) =>
    String(sizes[size]! * (by === undefined ? 1 : (sizes[by] ?? Number(by)))),
  );
const dimOf = (dim: string): string => (/^\d+$|^$|^number$/.test(dim) ? dim : `'${dim}'`);
const tensorType = (shape: string, dtype = 'f32'): string =>
  `Tensor<[${shape.split(/,\s*/).map(dimOf).join(', ')}], ${dtype}>`;

/** One application: the values that it is made to are declared, so that only it costs. */
const applied = (template: string, sizes: Sizes, name: string): string => {
  const declared: string[] = [];
  const declare = (type: string): string => {
    declared.push(`declare const ${name}_${declared.length}: ${type};`);
    return `${name}_${declared.length - 1}`;
  };
  const expression = sized(template, sizes)
    .replaceAll(TENSOR, (_, shape, dtype) => declare(tensorType(shape, dtype)))
    .replaceAll(VALUE, (_, type) => declare(type));
  return [...declared, `export const ${name} = ${expression};`].join('\n');
};

/** Numbers between 10 and 256 that look drawn, the same in every run. */
const drawn = (seed: number): number => 10 + ((Math.imul(seed + 1, 0x9e3779b1) >>> 9) % 246);
const sizesOf = (seed: number): Sizes => ({
  a: drawn(seed * 3),
  b: drawn(seed * 3 + 1),
  c: drawn(seed * 3 + 2),
});

/** A number of a text, the same in every run: what stands beside an application does not choose its sizes. */
const hash = (text: string): number =>
  [...text].reduce((h, c) => Math.imul(h ^ c.codePointAt(0)!, 0x01000193) >>> 8, text.length);

const WORD = /(?<![.'])\b[A-Za-z]\w*/g;
const importsOf = (text: string, exported: ReadonlySet<string>): string => {
  const names = [...new Set(text.match(WORD))].filter((word) => exported.has(word));
  return `import { ${names.join(', ')} } from 'typegrad';`;
};
/** A program of so many applications of every template. */
export const programOf = (
  templates: readonly string[],
  count: number,
  exported: ReadonlySet<string>,
  part = 0,
): string => {
  const lines = templates.flatMap((template, k) =>
    Array.from({ length: count }, (_, i) =>
      applied(template, sizesOf(hash(template) + part + i), `v${k}_${i}`),
    ),
  );
  const text = lines.join('\n');
  return `${importsOf(text, exported)}\n${text}\n`;
};
