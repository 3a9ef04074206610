import { NetError } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { lineLogger, listeningLines } from '../src/report.ts';

describe('listeningLines', () => {
  it('has a line for each address', () => {
    expect(listeningLines(['tcp://127.0.0.1:28888', 'unix:///tmp/echo.sock'])).toBe(
      'listening on tcp://127.0.0.1:28888\nlistening on unix:///tmp/echo.sock\n',
    );
  });
});

describe('lineLogger', () => {
  const lines: string[] = [];
  const logger = lineLogger((line) => lines.push(line));

  it('writes a line for each event but the debug ones', () => {
    lines.length = 0;
    logger.debug({}, 'too much');
    logger.info({ session: 'a' }, 'opened');
    logger.warn({ session: 'b' }, 'ended');
    expect(lines).toEqual(['info: opened {"session":"a"}\n', 'warn: ended {"session":"b"}\n']);
  });

  it('keeps what a peer may have sent out of the log', () => {
    lines.length = 0;
    const error = new SyntaxError('Unexpected token in "secret"');
    logger.error({ error, reason: new NetError('BAD_MESSAGE', 'x', { cause: error }) }, 'failed');
    expect(lines).toEqual(['error: failed {"error":"SyntaxError","reason":"BAD_MESSAGE"}\n']);
  });
});
