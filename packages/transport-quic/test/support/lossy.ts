import { type UdpChaosProxy, udpChaosProxy } from '@net/testing';
import type { Scene } from './scene.ts';

type Faults = Parameters<typeof udpChaosProxy>[1];

/** A proxy before `address` that is closed with the scene. */
export async function proxyTo(
  scene: Scene,
  address: string,
  faults?: Faults,
): Promise<UdpChaosProxy> {
  const proxy = await udpChaosProxy(address, faults);
  scene.after(() => proxy.close());
  return proxy;
}
