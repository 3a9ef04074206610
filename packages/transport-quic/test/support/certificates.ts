import { generate } from 'selfsigned';

const HOUR_MS = 3_600_000;

/** A certificate with its key, both PEM. The certificate is its own authority. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for these names and IP addresses. */
export async function certificateFor(...hosts: readonly string[]): Promise<TestCertificate> {
  const now = Date.now();
  const altNames = hosts.map((host) =>
    /^[\d.]+$|:/.test(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
  );
  const pems = await generate([{ name: 'commonName', value: hosts[0] ?? 'nobody' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - HOUR_MS),
    notAfterDate: new Date(now + HOUR_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

/** The certificate of most tests. */
export const localhost: TestCertificate = await certificateFor('localhost', '127.0.0.1', '::1');
