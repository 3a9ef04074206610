import type { ConnectionHandler } from './transport.ts';

const ignore = (): void => {};

/** Who receives what comes on a connection that is refused. */
export const noHandler: ConnectionHandler = { onData: ignore, onDrain: ignore, onClose: ignore };
