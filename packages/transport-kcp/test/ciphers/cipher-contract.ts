import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import type { CipherName, PacketCipher } from '../../src/cipher.ts';
import { createCipher } from '../../src/ciphers/create-cipher.ts';
import crypt from '../vectors/kcp-go/crypt.json' with { type: 'json' };
import packets from '../vectors/kcp-go/packet.json' with { type: 'json' };

/** What a cipher is held to. */
interface CipherFacts {
  readonly name: CipherName;
  /** A key that fits, in hex; none where the cipher takes none. */
  readonly key?: string;
  /** A change to a byte before this one is not noticed. */
  readonly checkedFrom: number;
  /** Bytes at the beginning of a packet whose content nobody reads, so that `open` may leave them. */
  readonly unreadBytes: number;
}

/** The tests that every cipher with a checksum or a tag passes. */
export function cipherContract({ name, key, checkedFrom, unreadBytes }: CipherFacts): void {
  const create = () => createCipher(name, key === undefined ? undefined : fromHex(key));

  describe(`${name}, as every cipher`, () => {
    it('gives back payloads of every small size and the largest', () => {
      const [sender, receiver] = [create(), create()];
      const most = 1500 - sender.overheadBytes;
      const sizes = [...Array.from({ length: 70 }, (_, size) => size), 999, most];
      for (const size of sizes) {
        const payload = random.bytes(size);
        const datagram = seal(sender, payload);
        expect(datagram).toHaveLength(size + sender.overheadBytes);
        expect(sameBytes(receiver.open(datagram), payload)).toBe(true);
      }
    });

    it('opens what comes late, twice or not at all', () => {
      const [sender, receiver] = [create(), create()];
      const payloads = [random.bytes(33), random.bytes(48), random.bytes(1), random.bytes(700)];
      const datagrams = payloads.map((payload) => seal(sender, payload));
      for (const index of [3, 1, 1, 0]) {
        const opened = receiver.open(Uint8Array.from(datagrams[index]!));
        expect(sameBytes(opened, payloads[index]!)).toBe(true);
      }
    });

    it('never makes the same datagram twice', () => {
      const [first, second] = [create(), create()];
      const datagrams = [first, first, second, second].map((cipher) => seal(cipher, fromHex('00')));
      const texts = datagrams.map((datagram) => Buffer.from(datagram).toString('hex'));
      expect(new Set(texts).size).toBe(4);
    });

    it('writes to nothing but the packet, wherever that stands in its buffer', () => {
      const cipher = create();
      const buffer = new Uint8Array(200).fill(0xee);
      const packet = buffer.subarray(3);
      const payload = random.bytes(45);
      packet.set(payload, cipher.headerBytes);
      const length = cipher.seal(packet, payload.length);
      expect(length).toBe(45 + cipher.overheadBytes);
      expect(sameBytes(buffer.subarray(0, 3), fromHex('eeeeee'))).toBe(true);
      expect(buffer.subarray(3 + length).every((byte) => byte === 0xee)).toBe(true);
      expect(sameBytes(cipher.open(packet.subarray(0, length)), payload)).toBe(true);
    });

    it('refuses a datagram that was cut at any place', () => {
      const cipher = create();
      const datagram = seal(cipher, random.bytes(30));
      for (let length = 0; length < datagram.length; length++) {
        expect(cipher.open(Uint8Array.from(datagram.subarray(0, length)))).toBeUndefined();
      }
    });

    it('refuses a datagram with any one bit changed that it looks at', () => {
      const cipher = create();
      const datagram = seal(cipher, random.bytes(30));
      for (let at = checkedFrom; at < datagram.length; at++) {
        const changed = Uint8Array.from(datagram);
        changed[at]! ^= 1 << (at % 8);
        expect(cipher.open(changed)).toBeUndefined();
      }
    });

    it('refuses noise of any length without an error', () => {
      const cipher = create();
      for (let length = 0; length < 2100; length += 7) {
        expect(cipher.open(random.bytes(length))).toBeUndefined();
      }
    });

    if (key !== undefined) {
      it('refuses a datagram made with another key', () => {
        const other = createCipher(name, fromHex(key).fill(7));
        expect(create().open(seal(other, random.bytes(30)))).toBeUndefined();
      });
    }

    it('opens the packets of kcp-go', () => {
      const cases = packets.packets.filter((packet) => packet.cipher === name);
      for (const packet of cases) {
        const cipher = createCipher(name, name === 'none' ? undefined : fromHex(packet.key));
        const payload = cipher.open(fromHex(packet.encrypted));
        expect(Buffer.from(payload ?? []).toString('hex')).toBe(packet.payload);
      }
      expect(cases.length > 0).toBe(name !== 'aes-gcm');
    });

    it('turns what kcp-go encrypted, checksum or not, into what it was', () => {
      const ciphers = crypt.ciphers.filter((vector) => vector.cipher === name);
      for (const vector of ciphers) {
        const cipher = createCipher(name, name === 'none' ? undefined : fromHex(vector.key));
        for (const { encrypted, plain } of vector.cases) {
          const datagram = fromHex(encrypted);
          expect(cipher.open(datagram)).toBeUndefined();
          const decrypted = datagram.subarray(unreadBytes).toString('hex');
          expect(decrypted).toBe(plain.slice(2 * unreadBytes));
        }
      }
      expect(ciphers.length > 0).toBe(name !== 'aes-gcm');
    });
  });
}

/** The datagram of a payload, in memory of its own. */
export function seal(cipher: PacketCipher, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(payload.length + cipher.overheadBytes);
  packet.set(payload, cipher.headerBytes);
  return packet.subarray(0, cipher.seal(packet, payload.length));
}

export function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

export function sameBytes(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}

const random = seededRandom(6);
