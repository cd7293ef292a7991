/** What a run reports: one JSON object for programs, a few lines for people. */
import * as t from 'io-ts';
import { FILES } from './run-folder.ts';

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

const orNull = t.union([t.number, t.null], 'a number or null');

/** Exact: the metrics file says more of an epoch. */
export const EpochReportCodec: t.Type<EpochReport, unknown> = t.exact(
  t.type({
    epoch: t.number,
    loss: t.number,
    accuracy: t.number,
    validationLoss: orNull,
    validationAccuracy: orNull,
  }),
);

export const ReportCodec: t.Type<Report, unknown> = t.type({
  model: t.string,
  data: t.string,
  params: t.number,
  trainSamples: t.number,
  testSamples: t.number,
  testLoss: t.number,
  testAccuracy: t.number,
  epochs: t.readonlyArray(EpochReportCodec),
  weightsSha256: t.string,
  seconds: t.number,
  out: t.string,
});

/** What a run ends with, for people. */
export const reportText = (r: Report): string =>
  [
    '',
    `  test accuracy  ${(100 * r.testAccuracy).toFixed(2)} %`,
    `  test loss      ${r.testLoss.toFixed(4)}`,
    `  model          ${r.model}, ${r.params} parameters`,
    `  data           ${r.data}: ${r.trainSamples} to train, ${r.testSamples} to test`,
    `  time           ${r.seconds.toFixed(1)} s`,
    `  report         ${r.out}/${FILES.report}`,
    `  weights        ${r.out}/${FILES.weights}, described in ${FILES.info}`,
    `  metrics        ${r.out}/${FILES.metrics}`,
    '',
  ].join('\n');
