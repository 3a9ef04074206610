import type { EndpointLimits } from '../limits.ts';
import type { TlsSettings } from '../tls-settings.ts';
import type { QuicheBinding, QuicheConfig } from './binding.ts';
import { createConfig } from './create-config.ts';

/**
 * The engine's settings for dialling, made once for all endpoints: reading the well-known authorities
 * takes milliseconds, and some hundred kilobytes.
 */
export class ClientConfigs {
  readonly #binding: QuicheBinding;
  readonly #known = new WeakMap<
    TlsSettings,
    { readonly limits: EndpointLimits; readonly config: QuicheConfig }
  >();

  constructor(binding: QuicheBinding) {
    this.#binding = binding;
  }

  /** @throws NetError `TLS_ERROR` when the engine cannot use the certificate or the key. */
  configFor(tls: TlsSettings, limits: EndpointLimits): QuicheConfig {
    const known = this.#known.get(tls);
    if (known?.limits === limits) return known.config;
    const config = createConfig(this.#binding, 'client', tls, limits);
    this.#known.set(tls, { limits, config });
    return config;
  }
}
