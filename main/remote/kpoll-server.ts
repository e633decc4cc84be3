import type { EventName, EventPayload, JoinAddress } from '../../core/contract/bridge.ts';
import { events } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { KpollServerProfile, Secrets } from '../../core/domain/profile.ts';
import type { Desktop } from '../desktop.ts';
import type { Logger } from '../logger.ts';
import { createJobOwners } from '../report/job-owners.ts';
import type { ShellPort } from '../shell-port.ts';
import { remoteAccessOf } from './remote-access.ts';
import { callRemote } from './remote-call.ts';
import { createRemoteReports } from './remote-reports.ts';
import type { CheckEvent } from './remote-session.ts';
import { openRemoteSession } from './remote-session.ts';
import { openRemoteSocket } from './remote-socket.ts';
import type { SocketBridge } from './socket-bridge.ts';
import { createSocketBridge } from './socket-bridge.ts';

export interface KpollServerOptions {
  readonly profile: KpollServerProfile;
  readonly secrets: Secrets;
  readonly shell: ShellPort;
  readonly clock: () => number;
  readonly logger: Logger;
}

/**
 * The profile "Kpoll server": a desktop whose calls are answered by a dashboard on another computer. Each window has a
 * connection of its own there; one more serves what belongs to no window.
 */
export function connectKpollServer({ profile, secrets, shell, clock, logger }: KpollServerOptions): Desktop {
  const findAccess = () => remoteAccessOf(profile, secrets);
  const lostMessage = (reason: string | undefined) =>
    `The Kpoll server at ${profile.url} cannot be reached${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}. Votes that were recorded are safe. It is tried again by itself; if it stays so, look at the profile "${profile.name}" and at the network.`;
  const openBridge = () =>
    createSocketBridge({
      ...{ clock, lostMessage, tellAtFirst: true },
      open: (socketEvents) => openRemoteSocket(findAccess, socketEvents),
      wait: (run, ms) => void setTimeout(run, ms).unref(),
      onFault: (error) => logger.error('what the Kpoll server told could not be taken in', { error }),
    });
  const check = createCheck(logger);
  const own = openBridge();
  const owners = createJobOwners();
  let joinAddresses: readonly JoinAddress[] = [];
  own.on('join:changed', (payload) => (joinAddresses = check('join:changed', payload) ?? joinAddresses));
  const reports = createRemoteReports({ bridge: own, findAccess, shell, onChange: owners.tell });
  return {
    firstUp: firstUpOf(own),
    openSession(send, options) {
      const bridge = openBridge();
      const jobs = owners.openWindow(send, options);
      const handlers = openRemoteSession({
        bridge,
        send,
        reports,
        jobs,
        profileId: profile.id,
        clock,
        check,
      });
      return {
        handlers,
        stop() {
          jobs.close();
          bridge.stop();
        },
      };
    },
    joinAddresses: () => joinAddresses,
    isReadingBroken: () => false,
    ownsServer: () => false,
    async startDemo() {
      await callRemote(own, 'demo:start', undefined);
    },
    findReport: reports.find,
    async stop() {
      await reports.stop();
      own.stop();
    },
  };
}

function firstUpOf(bridge: SocketBridge): Promise<void> {
  const first = new Promise<void>((resolve, reject) => {
    bridge.on('join:changed', () => resolve());
    bridge.on('feed:changed', (feed) => {
      if (bridge.isConnected()) return;
      const message = events['feed:changed'].safeParse(feed).data?.message ?? 'The Kpoll server cannot be reached.';
      reject(new Failure('server-unreachable', message, { retriable: true }));
    });
  });
  // Whoever does not wait for it sees the same as the state of the feed.
  first.catch(() => undefined);
  return first;
}

const toldFaults = 3;

/** What comes over the wire is what the contract says, or nothing. Said once of each event, and little: it may come without end. */
function createCheck(logger: Logger): CheckEvent {
  const said = new Set<EventName>();
  return <E extends EventName>(event: E, payload: unknown): EventPayload<E> | undefined => {
    const result = events[event].safeParse(payload);
    if (result.success) return result.data as EventPayload<E>;
    if (said.has(event)) return undefined;
    said.add(event);
    const faults = result.error.issues.slice(0, toldFaults).map(({ path, message }) => `${path.join('.')}: ${message}`);
    logger.error('the Kpoll server told something that is not understood here', { event, faults });
    return undefined;
  };
}
