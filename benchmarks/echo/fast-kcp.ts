import { kcp, type KcpOptions } from '@net/transport-kcp';
import type { Transport } from '@net/core';

/** KCP at both ends, as `kcp-go/settings.go` sets it up; `key` in hex hides it with AES-GCM. */
export function fastKcp(key: string | undefined): Transport {
  const secrecy: KcpOptions = key ? { crypt: 'aes-gcm', key: Buffer.from(key, 'hex') } : {};
  return kcp.fast({ sndwnd: SEGMENTS, rcvwnd: SEGMENTS, mtu: MTU_BYTES, ...secrecy });
}

const SEGMENTS = 1024;
const MTU_BYTES = 1350;
