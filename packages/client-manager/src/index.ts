export { createClient, type ManagedClient } from './managed-client.ts';
export type { ClientOptions } from './client-options.ts';
export type { ClientState } from './client-state.ts';
export { ClientManager } from './client-manager.ts';
export type { ClientManagerOptions } from './client-manager-options.ts';
export { groupCredentials, groupSecrets } from './group-auth.ts';
export { bearerCredentials, bearerTokens } from './bearer.ts';
export { Secret } from './secret.ts';
