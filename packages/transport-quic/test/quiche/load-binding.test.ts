import { describe, expect, it } from '@jest/globals';
import { loadBinding } from '../../src/quiche/load-binding.ts';

describe('loadBinding', () => {
  it('loads the package of this platform', () => {
    const names: string[] = [];
    const binding = { Config: {}, Connection: {}, Header: {}, retry: {} };
    const require = (name: string): unknown => {
      names.push(name);
      return binding;
    };
    expect(loadBinding({ platform: 'darwin', arch: 'arm64', require })).toBe(binding);
    expect(loadBinding({ platform: 'win32', arch: 'x64', require })).toBe(binding);
    expect(names).toEqual(['@matrixai/quic-darwin-universal', '@matrixai/quic-win32-x64']);
  });

  it('names the platform, and those that there is a binary for', () => {
    expect(() => loadBinding({ platform: 'linux', arch: 'arm64' })).toThrow(
      'there is no binary for linux-arm64, only for linux-x64, darwin-x64, darwin-arm64, win32-x64',
    );
  });

  it.each([
    ['MODULE_NOT_FOUND', 'is not installed: was the installation told to leave out'],
    ['ERR_DLOPEN_FAILED', 'does not load: on Linux it needs glibc 2.34 or newer, and not musl'],
    ['EACCES', 'cannot be loaded (EACCES)'],
  ])('says what to do about %s, and keeps the cause', (code, advice) => {
    const cause = Object.assign(new Error('of the system'), { code });
    const require = (): never => {
      throw cause;
    };
    const load = (): unknown => loadBinding({ platform: 'linux', arch: 'x64', require });
    expect(load).toThrow(`@matrixai/quic-linux-x64 ${advice}`);
    expect(load).toThrow(expect.objectContaining({ cause }));
  });

  it('refuses a module that is something else', () => {
    expect(() => loadBinding({ platform: 'linux', arch: 'x64', require: () => ({}) })).toThrow(
      'has another interface',
    );
  });
});
