import { join } from 'node:path';
import { openAlertStore } from '../../../../main/alerts/alert-store.ts';
import type { Alerts } from '../../../../main/alerts/alerts.ts';
import { createAlerts } from '../../../../main/alerts/alerts.ts';
import type { Profiles } from '../../../../main/profiles/profiles.ts';
import type { ShellPort } from '../../../../main/shell-port.ts';
import { createSilentLogger } from '../silent-logger.ts';

export type Notice = Parameters<ShellPort['notify']>[0];

interface Options {
  readonly folder: string;
  readonly profiles: Pick<Profiles, 'active' | 'list'>;
  readonly clock?: () => number;
  readonly notices?: Notice[];
  readonly chosen?: string[];
}

/** Alerts as a host has them, not started yet. */
export async function openAlerts({ folder, profiles, clock = Date.now, notices = [], chosen = [] }: Options): Promise<Alerts> {
  const logger = createSilentLogger();
  return createAlerts({
    store: await openAlertStore({ file: join(folder, 'alerts.json'), clock, logger }),
    shell: { notify: (notice) => void notices.push(notice) },
    onChosen: (pollId) => void chosen.push(pollId),
    ...{ profiles, clock, logger },
  });
}
