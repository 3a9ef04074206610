export { memory, type MemoryOptions } from './memory.ts';
export { type Random, seededRandom } from './seeded-random.ts';
export { VirtualClock } from './virtual-clock.ts';
export { transportContract } from './transport-contract.ts';
export type { TransportContractOptions } from './transport-contract-options.ts';
export { framerContract } from './framer-contract.ts';
export { packetFormatContract } from './packet-format-contract.ts';
export { codecContract } from './codec-contract.ts';
export {
  VirtualNetwork,
  type VirtualNetworkOptions,
  type VirtualSocket,
} from './virtual-network.ts';
export { udpChaosProxy, type UdpChaosProxy } from './udp-chaos-proxy.ts';
export { tcpChaosProxy, type TcpChaosProxy } from './tcp-chaos-proxy.ts';
export type { DatagramFaults } from './datagram-faults.ts';
export type { StreamFaults } from './stream-faults.ts';
export type { Link, LinkCounts } from './link.ts';
export {
  type ChaosTransport,
  chaosTransport,
  type ChaosTransportOptions,
} from './chaos-transport.ts';
export { TransportEnd } from './transport-end.ts';
export { type Bound, TransportScene } from './transport-scene.ts';
export {
  CertificateAuthority,
  type IssueOptions,
  type TestIdentity,
} from './certificate-authority.ts';
export { rejection } from './waiting.ts';
