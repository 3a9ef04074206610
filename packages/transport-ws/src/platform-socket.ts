/**
 * What is used of the platform's WebSocket (https://websockets.spec.whatwg.org). Described here, so
 * that nobody needs the types of the DOM.
 */
export interface PlatformSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly protocol: string;
  readonly readyState: number;
  send(data: Uint8Array | string): void;
  /** @param status 1000, or from 3000 to 4999. */
  close(status?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: PlatformCloseEvent) => void): void;
}

/** How a WebSocket ended. */
interface PlatformCloseEvent {
  /** 1006 when no close frame was received. */
  readonly code: number;
  readonly reason: string;
}

/** Open a WebSocket. @throws TypeError where the platform has none. */
export function openPlatformSocket(url: string, protocols: readonly string[]): PlatformSocket {
  // Looked up by name, so that nothing here needs the DOM's types.
  const Platform: unknown = Reflect.get(globalThis, 'WebSocket');
  // A constructor of what the standard describes, or nothing, which `new` refuses.
  return new (Platform as PlatformSocketClass)(url, [...protocols]);
}

type PlatformSocketClass = new (url: string, protocols: string[]) => PlatformSocket;

/** `PlatformSocket.readyState` between the opening and the closing handshake. */
export const OPEN = 1;
