/** What an endpoint is told. No limit is `Infinity`. */
export interface EndpointLimits {
  readonly idleTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly handshakeTimeoutMs: number;
  readonly maxSessions: number;
  readonly maxHalfOpen: number;
  readonly retryAbove: number;
  readonly migration: boolean;
  readonly datagrams: boolean;
  readonly maxStreams: number;
  readonly streamWindowBytes: number;
  readonly windowBytes: number;
  readonly maxPacketBytes: number;
  readonly socketBufferBytes: number;
}
