/**
 * Where a session says what happened to it: pino's shape, fields first, so that a pino logger will
 * do as it is. Never called per message. Fields never hold a peer's raw bytes.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const ignore = (): void => {};

/** Says nothing: the default. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
