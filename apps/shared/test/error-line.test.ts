import { NetError } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { errorLine, exitCodeFor } from '../src/error-line.ts';
import { ProgramError } from '../src/program-error.ts';

describe('errorLine', () => {
  it('names the code of a NetError before its message', () => {
    const error = new NetError('MESSAGE_TOO_LARGE', '40000 bytes are over 32749');
    expect(errorLine(error)).toMatch(/^MESSAGE_TOO_LARGE: 40000 bytes are over 32749; choose/);
  });

  it('says what to do about a port that is taken', () => {
    const error = new NetError('ADDRESS_IN_USE', 'tcp://127.0.0.1:80 is taken');
    expect(errorLine(error)).toBe(
      'ADDRESS_IN_USE: tcp://127.0.0.1:80 is taken; choose another port, or port 0 for a free one',
    );
  });

  it('calls the options of the library by their names here', () => {
    const error = new NetError('INVALID_OPTION', 'needs tls.cert and tls.key');
    expect(errorLine(error)).toBe('INVALID_OPTION: needs --tls-cert and --tls-key');
  });

  it('leaves a ProgramError as it is', () => {
    expect(errorLine(new ProgramError('no such file'))).toBe('no such file');
  });

  it('keeps to one line, without control characters', () => {
    expect(errorLine(new Error('one\r\ntwo\u{1b}[31m'))).toBe('one two [31m');
  });

  it('takes what is no error', () => {
    expect(errorLine('gone')).toBe('gone');
  });
});

describe('exitCodeFor', () => {
  it('is 2 for a wrong command line', () => {
    expect(exitCodeFor(new ProgramError('see --help', 2))).toBe(2);
    expect(exitCodeFor(new NetError('BAD_ADDRESS', 'expected tcp://host:port'))).toBe(2);
    expect(exitCodeFor(new NetError('UNSUPPORTED', 'needs boundaries'))).toBe(2);
  });

  it('is 1 for everything else', () => {
    expect(exitCodeFor(new ProgramError('no such file'))).toBe(1);
    expect(exitCodeFor(new NetError('ADDRESS_IN_USE', 'taken'))).toBe(1);
    expect(exitCodeFor(new Error('unforeseen'))).toBe(1);
  });
});
