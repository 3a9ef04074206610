/** 128 random bits in hex: nobody guesses another session's id. */
export function newSessionId(): string {
  crypto.getRandomValues(bytes);
  let id = '';
  for (const byte of bytes) id += HEX[byte]!;
  return id;
}

const bytes = new Uint8Array(16);
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
