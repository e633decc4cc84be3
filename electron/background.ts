import { app } from 'electron';
import { followRunningPolls } from '../main/background/running-polls.ts';
import type { RunningHost } from '../main/host/start-host.ts';
import type { Logger } from '../main/logger.ts';
import type { Leaving } from './leaving.ts';
import { createLeaving } from './leaving.ts';
import { hasTrayHost } from './tray-host.ts';
import { showTray } from './tray.ts';

export interface BackgroundOptions {
  readonly host: RunningHost;
  /** The folder with the tray's pictures. */
  readonly assets: string;
  readonly showWindow: () => void;
  readonly logger: Logger;
}

/** What goes on without a window: the tray, and the question before voting would stop. */
export interface Background extends Leaving {
  stop(): void;
}

export function startBackground({ host, assets, showWindow, logger }: BackgroundOptions): Background {
  const polls = followRunningPolls({ openSession: (send) => host.openSession(send), logger });
  let tray: { stop(): void } | undefined;
  let isStopped = false;
  const show = async () => {
    if (!(await hasTrayHost()) || isStopped) return;
    const onOpenPolls = () => {
      showWindow();
      const [first] = polls.read().polls;
      if (first !== undefined) host.tellHere('poll:shown', { pollId: first.id });
    };
    tray = showTray({ polls, assets, onShow: showWindow, onOpenPolls, onQuit: () => app.quit() });
  };
  show().catch((error: unknown) => logger.error('there is no icon in the tray', { error }));
  const leaving = createLeaving({
    ...{ settings: host.settings, logger, closePolls: polls.closeAll },
    state: () => ({ running: polls.read(), ownsServer: host.ownsServer() }),
    hasTray: () => tray !== undefined,
  });
  return {
    ...leaving,
    stop() {
      isStopped = true;
      tray?.stop();
      polls.stop();
    },
  };
}
