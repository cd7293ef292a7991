/** Writes the file that Python reads: see record.py. */
import { writeFileSync } from 'node:fs';
import { saveParams } from '../../../src/train/index.ts';
import { params } from './model.ts';

writeFileSync(
  new URL('from_typegrad.safetensors', import.meta.url),
  saveParams(params, { model: 'small', 'written by': 'typegrad' }),
);
