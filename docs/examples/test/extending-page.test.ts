import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const directory = join(import.meta.dirname, '..');
let blocks: readonly string[] = [];

beforeAll(async () => {
  const page = await readFile(join(directory, '../extending.md'), 'utf8');
  blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
});

describe('docs/extending.md', () => {
  it('shows the transport and the codec in full', async () => {
    expect(blocks).toContain(await read('worker-transport.ts'));
    expect(blocks).toContain(await read('csv-codec.ts'));
  });

  it('shows no code that is not run here', async () => {
    const names = globSync(['*.ts', 'test/*.ts'], { cwd: directory });
    const files = await Promise.all(names.map(read));
    const unknown = blocks.filter((block) => !files.some((file) => file.includes(block)));
    expect(blocks.length).toBeGreaterThan(2);
    expect(unknown).toEqual([]);
  });

  it('keeps its promise of 60 lines and 30', async () => {
    expect((await read('worker-transport.ts')).trimEnd().split('\n').length).toBeLessThanOrEqual(
      60,
    );
    expect((await read('csv-codec.ts')).trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  });
});

function read(name: string): Promise<string> {
  return readFile(join(directory, name), 'utf8');
}
