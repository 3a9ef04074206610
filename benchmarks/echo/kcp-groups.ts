import { requiredVersion } from '../lib/machine.ts';
import {
  alone,
  bulkBytes,
  type ClientContestant,
  type Group,
  inBulk,
  many,
  rawBody,
  shortened,
} from './contestants.ts';

const kcpGo = `kcp-go ${requiredVersion(new URL('../kcp-go/go.mod', import.meta.url), 'xtaci/kcp-go')}`;
// For AES-GCM, in hex: any will do.
const key = '000102030405060708090a0b0c0d0e0f';

const messages: readonly ClientContestant[] = [
  {
    id: 'net',
    title: '@net, kcp()',
    server: { runtime: 'node', module: 'bare-kcp.ts', args: ['echo', '0'] },
    client: { module: 'bare-kcp.ts', args: ['echo'] },
  },
  {
    id: 'kcp-go',
    title: kcpGo,
    server: { runtime: 'kcp-go', args: [] },
    client: { runtime: 'kcp-go', args: [] },
  },
  {
    id: 'kcp-go-corked',
    title: `${kcpGo}, its server with SetWriteDelay`,
    server: { runtime: 'kcp-go', args: ['-write-delay'] },
    client: { runtime: 'kcp-go', args: [] },
    windows: [many.window],
  },
  {
    id: 'dgram',
    title: 'node:dgram, datagrams back unseen',
    server: { runtime: 'node', module: 'node-dgram.ts' },
    client: { module: 'dgram.ts' },
    windows: [alone.window],
  },
];

const bulk: readonly ClientContestant[] = [
  ourBulk('net', '@net, kcp()'),
  goBulk('kcp-go', kcpGo),
  ourBulk('net-aes-gcm', '@net, kcp(), AES-GCM', key),
  goBulk('kcp-go-aes-gcm', `${kcpGo}, AES-GCM`, key),
];

/** KCP at both ends, by us and by kcp-go with the same settings. */
export const kcpGroups: readonly Group<ClientContestant>[] = [
  {
    family: 'kcp',
    bodies: [rawBody],
    shapes: [alone, many],
    contestants: messages,
    timeShare: shortened,
  },
  {
    family: 'kcp-bulk',
    bodies: [bulkBytes],
    shapes: [inBulk],
    contestants: bulk,
    firstCount: 200,
    timeShare: shortened,
  },
];

function ourBulk(id: string, title: string, ...secret: readonly string[]): ClientContestant {
  return {
    id,
    title,
    server: {
      runtime: 'node',
      module: 'bare-kcp.ts',
      args: ['take', String(bulkBytes), ...secret],
    },
    client: { module: 'bare-kcp.ts', args: ['take', ...secret] },
  };
}

function goBulk(id: string, title: string, ...secret: readonly string[]): ClientContestant {
  const args = ['-exchange=take', ...secret.map((hex) => `-key=${hex}`)];
  return {
    id,
    title,
    server: { runtime: 'kcp-go', args: [...args, `-body=${bulkBytes}`] },
    client: { runtime: 'kcp-go', args },
  };
}
