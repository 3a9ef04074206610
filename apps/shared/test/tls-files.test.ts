import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProgramError } from '../src/program-error.ts';
import { readTlsFiles } from '../src/tls-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'net-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readTlsFiles', () => {
  it('reads nothing when nothing is named', async () => {
    expect(await readTlsFiles({})).toEqual({});
  });

  it('reads each file that is named', async () => {
    const [tlsCert, tlsKey, tlsCa] = ['cert', 'key', 'ca'].map((name) => join(folder, name));
    await writeFile(tlsCert!, 'text of cert');
    await writeFile(tlsKey!, 'text of key');
    await writeFile(tlsCa!, 'text of ca');
    expect(await readTlsFiles({ tlsCert, tlsKey, tlsCa })).toEqual({
      cert: 'text of cert',
      key: 'text of key',
      ca: 'text of ca',
    });
  });

  it('names the option and the file that cannot be read', async () => {
    const missing = join(folder, 'missing.pem');
    const error = new ProgramError(`cannot read --tls-ca ${JSON.stringify(missing)} (ENOENT)`);
    await expect(readTlsFiles({ tlsCa: missing })).rejects.toThrow(error);
  });

  it.each([{ tlsCert: 'cert.pem' }, { tlsKey: 'key.pem' }])('refuses %j alone', async (files) => {
    await expect(readTlsFiles(files)).rejects.toThrow('--tls-cert and --tls-key go together');
  });
});
