/** Grey pictures as data URIs (BMP, 8 bits), for pages that load nothing. */

const HEADER = 14 + 40;
const PALETTE = 256 * 4;

/** The pixels, row-major from the top, 0 black to 1 white. */
export const bitmap = (pixels: Float32Array, width: number, height: number): string => {
  const stride = Math.ceil(width / 4) * 4;
  const bytes = new Uint8Array(HEADER + PALETTE + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER + PALETTE, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  for (let g = 0; g < 256; g++) bytes.set([g, g, g, 0], HEADER + 4 * g);
  for (let y = 0; y < height; y++) {
    // rows are stored from the bottom
    const at = HEADER + PALETTE + (height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      bytes[at + x] = Math.round(255 * Math.min(1, Math.max(0, pixels[y * width + x]!)));
    }
  }
  return `data:image/bmp;base64,${Buffer.from(bytes).toString('base64')}`;
};
