import { deriveKey, type KcpOptions } from '@net/transport-kcp';

/** What both ends of a KCP session have to agree on. */
export interface KcpSpeech {
  readonly crypt?: KcpOptions['crypt'];
  /** In hex. */
  readonly key?: string;
  readonly dataShards?: number;
  readonly parityShards?: number;
  /** Bytes without boundaries, instead of messages. */
  readonly stream?: boolean;
}

/** For our end. */
export function optionsOf({ key, stream = false, ...same }: KcpSpeech): KcpOptions {
  const bytes = key === undefined ? undefined : Buffer.from(key, 'hex');
  return { ...same, key: bytes, streamMode: stream, sndwnd: 512, rcvwnd: 512 };
}

/** For the programs in interop/kcp. */
export function flagsOf(speech: KcpSpeech): string[] {
  const { crypt = 'null', key = '', dataShards = 0, parityShards = 0, stream = false } = speech;
  return [
    `-cipher=${crypt}`,
    `-key=${key}`,
    `-data-shards=${dataShards}`,
    `-parity-shards=${parityShards}`,
    `-stream=${stream}`,
  ];
}

/** What flylib/gonet's KCP transport speaks when it is given a password and a salt. */
export function gonetSpeech(password: string, salt: string): KcpSpeech {
  const key = Buffer.from(deriveKey(password, salt)).toString('hex');
  return { crypt: 'aes-256', key, dataShards: 10, parityShards: 3 };
}
