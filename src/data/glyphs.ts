/** The digits as pens draw them: strokes in a unit square, x to the right and y down, several ways for most digits. */

export type Point = readonly [x: number, y: number];
/** Control points of a quadratic B-spline from the first to the last; a point given twice is a corner. */
export type Stroke = readonly Point[];
export type Glyph = readonly Stroke[];

/** `x,y` in hundredths, blanks between the points; two strokes are parted by `/`. */
const glyph = (text: string): Glyph =>
  text.split('/').map((stroke) =>
    stroke
      .trim()
      .split(/\s+/)
      .map((point): Point => {
        const [x = 0, y = 0] = point.split(',').map(Number);
        return [x / 100, y / 100];
      }),
  );

/** `glyphs[digit]` lists the ways to draw the digit. */
export const glyphs: readonly (readonly Glyph[])[] = [
  [
    glyph('50,0 15,-2 -2,40 5,85 40,105 85,95 103,50 90,8 50,0'),
    glyph('62,4 25,-2 8,45 20,98 60,100 88,60 88,15 55,-2 35,8'),
  ],
  [
    glyph('50,0 50,100'),
    glyph('25,25 52,0 52,0 52,100'),
    glyph('25,22 50,0 50,0 50,100 / 22,100 80,100'),
  ],
  [
    glyph('8,25 15,-5 90,-10 98,38 55,65 5,100 5,100 98,100'),
    glyph('12,18 40,-8 95,0 88,45 50,75 15,108 0,88 25,78 60,98 100,95'),
  ],
  [
    glyph('8,14 45,-12 98,5 85,45 38,47 38,47 102,48 104,98 50,110 3,88'),
    glyph('8,0 92,0 92,0 45,42 45,42 105,42 104,100 50,110 3,90'),
  ],
  [
    glyph('62,0 4,66 4,66 100,66 / 72,36 70,100'),
    glyph('14,0 8,52 8,52 90,50 / 86,4 82,100'),
    glyph('74,100 74,0 74,0 2,68 2,68 98,68'),
  ],
  [
    glyph('92,0 18,0 18,0 12,45 12,45 70,28 108,60 85,108 40,106 4,90'),
    glyph('20,4 14,44 14,44 75,32 105,70 80,108 35,104 5,92 / 20,4 92,2'),
  ],
  [
    glyph('78,2 30,12 -4,65 10,104 75,110 98,66 50,46 8,66'),
    glyph('60,0 18,40 6,80 30,104 88,100 84,60 40,54 12,80'),
  ],
  [
    glyph('5,2 95,0 95,0 60,45 40,100'),
    glyph('5,4 95,0 95,0 55,50 38,100 / 28,52 80,50'),
    glyph('8,22 8,4 8,4 94,2 94,2 50,55 45,100'),
  ],
  [
    glyph('86,14 50,-12 8,4 14,42 88,58 100,100 45,112 0,92 14,58 84,42 90,10 70,2'),
    glyph('50,0 12,2 12,46 50,47 88,46 88,2 50,0 / 50,47 2,50 2,100 50,100 98,100 98,50 50,47'),
  ],
  [
    glyph('90,24 70,-8 12,-6 2,44 50,62 88,34 90,20 90,20 88,60 72,100'),
    glyph('88,10 45,-10 0,18 18,56 70,52 90,8 90,8 92,70 70,104 22,98'),
  ],
];
