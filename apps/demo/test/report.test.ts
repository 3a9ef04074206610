import type { EchoReport } from '@net/apps-shared';
import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../src/compare-transports.ts';
import { comparisonTable } from '../src/report.ts';

function comparison(transport: string, figures: Partial<EchoReport>): Comparison {
  const latency: EchoReport = {
    transport,
    requests: 1,
    failures: 0,
    seconds: 1,
    requestsPerSecond: 1,
    p50Us: 41.25,
    p99Us: 1500,
    p999Us: 3,
  };
  return { latency, throughput: { ...latency, p50Us: 0, p99Us: 0, ...figures } };
}

describe('comparisonTable', () => {
  it('puts figures into columns, latencies from the run with one in flight', () => {
    const rows = [
      comparison('tcp', { requestsPerSecond: 123_456, oneWayPerSecond: 1_234_567 }),
      comparison('unix', { requestsPerSecond: 7, oneWayPerSecond: 8 }),
    ];
    expect(comparisonTable(rows).split('\n')).toEqual([
      'transport   requests/s       p50       p99   one-way messages/s',
      'tcp            123,456   41.3 µs   1.50 ms            1,234,567',
      'unix                 7   41.3 µs   1.50 ms                    8',
      '',
    ]);
  });
});
