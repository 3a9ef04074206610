import { duration, type EchoReport, wholeFigure } from '@net/apps-shared';
import type { Measurement } from './measurement.ts';

/** What was measured, in the units that people and programs are shown. */
export function echoReport(measurement: Measurement): EchoReport {
  const { transport, answers, returns } = measurement;
  const failures = [...failuresByCode(measurement).values()].reduce((sum, count) => sum + count, 0);
  const percentiles = answers.latencies.percentiles([0.5, 0.99, 0.999]);
  const [p50Us = 0, p99Us = 0, p999Us = 0] = percentiles.map((ms) => rounded(ms * 1000));
  return {
    transport,
    requests: answers.count,
    failures,
    seconds: rounded(answers.seconds),
    requestsPerSecond: Math.round(answers.latencies.count / answers.seconds),
    p50Us,
    p99Us,
    p999Us,
    ...(returns && { oneWayPerSecond: Math.round(returns.returned / returns.seconds) }),
  };
}

/** One line of JSON. */
export function reportJson(measurement: Measurement): string {
  return `${JSON.stringify(echoReport(measurement))}\n`;
}

/** One line for each figure. */
export function reportText(measurement: Measurement): string {
  const report = echoReport(measurement);
  const { transport, seconds, oneWayPerSecond } = report;
  const rows = [
    ['requests', `${wholeFigure(report.requests)} over ${transport} in ${seconds.toFixed(2)} s`],
    ['requests/s', wholeFigure(report.requestsPerSecond)],
    ['p50', duration(report.p50Us)],
    ['p99', duration(report.p99Us)],
    ['p999', duration(report.p999Us)],
    ...(oneWayPerSecond === undefined ? [] : [['one-way/s', wholeFigure(oneWayPerSecond)]]),
    ['failures', failureText(measurement)],
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(12)}${value}\n`).join('');
}

/** `0`, or `3 (REQUEST_TIMEOUT 2, LOST 1)`. */
function failureText(measurement: Measurement): string {
  const byCode = Array.from(
    failuresByCode(measurement),
    ([code, count]) => `${code} ${wholeFigure(count)}`,
  );
  const { failures } = echoReport(measurement);
  return failures === 0 ? '0' : `${wholeFigure(failures)} (${byCode.join(', ')})`;
}

function failuresByCode({ answers, returns }: Measurement): ReadonlyMap<string, number> {
  const lost = returns === undefined ? 0 : returns.count - returns.returned;
  return new Map([...answers.failures, ...(lost > 0 ? [['LOST', lost] as const] : [])]);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
