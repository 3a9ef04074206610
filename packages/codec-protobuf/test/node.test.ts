import { describe, expect, it } from '@jest/globals';
import { loadProto } from '../src/node.ts';
import { errorOf } from './kitchen.ts';

const fixtures = `${import.meta.dirname}/fixtures`;

describe('loadProto', () => {
  it('gives the types of a file', () => {
    const root = loadProto(`${fixtures}/kitchen.proto`);
    expect(root.lookupType('net.test.Point').fields).toHaveProperty('x');
  });

  it('gives the types of the files that it imports', () => {
    const root = loadProto(`${fixtures}/importing.proto`);
    expect(root.lookupType('net.test.Hotel').fields['kitchen']?.resolvedType?.name).toBe('Kitchen');
  });

  it.each([
    'http://127.0.0.1/a.proto',
    'https://example.org/a.proto',
    'file:///a.proto',
    'data:,x',
  ])('takes no address: %s', (path) => {
    const error = errorOf(() => loadProto(path));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe(`loadProto() takes the path of a file, got ${path}`);
  });

  it('refuses a file that is not there, and keeps the cause', () => {
    const error = errorOf(() => loadProto(`${fixtures}/nothing.proto`));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe(`${fixtures}/nothing.proto cannot be read as a .proto file`);
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a file that is no .proto, and one with types that are nowhere', () => {
    expect(errorOf(() => loadProto(import.meta.filename)).code).toBe('INVALID_OPTION');
    expect(errorOf(() => loadProto(`${fixtures}/unresolved.proto`)).code).toBe('INVALID_OPTION');
  });
});
