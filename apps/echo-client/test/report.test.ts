import { parseEchoReport } from '@net/apps-shared';
import { describe, expect, it } from '@jest/globals';
import { Latencies } from '../src/latencies.ts';
import type { Measurement } from '../src/measurement.ts';
import { echoReport, reportJson, reportText } from '../src/report.ts';

const latencies = new Latencies(3);
for (const ms of [0.05, 0.04, 1.5]) latencies.add(ms);
const failures = new Map([['REQUEST_TIMEOUT', 2]]);
const allRight: Measurement = {
  transport: 'tcp',
  answers: { count: 3, seconds: 0.0015, latencies, failures: new Map() },
};
const notAllRight: Measurement = {
  transport: 'tls',
  answers: { count: 5, seconds: 2, latencies, failures },
  returns: { count: 5000, returned: 4999, seconds: 0.5 },
};

describe('echoReport', () => {
  it('is in microseconds and per second', () => {
    expect(echoReport(allRight)).toEqual({
      transport: 'tcp',
      requests: 3,
      failures: 0,
      seconds: 0.002,
      requestsPerSecond: 2000,
      p50Us: 50,
      p99Us: 1500,
      p999Us: 1500,
    });
  });

  it('counts messages that did not come back as failures', () => {
    expect(echoReport(notAllRight)).toMatchObject({ failures: 3, oneWayPerSecond: 9998 });
  });

  it('counts only right answers as requests per second', () => {
    expect(echoReport(notAllRight).requestsPerSecond).toBe(2);
  });
});

describe('reportJson', () => {
  it('is one line that can be read back', () => {
    const text = reportJson(notAllRight);
    expect(text).toMatch(/^[^\n]+\n$/);
    expect(parseEchoReport(text)).toEqual(echoReport(notAllRight));
  });
});

describe('reportText', () => {
  it('has one line for each figure', () => {
    expect(reportText(notAllRight).split('\n')).toEqual([
      'requests    5 over tls in 2.00 s',
      'requests/s  2',
      'p50         50.0 µs',
      'p99         1.50 ms',
      'p999        1.50 ms',
      'one-way/s   9,998',
      'failures    3 (REQUEST_TIMEOUT 2, LOST 1)',
      '',
    ]);
  });

  it('leaves out what was not measured', () => {
    expect(reportText(allRight)).not.toContain('one-way');
    expect(reportText(allRight)).toMatch(/\nfailures {4}0\n$/);
  });
});
