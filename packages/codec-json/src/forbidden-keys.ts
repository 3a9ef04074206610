import { NetError } from '@net/core';

/**
 * Look through what `JSON.parse` made for members that change prototypes once the value is copied
 * or merged: `__proto__`, and `constructor` with an object that has `prototype`. Walks without
 * recursion.
 *
 * @param policy `'strip'` removes such members from `value`.
 * @throws NetError `FORBIDDEN_KEY` under `'reject'`.
 */
export function guardKeys(value: unknown, policy: 'reject' | 'strip'): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isObject(node)) continue;
    for (const key of FORBIDDEN) {
      if (isForbidden(node, key)) refuseOrRemove(node, key, policy);
    }
    for (const child of childrenOf(node)) {
      if (isObject(child)) waiting.push(child);
    }
  }
}

function isForbidden(node: object, key: string): boolean {
  if (!Object.hasOwn(node, key)) return false;
  if (key === '__proto__') return true;
  const value: unknown = Reflect.get(node, key);
  return isObject(value) && Object.hasOwn(value, 'prototype');
}

function refuseOrRemove(node: object, key: string, policy: 'reject' | 'strip'): void {
  if (policy === 'reject') throw new NetError('FORBIDDEN_KEY', `JSON with a key ${key} is refused`);
  Reflect.deleteProperty(node, key);
}

function childrenOf(node: object): readonly unknown[] {
  return Array.isArray(node) ? node : Object.values(node);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const FORBIDDEN: readonly string[] = ['__proto__', 'constructor'];
