import { describe, expect, it } from '@jest/globals';
import { parseEchoReport } from '../src/echo-report.ts';

const report = {
  transport: 'tcp',
  requests: 10,
  failures: 0,
  seconds: 0.5,
  requestsPerSecond: 20,
  p50Us: 41.5,
  p99Us: 90,
  p999Us: 120,
};

describe('parseEchoReport', () => {
  it('reads a report, with and without one-way messages', () => {
    const oneWay = { ...report, oneWayPerSecond: 100 };
    expect(parseEchoReport(JSON.stringify(report))).toEqual(report);
    expect(parseEchoReport(JSON.stringify(oneWay))).toEqual(oneWay);
  });

  it.each([null, [], 'tcp', {}, { ...report, p50Us: null }, { ...report, oneWayPerSecond: 'x' }])(
    'refuses %j',
    (value) => {
      expect(() => parseEchoReport(JSON.stringify(value))).toThrow(TypeError);
    },
  );
});
