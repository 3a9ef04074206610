import { type Codec, NetError } from '@net/core';

/** Rows of text as RFC 4180 writes them, each with its line end: `"a","say ""hi"""`. */
export function csv(): Codec<string[][]> {
  return {
    encode(rows, out) {
      for (const row of rows) {
        if (row.length === 0) throw new NetError('ENCODE_FAILED', 'a row has at least one cell');
        out.writeUtf8(`${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\r\n`);
      }
    },
    decode(bytes) {
      const text = utf8.decode(bytes);
      const rows: string[][] = [[]];
      let read = 0;
      for (const [cell, quoted, plain = ''] of text.matchAll(CELL)) {
        rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
        if (cell.endsWith('\n')) rows.push([]);
        read += cell.length;
      }
      if (read === text.length && rows.pop()?.length === 0) return rows;
      throw new NetError('DECODE_FAILED', `there is no CSV at character ${read} of ${text.length}`);
    },
  };
}

const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(?:,|\r\n)/gy;
const utf8 = new TextDecoder('utf-8', { fatal: true });
