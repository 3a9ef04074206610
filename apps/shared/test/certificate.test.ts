import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeCertificate } from '../src/certificate.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'net-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeCertificate', () => {
  it('names this machine, and is signed by its own key', async () => {
    const files = await writeCertificate(folder);
    const certificate = new X509Certificate(await readFile(files.cert));
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const key = createPrivateKey(await readFile(files.key));
    expect(certificate.checkPrivateKey(key)).toBe(true);
  });

  it('is valid now and for no more than a day', async () => {
    const certificate = new X509Certificate(await readFile((await writeCertificate(folder)).cert));
    expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
    expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now());
    expect(certificate.validToDate.getTime()).toBeLessThan(Date.now() + 25 * 3_600_000);
  });

  it('keeps the key from other users', async () => {
    const { key } = await writeCertificate(folder);
    expect((await stat(key)).mode & 0o077).toBe(0);
  });
});
