import { describe, expect, it } from '@jest/globals';
import type { Abortable, Connection, OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import { openingContract } from '../src/opening-contract.ts';
import { PassingTransport, transportVerdict } from './passing-transport.ts';

class WrongScheme extends PassingTransport {
  override readonly schemes: readonly string[] = ['tcp'];
}

class IgnoresSignals extends PassingTransport {
  override dial(address: string, open: OpenConnection): Promise<Connection> {
    return super.dial(address, open);
  }

  override listen(address: string, open: OpenConnection): Promise<Listener> {
    return super.listen(address, open);
  }
}

class ListensToSignalsForEver extends PassingTransport {
  override async dial(
    address: string,
    open: OpenConnection,
    options?: Abortable,
  ): Promise<Connection> {
    const connection = await super.dial(address, open, options);
    options?.signal?.addEventListener('abort', () => connection.abort());
    return connection;
  }
}

class LeavesDialOpen extends PassingTransport {
  override async dial(
    address: string,
    open: OpenConnection,
    options?: Abortable,
  ): Promise<Connection> {
    options?.signal?.throwIfAborted();
    const connection = await super.dial(address, open);
    options?.signal?.throwIfAborted();
    return connection;
  }
}

class LeavesListenerOpen extends PassingTransport {
  override async listen(
    address: string,
    open: OpenConnection,
    options?: Abortable,
  ): Promise<Listener> {
    const listener = await super.listen(address, open);
    options?.signal?.throwIfAborted();
    return listener;
  }
}

class PlainErrors extends PassingTransport {
  override async dial(
    address: string,
    open: OpenConnection,
    options?: Abortable,
  ): Promise<Connection> {
    options?.signal?.throwIfAborted();
    try {
      return await super.dial(address, open, options);
    } catch (cause) {
      throw options?.signal?.aborted ? cause : new Error('it failed', { cause });
    }
  }
}

class ClosesWithListener extends PassingTransport {
  override async listen(
    address: string,
    open: OpenConnection,
    options?: Abortable,
  ): Promise<Listener> {
    const opened: Connection[] = [];
    const listener = await super.listen(
      address,
      (made) => (opened.push(made), open(made)),
      options,
    );
    const close = async (): Promise<void> => {
      await listener.close();
      for (const connection of opened) connection.abort();
    };
    return { address: listener.address, close, [Symbol.asyncDispose]: close };
  }
}

describe('openingContract', () => {
  it('rejects a transport whose addresses have another scheme', async () => {
    const failed = await transportVerdict(openingContract, new WrongScheme());
    expect(failed).toEqual([
      'names the address that it really listens on',
      'names both ends of a connection, and its kind',
    ]);
  });

  it('rejects a transport that ignores signals', async () => {
    expect(await transportVerdict(openingContract, new IgnoresSignals())).toEqual([
      'dials nothing when the signal is aborted already',
      'leaves nothing open when a dial is aborted',
      'frees the address when a listen is aborted',
    ]);
  });

  it('rejects a transport that obeys a signal after it has dialled', async () => {
    const failed = await transportVerdict(openingContract, new ListensToSignalsForEver());
    expect(failed).toEqual(['ignores a signal once it has dialled and listens']);
  });

  it('rejects a transport that leaves an aborted dial open', async () => {
    const failed = await transportVerdict(openingContract, new LeavesDialOpen());
    expect(failed).toEqual(['leaves nothing open when a dial is aborted']);
  });

  it('rejects a transport that leaves an aborted listener open', async () => {
    const failed = await transportVerdict(openingContract, new LeavesListenerOpen());
    expect(failed).toEqual(['frees the address when a listen is aborted']);
  });

  it('rejects a transport whose errors have no code', async () => {
    expect(await transportVerdict(openingContract, new PlainErrors())).toEqual([
      'refuses an address that is none',
      'refuses a dial where nobody listens',
    ]);
  });

  it('rejects a transport whose listener takes its connections along', async () => {
    const failed = await transportVerdict(openingContract, new ClosesWithListener());
    expect(failed).toEqual(['keeps open connections alive when a listener closes']);
  });
});
