export { gonet } from './gonet.ts';
export { lengthPrefixed } from './length-prefixed-protocol.ts';
export { lines } from './lines.ts';
export { packets } from './packets.ts';
export { turbo, turboHeader } from './turbo.ts';
