import { GoPeer } from './go-peer.ts';

/**
 * Builds the peers on flylib/gonet; where the Go module proxy does not have it, the tests are skipped.
 */
export function buildGonetPeer(): Promise<GoPeer> {
  return GoPeer.build('gonet', { completesSums: true, isOptional: true });
}
