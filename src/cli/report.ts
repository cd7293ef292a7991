/** What a run reports: one JSON object for programs, a few lines for people. */
import * as t from 'io-ts';

export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

/** The last line of standard output with --json. */
export interface Report {
  readonly model: string;
  readonly data: string;
  readonly params: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly epochs: readonly EpochReport[];
  readonly weightsSha256: string;
  readonly seconds: number;
  readonly out: string;
}

const orNull = t.union([t.number, t.null]);

export const ReportCodec: t.Type<Report> = t.type({
  model: t.string,
  data: t.string,
  params: t.number,
  trainSamples: t.number,
  testSamples: t.number,
  testLoss: t.number,
  testAccuracy: t.number,
  epochs: t.readonlyArray(
    t.type({
      epoch: t.number,
      loss: t.number,
      accuracy: t.number,
      validationLoss: orNull,
      validationAccuracy: orNull,
    }),
  ),
  weightsSha256: t.string,
  seconds: t.number,
  out: t.string,
});

export const reportJson = (r: Report): string => `${JSON.stringify(ReportCodec.encode(r))}\n`;

export const reportText = (r: Report): string =>
  [
    '',
    `  model          ${r.model}, ${r.params} parameters`,
    `  data           ${r.data}: ${r.trainSamples} to train, ${r.testSamples} to test`,
    `  test loss      ${r.testLoss.toFixed(4)}`,
    `  test accuracy  ${(100 * r.testAccuracy).toFixed(2)} %`,
    `  weights        ${r.out}/model.safetensors`,
    `  metrics        ${r.out}/metrics.jsonl`,
    `  report         ${r.out}/report.html`,
    '',
  ].join('\n');
