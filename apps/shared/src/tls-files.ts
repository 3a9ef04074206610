import { readFile } from 'node:fs/promises';
import { ProgramError } from './program-error.ts';

/** The files that an operator names; each holds PEM text. */
export interface TlsFiles {
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** Whose certificates to trust, instead of the well-known authorities. */
  readonly tlsCa?: string | undefined;
}

/** The text of those files. */
export interface Tls {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
}

/**
 * Reads the files that are named.
 *
 * @throws ProgramError for a file that cannot be read, and for a certificate without its key.
 */
export async function readTlsFiles({ tlsCert, tlsKey, tlsCa }: TlsFiles): Promise<Tls> {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new ProgramError('--tls-cert and --tls-key go together: give both or neither', 2);
  }
  // One after the other: of several that are missing, it is always the same that is named.
  const cert = await readNamed('--tls-cert', tlsCert);
  const key = await readNamed('--tls-key', tlsKey);
  const ca = await readNamed('--tls-ca', tlsCa);
  return {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca }),
  };
}

async function readNamed(option: string, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ProgramError(`cannot read ${option} ${JSON.stringify(path)} (${reason})`);
  }
}
