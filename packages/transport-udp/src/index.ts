export { udp, type UdpTransport } from './udp.ts';
export type { UdpOptions } from './options.ts';
export type { UdpStats } from './stats.ts';
