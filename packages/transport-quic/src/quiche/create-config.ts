import { NetError } from '@net/core';
import type { EndpointLimits } from '../limits.ts';
import type { TlsSettings } from '../tls-settings.ts';
import type { QuicheBinding, QuicheConfig } from './binding.ts';

/**
 * The engine's settings for one end. All sessions that share it can resume each other's TLS.
 *
 * @throws NetError `TLS_ERROR` when the engine cannot use the certificate or the key.
 */
export function createConfig(
  binding: QuicheBinding,
  role: 'server' | 'client',
  tls: TlsSettings,
  limits: EndpointLimits,
): QuicheConfig {
  const config = withTls(binding, role, tls);
  config.setApplicationProtos(tls.alpn);
  config.grease(true);
  config.setMaxIdleTimeout(limits.idleTimeoutMs);
  config.setMaxRecvUdpPayloadSize(MAX_UDP_PAYLOAD);
  config.setMaxSendUdpPayloadSize(limits.maxPacketBytes);
  setWindows(config, limits);
  config.setInitialMaxStreamsBidi(limits.maxStreams);
  config.setInitialMaxStreamsUni(0);
  config.setActiveConnectionIdLimit(limits.migration ? 4 : 2);
  config.setDisableActiveMigration(!limits.migration);
  // The times it would ask for cannot be read from JavaScript.
  config.enablePacing(false);
  config.enableDgram(limits.datagrams, DATAGRAMS_WAITING, DATAGRAMS_WAITING);
  return config;
}

function withTls(
  binding: QuicheBinding,
  role: 'server' | 'client',
  { identity, authorities, requestCert, rejectUnauthorized }: TlsSettings,
): QuicheConfig {
  const verifies = role === 'server' ? requestCert : rejectUnauthorized;
  try {
    return binding.Config.withBoringSslCtx(
      verifies,
      false,
      verifies ? Buffer.from(authorities) : null,
      identity === undefined ? null : [Buffer.from(identity.key)],
      identity === undefined ? null : [Buffer.from(identity.cert)],
      null,
    );
  } catch (cause) {
    throw new NetError('TLS_ERROR', 'the QUIC engine cannot use this certificate and key', {
      cause,
    });
  }
}

function setWindows(
  config: QuicheConfig,
  { streamWindowBytes, windowBytes }: EndpointLimits,
): void {
  config.setInitialMaxData(windowBytes);
  config.setMaxConnectionWindow(windowBytes);
  config.setInitialMaxStreamDataBidiLocal(streamWindowBytes);
  config.setInitialMaxStreamDataBidiRemote(streamWindowBytes);
  config.setMaxStreamWindow(streamWindowBytes);
}

const MAX_UDP_PAYLOAD = 65_527;
/** About 256 KiB of full packets. */
const DATAGRAMS_WAITING = 192;
