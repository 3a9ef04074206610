import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificate } from '../../apps/shared/src/certificate.ts';

/** `cert.pem` and `key.pem` for 127.0.0.1, made for this run; disposing removes them. */
export interface CertificateFolder extends AsyncDisposable {
  readonly path: string;
}

export async function makeCertificate(): Promise<CertificateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'net-certificate-'));
  await writeCertificate(path);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
