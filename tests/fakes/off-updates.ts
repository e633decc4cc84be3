import type { Updates } from '../../main/updates/updates.ts';
import { createUpdates } from '../../main/updates/updates.ts';
import { defaultSettings } from '../../core/domain/settings.ts';

/** Of a program that does not update itself. */
export function offUpdates(): Updates {
  const logger = { info: () => undefined, error: () => undefined };
  return createUpdates({ source: { off: 'Not here.' }, settings: { read: () => defaultSettings }, clock: () => 0, logger });
}
