/** Grey pictures as data URIs (PNG), for pages that load nothing. */
import { encodePng } from '../data/index.ts';

/** `pixels` [height, width], row-major from the top, 0 black to 1 white. */
export const picture = (pixels: Float32Array, width: number, height: number): string =>
  `data:image/png;base64,${Buffer.from(encodePng({ height, width, pixels })).toString('base64')}`;
