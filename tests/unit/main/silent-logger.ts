import type { LogDetails, Logger } from '../../../main/logger.ts';

export interface RecordedLogger extends Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly details: LogDetails | undefined }[];
}

/** Keeps what was logged, for tests that ask. */
export function createSilentLogger(): RecordedLogger {
  const lines: RecordedLogger['lines'] = [];
  const log = (level: string) => (message: string, details?: LogDetails) => void lines.push({ level, message, details });
  return { lines, info: log('info'), error: log('error') };
}
