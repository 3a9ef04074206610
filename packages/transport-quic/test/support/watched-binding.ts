import type { QuicheBinding } from '../../src/quiche/binding.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';

/** The real binding, which says when a connection is about to begin, at either end. */
export function watchedBinding(onBegin: (end: 'client' | 'server') => void): QuicheBinding {
  const real = loadBinding();
  const { Connection } = real;
  return {
    ...real,
    Connection: {
      accept(...args) {
        onBegin('server');
        return Connection.accept(...args);
      },
      connect(...args) {
        onBegin('client');
        return Connection.connect(...args);
      },
    },
  };
}
