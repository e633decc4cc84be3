import type { alertsCalls } from '../../core/contract/bridge-alerts.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { HostHandlers } from '../bridge/answer.ts';
import type { SessionOptions } from '../host/desktop-host.ts';
import type { Alerts } from './alerts.ts';

export type AlertHandlers = Pick<HostHandlers, keyof typeof alertsCalls>;

/** Alerts ring on the computer of whoever set them: from another one they may be seen, and neither silenced nor set. */
export function createAlertHandlers(alerts: Alerts, { remote }: SessionOptions): AlertHandlers {
  const read = (pollId: string) => ({ ...alerts.read(pollId), isMine: !remote });
  return {
    'alerts:read': async ({ pollId }) => read(pollId),
    'alerts:write': async ({ pollId, rules }) => {
      if (remote) throw foreign();
      await alerts.write(pollId, rules);
      return read(pollId);
    },
    'alerts:test': async ({ pollId }) => {
      if (remote) throw foreign();
      alerts.test(pollId);
    },
  };
}

function foreign(): Failure {
  return new Failure(
    'unauthorized',
    'Alerts belong to the computer that runs this dashboard and can be changed there only. Nothing was changed.',
  );
}
