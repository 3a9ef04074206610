import { CertificateAuthority, type TestIdentity } from '@net/testing';

/** A certificate with its key and its authority, all PEM. */
export interface TestCertificate extends TestIdentity {
  readonly ca: string;
}

/** Makes a certificate for these names and IP addresses, with an authority of its own. */
export function certificateFor(first: string, ...others: readonly string[]): TestCertificate {
  // Authorities of one name but different keys pass for one another until a signature is checked.
  const authority = new CertificateAuthority(`The authority of ${first}`);
  return { ...authority.issue([first, ...others]), ca: authority.cert };
}

/** The certificate of most tests. */
export const localhost: TestCertificate = certificateFor('localhost', '127.0.0.1', '::1');
