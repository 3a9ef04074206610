import { type Message, MessageKind, type Protocol } from '@net/core';
import type { MessageHeader } from '@net/core/extend';
import * as fc from 'fast-check';
import { gonet, lengthPrefixed, lines, packets, turbo, turboHeader } from '../src/index.ts';
import { headerOf, hexOf } from './wire.ts';

/** A packet to write, and the protocol to write it with. */
export interface Sample {
  readonly protocol: Protocol;
  readonly packets: readonly { readonly header: MessageHeader; readonly body: Uint8Array }[];
}

/** Up to four packets of any protocol that can travel on a stream. */
export function samples(): fc.Arbitrary<Sample> {
  return protocols().chain((protocol) =>
    fc.record({
      protocol: fc.constant(protocol),
      packets: fc.array(fc.record({ header: headersFor(protocol), body: bodiesFor(protocol) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
}

/** Every protocol that can travel on a stream. */
export function protocols(): fc.Arbitrary<Protocol> {
  return fc.oneof(
    fc.constantFrom(packets(), turbo(), turbo({ lengthPrefix: false }), gonet(), lines()),
    customProtocols(),
  );
}

/** What is to be read of a packet that was written with `header`. */
export function expectedOf(protocol: Protocol, header: MessageHeader, body: Uint8Array): object {
  const { type, id, argument, version = 0, extension } = header;
  const fields = { kind: readKind(protocol, header), type, id, argument, body: hexOf(body) };
  if (protocol.name === 'packets') return { ...fields, version };
  if (protocol.name !== 'turbo') return fields;
  return { ...fields, version, extension: hexOf(extension ?? new Uint8Array(8)) };
}

/** The same of a packet that was read. */
export function fieldsOf(protocol: Protocol, message: Message): object {
  const { kind, type, id, argument } = message;
  const fields = { kind, type, id, argument, body: hexOf(message.body) };
  if (protocol.name === 'packets') return { ...fields, version: turboHeader(message).version };
  if (protocol.name !== 'turbo') return fields;
  const { version, extension } = turboHeader(message);
  return { ...fields, version, extension: hexOf(extension) };
}

function readKind({ packets }: Protocol, { kind, id }: MessageHeader): MessageKind {
  if (packets.features.control) return kind;
  return id === 0 ? MessageKind.Push : MessageKind.Request;
}

function customProtocols(): fc.Arbitrary<Protocol> {
  return fc
    .record({
      bytes: fc.constantFrom(1 as const, 2 as const, 4 as const, 'varint' as const),
      endian: fc.constantFrom('big' as const, 'little' as const),
      includesItself: fc.boolean(),
      command: fc.constantFrom(0 as const, 1 as const, 2 as const, 4 as const),
      opaque: fc.constantFrom(0 as const, 2 as const, 4 as const),
    })
    .map((options) =>
      lengthPrefixed(options.bytes === 'varint' ? { ...options, includesItself: false } : options),
    );
}

function headersFor({ name, packets }: Protocol): fc.Arbitrary<MessageHeader> {
  const { control, correlation, maxType } = packets.features;
  const kinds = Object.values(MessageKind).filter(
    (kind) => kind <= (control ? MessageKind.Control : MessageKind.Response),
  );
  const hasVersion = name === 'packets' || name === 'turbo';
  return fc
    .record({
      kind: correlation ? fc.constantFrom(...kinds) : fc.constant(MessageKind.Push),
      type: fc.nat(maxType),
      id: fc.integer({ min: 1, max: name === 'length-prefixed' ? 0xffff : 0xfffffffe }),
      argument: fc.nat(control ? 0xffffffff : 0),
      version: hasVersion ? fc.option(fc.integer(INT16), { nil: undefined }) : fc.constant(0),
      extension: fc.option(fc.uint8Array(EIGHT_BYTES), { nil: undefined }),
    })
    .map((fields) => headerOf({ ...fields, id: fields.kind === MessageKind.Push ? 0 : fields.id }));
}

/** Short ones, since a one-byte length has not room for more; no line feed in a line. */
function bodiesFor({ name }: Protocol): fc.Arbitrary<Uint8Array> {
  const bodies = fc.uint8Array({ maxLength: 200 });
  if (name !== 'lines') return bodies;
  return bodies.map((body) => body.map((byte) => (byte === 0x0a ? 0x20 : byte)));
}

const INT16 = { min: -0x8000, max: 0x7fff };
const EIGHT_BYTES = { minLength: 8, maxLength: 8 };
