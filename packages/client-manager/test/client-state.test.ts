import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { noSession } from '../src/client-state.ts';

describe('noSession', () => {
  it('says what the client does instead', () => {
    const error = noSession({ name: 'connecting', address: 'tcp://a' });
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', executed: 'no', retryable: true });
    expect(error.message).toBe('the client has no connection, it is connecting');
  });

  it('says that the client was closed', () => {
    const error = noSession({ name: 'closed', error: undefined });
    expect(error).toMatchObject({ code: 'SESSION_CLOSED', message: 'the client was closed' });
  });

  it('says what ended the client, and that nothing ran', () => {
    const cause = new NetError('KICKED', 'out', { executed: 'maybe' });
    const error = noSession({ name: 'closed', error: cause });
    expect(error).toMatchObject({ code: 'KICKED', message: 'out', executed: 'no', cause });
  });
});
