/**
 * Cuts the committed sample of reference cases, test/oracle/sample, out of the full folders that TYPEGRAD_ORACLE and
 * TYPEGRAD_ORACLE_JAX name: `node scripts/oracle-sample.mjs`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, filesUnder, main, ScriptError, say } from './workspace.mjs';

const LIMIT = 1_000_000;
/** A training run is in the sample if it needs no data set and stores little: bytes. */
const TRAIN_LIMIT = 40_000;
/** Bytes of tensors that one family may take. */
const FAMILY_LIMIT = 120_000;
/** Cases of a family with few operations. */
const FEW = 6;

const readTensors = (file) => {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  return { metadata: __metadata__, entries, data: bytes.subarray(8 + length) };
};

/** Tensors in the order of the source, so that each stays aligned to its element size. */
const writeTensors = (file, { metadata, entries, data }, names) => {
  let offset = 0;
  const header = { __metadata__: metadata };
  const parts = names.map((name) => {
    const {
      data_offsets: [begin, end],
      ...entry
    } = entries[name];
    header[name] = { ...entry, data_offsets: [offset, offset + end - begin] };
    offset += end - begin;
    return data.subarray(begin, end);
  });
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  writeFileSync(file, Buffer.concat([length, padded, ...parts]));
};

const namesOf = (chosen, { entries }) =>
  Object.keys(entries)
    .filter((name) => name.startsWith(`${chosen.name}/`))
    .sort((a, b) => entries[a].data_offsets[0] - entries[b].data_offsets[0]);

const bytesOf = (chosen, tensors) =>
  namesOf(chosen, tensors)
    .map((name) => tensors.entries[name].data_offsets)
    .reduce((sum, [begin, end]) => sum + end - begin, 0);

/** A case says more with gradients, two axes and something in it. */
const telling = (chosen, { entries }) => {
  const shapes = chosen.inputs.map((name) => entries[name].shape);
  const full = shapes.every((shape) => !shape.includes(0));
  const plain = chosen.flags === undefined;
  return [Object.keys(chosen.grads).length > 0, full && plain, shapes.some((s) => s.length > 1)];
};

const score = (chosen, tensors) => telling(chosen, tensors).filter(Boolean).length;

/** Most telling first, then smallest. */
const ranked = (cases, tensorsOf) =>
  cases
    .map((candidate) => {
      const tensors = tensorsOf(candidate.file);
      return { candidate, score: score(candidate, tensors), bytes: bytesOf(candidate, tensors) };
    })
    .filter(
      ({ candidate, bytes }) =>
        candidate.family !== 'train' || (!candidate.data && bytes <= TRAIN_LIMIT),
    )
    .sort((a, b) => b.score - a.score || a.bytes - b.bytes);

/** Of each operation the first, and further cases where a family has few operations; small ones before large ones. */
const chooseFamily = (entries) => {
  const ops = new Set();
  const firsts = entries.filter(({ candidate: { op } }) => !ops.has(op) && ops.add(op));
  const others = entries.filter((entry) => !firsts.includes(entry));
  const wanted = [...firsts, ...others.slice(0, Math.max(0, FEW - firsts.length))];
  let room = FAMILY_LIMIT;
  return wanted
    .sort((a, b) => a.bytes - b.bytes)
    .filter(({ bytes }) => {
      room -= bytes;
      return room >= 0;
    });
};

const choose = (cases, tensorsOf) => {
  const families = [...new Set(cases.map(({ family }) => family))];
  const chosen = families.flatMap((family) =>
    chooseFamily(
      ranked(
        cases.filter((c) => c.family === family),
        tensorsOf,
      ),
    ),
  );
  const names = new Set(chosen.map(({ candidate }) => candidate.name));
  return cases.filter(({ name }) => names.has(name));
};

const sample = (from, to) => {
  const { cases, case_count, families, ...about } = JSON.parse(
    readFileSync(join(from, 'index.json'), 'utf8'),
  );
  const files = new Map(cases.map(({ file }) => [file, readTensors(join(from, file))]));
  const chosen = choose(cases, (file) => files.get(file));
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [file, tensors] of files) {
    const names = chosen.filter((c) => c.file === file).flatMap((c) => namesOf(c, tensors));
    if (names.length > 0 || chosen.some((c) => c.file === file))
      writeTensors(join(to, file), tensors, names);
  }
  const head = { ...about, case_count: chosen.length, sampled_from: case_count };
  const lines = chosen.map((c) => JSON.stringify(c)).join(',\n');
  writeFileSync(
    join(to, 'index.json'),
    `${JSON.stringify(head).slice(0, -1)},"cases":[\n${lines}\n]}\n`,
  );
  say(`${to}: ${chosen.length} of ${case_count} cases`);
};

const README = `# Sample of the reference cases

Cut out of the full set by \`node scripts/oracle-sample.mjs\`, with TYPEGRAD_ORACLE (PyTorch, \`torch/\`) and TYPEGRAD_ORACLE_JAX (JAX and optax, \`jax/\`) set.
Of each operation the smallest of its most telling cases: with gradients, at least two axes, no empty tensor, no ties or kinks; at least ${FEW} cases of a family if it has them, at most ${FAMILY_LIMIT / 1000} kB.
Training runs are here if they read no data set and store less than ${TRAIN_LIMIT / 1000} kB; the others store up to 600 kB each, or read files that are not in the repository.
Format: \`index.json\` lists the cases, one safetensors file a family holds their tensors, named \`<case>/<role>\`; test/support/oracle.ts reads it.
`;

await main(() => {
  const { TYPEGRAD_ORACLE: torch, TYPEGRAD_ORACLE_JAX: jax } = process.env;
  if (!torch || !jax)
    throw new ScriptError('set TYPEGRAD_ORACLE and TYPEGRAD_ORACLE_JAX to the full folders');
  sample(torch, at('test', 'oracle', 'sample', 'torch'));
  sample(jax, at('test', 'oracle', 'sample', 'jax'));
  writeFileSync(at('test', 'oracle', 'sample', 'README.md'), README);
  const bytes = filesUnder('test/oracle/sample').reduce(
    (sum, file) => sum + readFileSync(at(file)).length,
    0,
  );
  say(`${bytes} bytes in all`);
  if (bytes > LIMIT) throw new ScriptError(`the sample is over ${LIMIT} bytes`);
});
