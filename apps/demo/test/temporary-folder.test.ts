import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inTemporaryFolder } from '../src/temporary-folder.ts';

describe('inTemporaryFolder', () => {
  it('gives a folder for this user alone', async () => {
    const mode = await inTemporaryFolder(async (path) => (await stat(path)).mode);
    expect(mode & 0o077).toBe(0);
  });

  it('removes the folder with what is in it', async () => {
    const file = await inTemporaryFolder(async (path) => {
      await writeFile(join(path, 'file'), 'text');
      return join(path, 'file');
    });
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('removes the folder after a failure, which it passes on', async () => {
    let seen = '';
    const failing = inTemporaryFolder((path) => {
      seen = path;
      return Promise.reject(new Error('no luck'));
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(existsSync(seen)).toBe(false);
  });
});
