import { assertNever } from '../../core/domain/failure.ts';
import type { Profile, Secrets } from '../../core/domain/profile.ts';
import type { ClusterEngines } from '../connection/cluster-engines.ts';
import { connectCluster } from '../connection/cluster.ts';
import type { ThisComputerOptions } from '../connection/this-computer.ts';
import { connectThisComputer } from '../connection/this-computer.ts';
import type { Desktop } from '../desktop.ts';
import { startDesktop } from '../desktop.ts';
import type { Logger } from '../logger.ts';
import { connectKpollServer } from '../remote/kpoll-server.ts';
import type { ShellPort } from '../shell-port.ts';

export interface OpenDesktopOptions {
  readonly shell: ShellPort;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly thisComputer: Omit<ThisComputerOptions, 'logger'>;
  readonly cluster: ClusterEngines;
}

/** The desktop of each kind of profile. */
export function createDesktopOpener({ shell, clock, logger, thisComputer, cluster }: OpenDesktopOptions) {
  return (profile: Profile, secrets: Secrets): Desktop => {
    switch (profile.kind) {
      case 'this-computer':
        return startDesktop({ connection: connectThisComputer({ ...thisComputer, logger }), shell, clock, logger });
      case 'cluster':
        return startDesktop({ connection: connectCluster({ ...cluster, profile, secrets, logger }), shell, clock, logger });
      case 'kpoll-server':
        return connectKpollServer({ profile, secrets, shell, clock, logger });
      default:
        return assertNever(profile);
    }
  };
}
