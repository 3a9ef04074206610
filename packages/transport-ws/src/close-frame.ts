import { isUtf8 } from 'node:buffer';
import type { CloseStatus } from './close-status.ts';
import { protocolViolation, textViolation } from './frame-violation.ts';

/** The payload of a close frame: `status(2) reason`, big-endian; nothing where there is no status. */
export function writeCloseStatus({ status, reason }: CloseStatus): Uint8Array {
  if (status === NO_STATUS) return new Uint8Array(0);
  const payload = Buffer.from(`  ${reason}`);
  payload.writeUInt16BE(status);
  return payload;
}

/**
 * What the payload of a close frame says; status 1005 when it says nothing.
 *
 * @throws FrameViolation 1002 for a status that nobody may send, 1007 for a reason that is not UTF-8.
 */
export function readCloseStatus(payload: Uint8Array): CloseStatus {
  if (payload.length === 0) return { status: NO_STATUS, reason: '' };
  if (payload.length === 1) throw protocolViolation('a close frame of 1 byte has half a status');
  const status = (payload[0]! << 8) | payload[1]!;
  if (!maySend(status)) throw protocolViolation(`nobody may close with status ${status}`);
  const reason = payload.subarray(2);
  if (!isUtf8(reason)) throw textViolation('the reason of a close frame is not UTF-8');
  return { status, reason: decoder.decode(reason) };
}

/** RFC 6455, section 7.4, and the registry of statuses that it founded. */
function maySend(status: number): boolean {
  if (status >= 3000) return status <= 4999;
  return status >= 1000 && status <= 1014 && (status < 1004 || status > 1006);
}

/** Stands for a close frame without a status; never sent. */
const NO_STATUS = 1005;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
