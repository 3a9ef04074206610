import { MessageKind, NetError } from '@net/core';

/**
 * What the flags of a packet make of it.
 *
 * @param opaque its id: no flags are a request with one, a push without.
 * @throws NetError `VERSION_UNSUPPORTED` for flags of another version of the format, `BAD_PACKET`
 * for flags that do not go together and for an answer or cancel without an id.
 */
export function kindOfFlags(flags: number, opaque: number): MessageKind {
  if (flags === 0) return opaque === 0 ? Kind.Push : Kind.Request;
  if (flags === Flag.CONTROL) return Kind.Control;
  const kind = answerKind(flags);
  if (kind === undefined) throw refusal(flags);
  if (opaque !== 0) return kind;
  throw new NetError('BAD_PACKET', `a packet with the flags ${flags} has no id`);
}

/** The flags that stand for `kind`. */
export function flagsOfKind(kind: MessageKind): number {
  return FLAGS[kind];
}

function answerKind(flags: number): MessageKind | undefined {
  if (flags === Flag.RESPONSE) return Kind.Response;
  if (flags === (Flag.RESPONSE | Flag.ERROR)) return Kind.Failure;
  return flags === Flag.CANCEL ? Kind.Cancel : undefined;
}

function refusal(flags: number): NetError {
  if ((flags & Flag.RESERVED) !== 0) return unsupported(flags, 'reserved flags');
  if ((flags & Flag.MORE) !== 0) return unsupported(flags, 'the flag MORE');
  if ((flags & Flag.COMPRESSED) !== 0) return unsupported(flags, 'the flag COMPRESSED');
  return new NetError('BAD_PACKET', `the flags ${flags} do not go together`);
}

function unsupported(flags: number, what: string): NetError {
  const message = `a packet with the flags ${flags} has ${what}, which this version does not know`;
  return new NetError('VERSION_UNSUPPORTED', message);
}

// A constant of this module: decision 18.
const Kind = MessageKind;
const Flag = {
  RESPONSE: 0x01,
  ERROR: 0x02,
  CANCEL: 0x04,
  CONTROL: 0x08,
  MORE: 0x10,
  COMPRESSED: 0x20,
  RESERVED: 0xc0,
} as const;

const FLAGS: Readonly<Record<MessageKind, number>> = {
  [Kind.Push]: 0,
  [Kind.Request]: 0,
  [Kind.Response]: Flag.RESPONSE,
  [Kind.Failure]: Flag.RESPONSE | Flag.ERROR,
  [Kind.Cancel]: Flag.CANCEL,
  [Kind.Control]: Flag.CONTROL,
};
