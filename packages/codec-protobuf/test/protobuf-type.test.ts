import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import protobufjs from 'protobufjs';
import { prepare } from '../src/protobuf-type.ts';
import { net } from './fixtures/kitchen-static.js';
import { errorOf, typeFrom, typeOf } from './kitchen.ts';

describe('prepare', () => {
  it('names reflected types and static classes', () => {
    expect(prepare(typeOf('Point')).name).toBe('net.test.Point');
    expect(prepare(net.test.Point).name).toBe('net.test.Point');
    expect(prepare(typeFrom('message M {}')).name).toBe('M');
  });

  it.each([[undefined], [null], ['Point'], [{}], [Date], [protobufjs.Root], [new Map()]])(
    'refuses %p',
    (type) => {
      // Programs without types can pass anything.
      expect(() => prepare(type as never)).toThrow(TypeError);
    },
  );

  it('says where a schema of protobuf-es belongs', () => {
    const schema = { kind: 'message', typeName: 'a.B', fields: [] };
    expect(() => prepare(schema as never)).toThrow('@net/codec-protobuf/es');
  });

  it('refuses a type that leads nowhere', () => {
    const type = new protobufjs.Type('M').add(new protobufjs.Field('a', 1, 'Nowhere'));
    new protobufjs.Root().add(type);
    const error = errorOf(() => prepare(type));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe('the type M cannot be set up');
  });

  it('makes static classes work, and refuses reflected types, where code is not generated', () => {
    const flags = ['--conditions=@net/source', '--disallow-code-generation-from-strings'];
    const script = fileURLToPath(import.meta.resolve('./fixtures/static-only.ts'));
    const text = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
    expect(JSON.parse(text)).toEqual({
      hex: '0a016128059201020802',
      name: 'a',
      revenue: '5',
      doors: [{ x: 1, y: 0 }],
      refusal:
        'net.test.Kitchen is a reflected type, for which protobufjs generates code, and this process forbids that: use a static module',
    });
  });

  it('finds maps with keys of text, and bytes, wherever they are', () => {
    const both = { mayHoldTextKeys: true, mayHoldBytes: true };
    expect(prepare(typeOf('Kitchen'))).toMatchObject(both);
    const nested = typeFrom(
      'message M { N n = 1; } message N { O o = 1; } message O { map<string, M> p = 1; bytes b = 2; }',
    );
    expect(prepare(nested)).toMatchObject(both);
  });

  it('finds none in types that only hold themselves and other maps', () => {
    const none = { mayHoldTextKeys: false, mayHoldBytes: false };
    expect(prepare(typeOf('Chain'))).toMatchObject(none);
    const numbers = typeFrom(
      'message M { map<int64, M> a = 1; map<bool, string> b = 2; E e = 3; } enum E { A = 0; }',
    );
    expect(prepare(numbers)).toMatchObject(none);
  });

  it('expects everything of a static class, which does not tell', () => {
    const both = { mayHoldTextKeys: true, mayHoldBytes: true };
    expect(prepare(net.test.Chain)).toMatchObject(both);
  });

  it('refuses a type in which another leads nowhere', () => {
    const type = typeFrom('message M { N n = 1; } message N { Nowhere a = 1; }');
    expect(errorOf(() => prepare(type)).code).toBe('INVALID_OPTION');
  });
});
