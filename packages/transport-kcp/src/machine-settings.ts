import type { ResendSettings } from './resend-policy.ts';

/** What is particular to one `KcpMachine`. */
export interface MachineStart {
  /** Conversation number: the same at both ends. */
  readonly conv: number;
  /** Bytes of a datagram, `headBytes` included; at least 50. */
  readonly mtu: number;
  /** Bytes left free at the head of each datagram for the layers below. */
  readonly headBytes: number;
}

/**
 * How a `KcpMachine` works, in the field's terms; many share one object. All numbers are whole.
 */
export interface MachineSettings extends ResendSettings {
  /** `c`: as ikcp.c 1.7.1; `go`: as kcp-go. Both speak the same wire format. */
  readonly behavior: 'c' | 'go';
  /** 0: timeouts double; 1: they grow by half (ikcp.c), 2: by half of the smoothed one. */
  readonly nodelay: 0 | 1 | 2;
  /** Milliseconds between flushes, 10 to 5,000. */
  readonly intervalMs: number;
  /** Whether the congestion window is ignored (`nc`). */
  readonly noCongestionControl: boolean;
  /** Segments that may be in flight. */
  readonly sendWindow: number;
  /** Segments that may wait to be taken; tells the peer what may be in flight. */
  readonly receiveWindow: number;
  /** Whether what is sent may be joined and cut at will. */
  readonly isStream: boolean;
  /** Most segments of one message. 127 in ikcp.c, 255 in kcp-go. */
  readonly maxFragments: number;
  /** Whether a message may be empty. ikcp.c: yes; kcp-go: no. */
  readonly mayBeEmpty: boolean;
  /** Transmissions of one segment after which the link counts as dead. */
  readonly deadLink: number;
  /** Time with a peer's window of 0 before the first probe. */
  readonly firstProbeMs: number;
  /** Whether a segment sent after the echoed time counts as overtaken: only in ikcp.c 1.7. */
  readonly countsStaleAcks: boolean;
  /**
   * Whether what a peer could not have said in earnest is refused: acknowledgements of what was
   * never sent, echoes of times that never were, fragments that never end.
   */
  readonly isStrict: boolean;
  /** Number of the first segment to send. 0 unless a test wants to see it wrap. */
  readonly firstSendSn: number;
  /** Number of the first segment to receive. */
  readonly firstReceiveSn: number;
}

/** The defaults of the original: ikcp.c 1.7.1 or kcp-go 5.6.1. */
export function originalSettings(behavior: 'c' | 'go'): MachineSettings {
  return {
    behavior,
    nodelay: 0,
    intervalMs: 100,
    fastResend: 0,
    noCongestionControl: false,
    sendWindow: 32,
    receiveWindow: behavior === 'c' ? 128 : 32,
    isStream: false,
    maxFragments: behavior === 'c' ? 127 : 255,
    mayBeEmpty: behavior === 'c',
    deadLink: 20,
    firstProbeMs: 7000,
    countsStaleAcks: false,
    isStrict: false,
    firstSendSn: 0,
    firstReceiveSn: 0,
  };
}
