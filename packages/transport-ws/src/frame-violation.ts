/** A peer broke RFC 6455, or a limit of this end. Its message holds numbers, never the peer's words. */
export class FrameViolation extends Error {
  override readonly name: string = 'FrameViolation';
  /** What the peer is told (RFC 6455, section 7.4.1): 1002, 1007, 1008 or 1009. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The error for bytes that are no frame of RFC 6455. */
export function protocolViolation(message: string): FrameViolation {
  return new FrameViolation(1002, message);
}

/** The error for text that is not UTF-8. */
export function textViolation(message: string): FrameViolation {
  return new FrameViolation(1007, message);
}

/** The error for a message in too many parts. */
export function partsViolation(message: string): FrameViolation {
  return new FrameViolation(1008, message);
}

/** The error for a message that is too large. */
export function sizeViolation(message: string): FrameViolation {
  return new FrameViolation(TOO_LARGE, message);
}

/** The status of a message that is too large. */
export const TOO_LARGE = 1009;
