import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import type { Logger } from '../src/index.ts';
import { SessionLog } from '../src/session-log.ts';

describe('SessionLog', () => {
  it('says which session a line is about', () => {
    const { log, lines } = subject();
    log.line('warn', { code: 'KICKED' }, 'a session was ended');
    expect(lines).toEqual([
      [
        'warn',
        { session: 'one', remote: 'tcp://203.0.113.7:5000', code: 'KICKED' },
        'a session was ended',
      ],
    ]);
  });

  it('writes at the level that it is told', () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      const { log, lines } = subject();
      log.line(level, {}, 'text');
      expect(lines.map(([written]) => written)).toEqual([level]);
    }
  });

  it('writes one line a second, of whatever level', () => {
    const { log, lines, clock } = subject();
    log.line('debug', {}, 'first');
    for (let count = 0; count < 1000; count++) log.line('error', {}, 'flood');
    clock.advance(999);
    log.line('error', {}, 'flood');
    clock.advance(1);
    log.line('info', {}, 'second');
    expect(lines.map(([, , text]) => text)).toEqual(['first', 'second']);
  });

  it('does not count against one session what another writes', () => {
    const clock = new VirtualClock(1000);
    const [one, other] = [subject(clock), subject(clock)];
    one.log.line('warn', {}, 'one');
    other.log.line('warn', {}, 'other');
    expect([one.lines.length, other.lines.length]).toEqual([1, 1]);
  });
});

function subject(clock: VirtualClock = new VirtualClock(1000)) {
  const lines: (readonly [string, object, string])[] = [];
  const record = (level: string) => (fields: object, text: string) =>
    void lines.push([level, fields, text]);
  const logger: Logger = {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
  const session = { id: 'one', remote: 'tcp://203.0.113.7:5000' };
  return { lines, clock, log: new SessionLog({ logger, clock }, session) };
}
