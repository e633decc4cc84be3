import { randomBytes } from 'node:crypto';
import type { CallName, JoinAddress, ReportJob } from '../../core/contract/bridge.ts';
import { callNames } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Profile, Secrets } from '../../core/domain/profile.ts';
import type { AnswerContext, Handlers, HostHandlers, PlaceHandlers } from '../bridge/answer.ts';
import type { SendEvent } from '../bridge/event-hub.ts';
import { createEventHub } from '../bridge/event-hub.ts';
import { within } from '../connection/within.ts';
import type { Desktop, DesktopSession } from '../desktop.ts';
import type { Logger } from '../logger.ts';
import type { Profiles } from '../profiles/profiles.ts';

const longestLeaveMs = 20_000;

/** How to get a desktop for a profile. It must not fail: a place that cannot be reached is a state of the desktop. */
export type OpenDesktop = (profile: Profile, secrets: Secrets) => Desktop;

/** A window or tab, whichever place is connected to. */
export interface Session {
  readonly context: AnswerContext;
  stop(): void;
}

export interface SessionOptions {
  /** Somebody on another computer, who must not see or change what belongs to this one. */
  readonly remote: boolean;
}

/** Owns the desktop of the active profile; windows stay while it is exchanged. */
export interface DesktopHost {
  /** Of the profile in use at the start. */
  readonly firstUp: Promise<void>;
  openSession(send: SendEvent, options?: SessionOptions): Session;
  joinAddresses(): readonly JoinAddress[];
  startDemo(): Promise<void>;
  findReport(jobId: string): ReportJob | undefined;
  /** Whether voting ends when this program does: the server of this place is a part of it. */
  ownsServer(): boolean;
  /** Tells every window, wherever it is. */
  readonly tellAll: SendEvent;
  /** Tells every window of this computer; nobody who looks in from another one. */
  readonly tellHere: SendEvent;
  stop(): Promise<void>;
}

/** What host calls may do with the host. */
export interface PlaceSwitch {
  /** Another one with every desktop that is started. */
  placeId(): string;
  joinAddresses(): readonly JoinAddress[];
  /** Connects to the profile that is active now, after what is under way. `meanwhile` is done while no place is connected, whose failure is this one's. */
  reconnect(meanwhile?: () => Promise<void>): Promise<void>;
  /** Leaves the place for good, does the work and stays without a place until the program ends; where the work fails, connects again. */
  leaveFor(work: () => Promise<void>): Promise<void>;
}

export interface DesktopHostOptions {
  readonly profiles: Pick<Profiles, 'active' | 'secretsOf'>;
  readonly openDesktop: OpenDesktop;
  readonly createHostHandlers: (place: PlaceSwitch, session: SessionOptions) => HostHandlers;
  readonly logger: Logger;
}

export async function startDesktopHost(options: DesktopHostOptions): Promise<DesktopHost> {
  const { logger, profiles, openDesktop } = options;
  const hub = createEventHub();
  const here = createEventHub();
  const sessions = new Set<PlaceSession>();
  let placeId = '';
  const openActive = async () => {
    const profile = profiles.active();
    placeId = randomBytes(12).toString('hex');
    return openDesktop(profile, await profiles.secretsOf(profile.id));
  };
  let desktop = await openActive();
  let switching: Promise<void> = Promise.resolve();
  let stopped = false;
  let isExchanging = false;

  const leavePlace = async () => {
    isExchanging = true;
    for (const session of sessions) session.leave();
    // A place that cannot be left in order must not keep anybody from going to another.
    await leave(desktop, logger);
  };
  const enterPlace = async () => {
    desktop = await openActive();
    isExchanging = false;
    for (const session of sessions) session.enter(desktop);
    hub.emit('profile:switched', { id: profiles.active().id });
  };
  const exchange = async (meanwhile?: () => Promise<void>) => {
    if (stopped) return;
    await leavePlace();
    try {
      await meanwhile?.();
    } finally {
      await enterPlace();
    }
  };
  const leaveFor = async (work: () => Promise<void>) => {
    if (stopped) return;
    await leavePlace();
    try {
      await work();
      stopped = true;
    } catch (error) {
      await enterPlace();
      throw error;
    }
  };
  const inTurn = (work: () => Promise<void>) => {
    const done = switching.then(work);
    switching = done.catch((error: unknown) => logger.error('the connection could not be exchanged', { error }));
    return done;
  };
  const place: PlaceSwitch = {
    placeId: () => placeId,
    joinAddresses: () => desktop.joinAddresses(),
    reconnect: (meanwhile) => inTurn(() => exchange(meanwhile)),
    leaveFor: (work) => inTurn(() => leaveFor(work)),
  };
  /** Another connection to a cluster costs nothing; the place of this computer is a server, which goes on. */
  const isRenewable = () => !isExchanging && profiles.active().kind === 'cluster' && desktop.isReadingBroken();
  return {
    firstUp: desktop.firstUp,
    openSession(send, session = { remote: false }) {
      const forgets = [hub.on(send), ...(session.remote ? [] : [here.on(send)])];
      const current = createPlaceSession(send, session);
      sessions.add(current);
      // Whoever comes between two places enters the next one with the others.
      if (!isExchanging) current.enter(desktop);
      const handlers = {
        ...current.handlers,
        'feed:retry': () => (isRenewable() ? place.reconnect() : current.handlers['feed:retry'](undefined)),
        ...options.createHostHandlers(place, session),
      };
      return {
        context: { handlers, logger },
        stop() {
          forgets.forEach((forget) => forget());
          sessions.delete(current);
          current.leave();
        },
      };
    },
    joinAddresses: place.joinAddresses,
    startDemo: () => desktop.startDemo(),
    findReport: (jobId) => desktop.findReport(jobId),
    ownsServer: () => desktop.ownsServer(),
    tellAll: hub.emit,
    tellHere: here.emit,
    async stop() {
      stopped = true;
      await switching;
      if (isExchanging) return;
      for (const session of sessions) session.leave();
      await leave(desktop, logger);
    },
  };
}

/** A connection behind a dead network may take for ever to close; it holds nothing that is not kept elsewhere. */
async function leave(desktop: Pick<Desktop, 'stop'>, logger: Logger): Promise<void> {
  const tooLong = () => new Failure('unexpected', `It did not close within ${longestLeaveMs / 1000} seconds.`);
  await within(longestLeaveMs, desktop.stop(), tooLong).catch((error: unknown) => {
    logger.error('the connection was not closed in order and is left to itself', { error });
  });
}

interface PlaceSession {
  /** Calls made between two places wait for the next one. */
  readonly handlers: PlaceHandlers;
  enter(desktop: Desktop): void;
  leave(): void;
}

function createPlaceSession(send: SendEvent, options: SessionOptions): PlaceSession {
  let session: DesktopSession | undefined;
  const waiting: (() => void)[] = [];
  const current = async (): Promise<DesktopSession> => {
    while (session === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
    return session;
  };
  const forward = (name: CallName) => async (args: unknown) => {
    const handler = (await current()).handlers[name as keyof PlaceHandlers] as (args: unknown) => Promise<unknown>;
    return handler(args);
  };
  return {
    handlers: Object.fromEntries(callNames.map((name) => [name, forward(name)])) as unknown as Handlers,
    enter(desktop) {
      session = desktop.openSession(send, options);
      for (const go of waiting.splice(0)) go();
    },
    leave() {
      session?.stop();
      session = undefined;
    },
  };
}
