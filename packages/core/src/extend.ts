// What those need who write transports, protocols and codecs, beside what everyone imports.
export type {
  ConnectionHandler,
  ConnectionKind,
  InPlace,
  Listener,
  OpenConnection,
} from './transport.ts';
export type { Framer, PacketFeatures, PacketFormat } from './protocol.ts';
export type { MessageHeader } from './message.ts';
export { ByteQueue } from './byte-queue.ts';
export { formatAddress, parseAddress, schemeOf } from './address.ts';
export { codeOfClose, factsOf } from './error-codes.ts';
export { Admission, type AdmissionBounds, type Refusal } from './admission.ts';
export { isLoopback, withoutMapping } from './ip-address.ts';
export { TokenBucket } from './token-bucket.ts';
export { isSchema, type StandardSchema, validate } from './standard-schema.ts';
export { logText } from './log-text.ts';
export { abortable } from './deferred.ts';
export { dialWithin } from './dial-within.ts';
export { onAbort } from './on-abort.ts';
export { onBytes } from './on-bytes.ts';
export { connectError, errorCodeOf, listenError } from './system-error.ts';
export { checkDuration, checkFlag, optionError } from './check-option.ts';
export { OptionReader } from './option-reader.ts';
export { checkCommonTls } from './check-common-tls.ts';
export { SendQueue } from './send-queue.ts';
