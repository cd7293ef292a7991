/** PNG files for tests, chunk by chunk, right or wrong as asked for. */
import { crc32, deflateSync } from 'node:zlib';

export const SIGNATURE: Uint8Array = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** One chunk with its length and CRC. */
export const chunk = (type: string, data: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return new Uint8Array(out);
};

export interface Ihdr {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly compression: number;
  readonly filter: number;
  readonly interlace: number;
}

const IHDR: Ihdr = {
  width: 2,
  height: 2,
  depth: 8,
  colour: 0,
  compression: 0,
  filter: 0,
  interlace: 0,
};

/** 2 x 2, grey of 8 bits, unless told otherwise. */
export const ihdr = (given: Partial<Ihdr> = {}): Uint8Array => {
  const h = { ...IHDR, ...given };
  const data = Buffer.alloc(13);
  data.writeUInt32BE(h.width, 0);
  data.writeUInt32BE(h.height, 4);
  data.set([h.depth, h.colour, h.compression, h.filter, h.interlace], 8);
  return chunk('IHDR', data);
};

/** An IDAT chunk that inflates to these bytes. */
export const idat = (...rows: readonly number[]): Uint8Array =>
  chunk('IDAT', deflateSync(Uint8Array.from(rows)));

export const iend: Uint8Array = chunk('IEND');

export const fileOf = (...chunks: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat([SIGNATURE, ...chunks]));

/** A file that is whole, but for its header. */
export const withHeader = (given: Partial<Ihdr>): Uint8Array =>
  fileOf(ihdr(given), idat(0, 0, 255, 0, 51, 102), iend);
