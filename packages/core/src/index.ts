export type {
  Abortable,
  Connection,
  ConnectionHandler,
  ConnectionKind,
  Listener,
  OpenConnection,
  Transport,
} from './transport.ts';
export type { Framer, PacketFeatures, PacketFormat, Protocol } from './protocol.ts';
export { Message, type MessageHeader, MessageKind } from './message.ts';
export { call, type CallType, type Codec, message, type MessageType, raw, text } from './codec.ts';
export { type Handler, type Middleware, Router } from './router.ts';
export type { CloseInfo, RequestOptions, Session } from './session.ts';
export { type SessionKey, sessionKey } from './session-key.ts';
export type { Group } from './group.ts';
export { serve, type ServeOptions, type Server } from './server.ts';
export { connect, type ConnectOptions } from './client.ts';
export { handshake, type HandshakeOptions } from './handshake.ts';
export type { Authenticate, Grant } from './authenticate.ts';
export type { Hello } from './hello.ts';
export type { DrainOptions } from './drain.ts';
export { systemClock } from './clock.ts';
export type { Stack } from './stack.ts';
export type { Limits } from './limits.ts';
export { NetError, ReplyError } from './errors.ts';
export type { NetErrorCode } from './error-codes.ts';
export type { Logger } from './logger.ts';
export type { Clock } from './clock.ts';
export { ByteQueue } from './byte-queue.ts';
export { ByteWriter } from './byte-writer.ts';
export { formatAddress, parseAddress, schemeOf } from './address.ts';
export { isSchema, type StandardSchema, validate } from './standard-schema.ts';
export { logText } from './log-text.ts';
export { onAbort } from './on-abort.ts';
