/** A bar chart of shares as SVG: one row a bar, in the order given, with the roof as its line. */

const ROW = 20;
const LABEL = 240;
const WIDTH = 480;
const HEAD = 40;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** `rows`: name, value, text beside the bar; `full`: the value of the line. */
export const barChart = (title, rows, full) => {
  const height = HEAD + rows.length * ROW + 12;
  const most = Math.max(full, ...rows.map(({ value }) => value));
  const length = (value) => (value / most) * WIDTH;
  const bars = rows.map(({ name, value, text }, i) => {
    const y = HEAD + i * ROW;
    return [
      `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${LABEL}" y="${y + 3}" width="${length(value).toFixed(1)}" height="14"/>`,
      `<text x="${(LABEL + length(value) + 6).toFixed(1)}" y="${y + 14}">${escaped(text)}</text>`,
    ].join('');
  });
  const x = (LABEL + length(full)).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL + WIDTH + 140}" height="${height}"`,
    ' font-family="sans-serif" font-size="12" fill="#333">',
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${LABEL}" y="20" font-size="14">${escaped(title)}</text>`,
    `<g><style>g rect{fill:#4a7ebb}</style>${bars.join('\n')}</g>`,
    `<path d="M${x} ${HEAD - 6}V${height - 6}" stroke="#b33" stroke-dasharray="4 3"/>`,
    '</svg>\n',
  ].join('\n');
};
