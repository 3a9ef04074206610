import { describe, expect, it } from '@jest/globals';
import { runEchoClient } from '../src/run-echo-client.ts';

const NOBODY = 'unix:///nonexistent/echo.sock';

describe('runEchoClient', () => {
  it('fails with the line that the client said', async () => {
    const running = runEchoClient(['--connect', NOBODY], new AbortController().signal);
    await expect(running).rejects.toThrow(/^echo-client: CONNECTION_REFUSED: nobody listens at /);
  });

  it('fails with the reason of the signal that stops it', async () => {
    const abort = new AbortController();
    const running = runEchoClient(['--connect', NOBODY], abort.signal);
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
