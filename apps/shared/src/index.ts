export { ChildProgram } from './child-program.ts';
export {
  choice,
  defineProgram,
  eachValue,
  HelpRequest,
  parseOptions,
  wholeNumber,
} from './command-line.ts';
export { CODEC_NAMES, type CodecName, type TextCodecName, textCodecOf } from './echo-codecs.ts';
export { type EchoReport, parseEchoReport } from './echo-report.ts';
export { duration, wholeFigure } from './figures.ts';
export { addKcpFlags, type KcpFlags, kcpOptionsOf } from './kcp-flags.ts';
export { ProgramError } from './program-error.ts';
export { PROTOCOL_NAMES, type ProtocolName, protocolOf } from './protocols.ts';
export { runProgram } from './run-program.ts';
export { stopSignal } from './stop-signal.ts';
export { readTlsFiles, type TlsFiles } from './tls-files.ts';
export {
  checkAddress,
  localAddresses,
  transportsWith,
  usableAddresses,
  type UsableAddresses,
} from './transports.ts';
