import type {
  Answer,
  AppInfo,
  Bridge,
  CallArgs,
  CallName,
  ClusterStatus,
  EventName,
  EventPayload,
  Feed,
  Handlers,
  PollDraft,
  Snapshot,
} from '../../core/contract/bridge.ts';
import type { PollAlerts } from '../../core/contract/bridge-alerts.ts';
import type { DataInfo } from '../../core/contract/bridge-data.ts';
import type { FailureCode } from '../../core/domain/failure.ts';
import { Failure } from '../../core/domain/failure.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import type { PollCommand } from '../../core/domain/poll-command.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { completeContent, currentRun } from '../../core/domain/poll.ts';
import type { Settings } from '../../core/domain/settings.ts';
import { defaultSettings } from '../../core/domain/settings.ts';
import type { FakeProfilesOptions } from './fake-profiles.ts';
import { createFakeProfiles } from './fake-profiles.ts';

export interface FakeBridge extends Bridge {
  /** Every call so far, oldest first. */
  readonly asked: readonly { readonly channel: CallName; readonly args: unknown }[];
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void;
  /** Makes a channel fail from now on; undefined heals it. */
  fail(channel: CallName, failure: { readonly code: FailureCode; readonly message: string } | undefined): void;
  /** Replaces what a channel does. */
  answer<C extends CallName>(channel: C, handler: Handlers[C]): void;
  poll(pollId: string): Poll | undefined;
  /** Writes a command into the book as another desk or a server would, and tells the window. */
  command(command: PollCommand): Poll;
}

interface FakeBridgeOptions {
  readonly polls?: readonly Poll[];
  readonly snapshots?: readonly Snapshot[];
  readonly settings?: Partial<Settings>;
  readonly info?: Partial<AppInfo>;
  readonly feed?: Feed;
  readonly profiles?: FakeProfilesOptions;
  readonly clock?: () => number;
  readonly alerts?: readonly PollAlerts[];
}

/** Nothing to be seen of a cluster: what `this-computer` shows before its first vote. */
export const idleCluster: ClusterStatus = { at: 0, problems: [], brokers: [], partitions: [], nodes: [], servers: [], lags: [] };

export const dataInfo: DataInfo = {
  ...{ folder: '/home/ada/Kpoll', sizeBytes: 4_200_000, freeBytes: 80_000_000_000, format: 2, lastBackup: null, backups: [] },
  abilities: { choose: true, show: true, move: true },
};

const info: AppInfo = {
  version: '0.1.0',
  shell: 'electron',
  dataFolder: '/home/ada/Kpoll',
  profileId: 'this-computer',
  profileKind: 'this-computer',
  profile: 'This computer',
  placeId: 'place-1',
  joinAddresses: [
    { url: 'http://192.168.1.20:7300', label: 'Wi-Fi', loopback: false },
    { url: 'http://127.0.0.1:7300', label: 'This computer only', loopback: true },
  ],
  abilities: ['notify', 'choose-file', 'choose-folder', 'show-folder', 'copy-text'],
};

/** A bridge without anything behind it: polls follow the rules of the real book, results come only by `emit`. */
export function createFakeBridge(options: FakeBridgeOptions = {}): FakeBridge {
  const clock = options.clock ?? (() => Date.now());
  const book = createPollBook();
  for (const poll of options.polls ?? []) {
    book.polls.set(poll.id, poll);
    book.idsByCode.set(poll.code, poll.id);
  }
  const snapshots = new Map((options.snapshots ?? []).map((snapshot) => [`${snapshot.pollId}:${snapshot.run}`, snapshot]));
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
  const failures = new Map<CallName, { readonly code: FailureCode; readonly message: string }>();
  const asked: { channel: CallName; args: unknown }[] = [];
  let settings: Settings = { ...defaultSettings, ...options.settings };
  let nextId = 1;
  const alerts = new Map((options.alerts ?? []).map((ofPoll) => [ofPoll.pollId, ofPoll]));
  const readAlerts = (pollId: string): PollAlerts => alerts.get(pollId) ?? { pollId, alerts: [], isMine: true };

  function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  }

  function command(given: PollCommand): Poll {
    const outcome = applyCommand(book, given);
    if (!outcome.accepted) throw new Failure(outcome.code, outcome.message);
    emit('polls:changed', [outcome.poll]);
    return outcome.poll;
  }

  const common = (pollId: string) => ({ v: 1 as const, pollId, commandId: `command-${nextId++}`, at: clock() });

  function create(draft: PollDraft): Poll {
    const id = nextId++;
    return command({
      ...common(`poll-${id}`),
      kind: 'create',
      code: codeOf(id),
      ...completeContent(draft),
      ...(draft.closing && { closing: draft.closing }),
    });
  }

  function known(pollId: string): Poll {
    const poll = book.polls.get(pollId);
    if (poll === undefined) throw new Failure('poll-not-found', 'There is no such poll.');
    return poll;
  }

  function steer({ pollId, revision, command: kind }: CallArgs<'poll:command'>): Poll {
    const asAuthor = { ...common(pollId), revision };
    if (kind !== 'open') return command({ ...asAuthor, kind });
    const opening = command({ ...asAuthor, kind, partitions: 4, buckets: 1, fingerprint: 'fake' });
    return command({ ...common(pollId), kind: 'opened', run: currentRun(opening)?.run ?? 1 });
  }

  const handlers: { -readonly [C in CallName]: Handlers[C] } = {
    ...createFakeProfiles(options.profiles, (id) => emit('profile:switched', { id })),
    'app:info': async () => ({ ...info, ...options.info }),
    'polls:list': async () => [...book.polls.values()],
    'poll:create': async (draft) => create(structuredClone(draft) as PollDraft),
    'poll:edit': async ({ pollId, revision, draft }) =>
      command({ ...common(pollId), revision, kind: 'edit', ...completeContent(draft, known(pollId)) }),
    'poll:duplicate': async ({ pollId }) => {
      const { content } = known(pollId);
      return create({ ...content, options: content.options.map(({ label }) => ({ label })) });
    },
    'poll:command': async (args) => steer(args),
    'poll:schedule': async ({ pollId, revision, closing }) => command({ ...common(pollId), revision, kind: 'schedule', closing }),
    'results:watch': async ({ pollIds }) => {
      const wanted = [...snapshots.values()].filter((snapshot) => pollIds.includes(snapshot.pollId));
      if (wanted.length > 0) emit('results:changed', wanted);
    },
    'result:read': async ({ pollId, run }) => snapshots.get(`${pollId}:${run}`) ?? null,
    'feed:read': async () => options.feed ?? { state: 'live', since: clock(), lagVotes: 0, lagSeconds: 0, message: null },
    'feed:retry': async () => undefined,
    'history:timeline': async ({ pollId, step }) => ({ step, options: known(pollId).content.options, rows: [] }),
    'report:start': async () => null,
    'report:cancel': async () => undefined,
    'report:reveal': async () => undefined,
    'demo:start': async () => {
      emit('demo:changed', { running: true, sent: 0, accepted: 0, message: null });
      const draft = create(demoDraft);
      return steer({ pollId: draft.id, revision: draft.revision, command: 'open' });
    },
    'demo:stop': async () => {
      emit('demo:changed', { running: false, sent: 0, accepted: 0, message: null });
      return undefined;
    },
    'notices:read': async () => [],
    'notice:dismiss': async () => undefined,
    'data:read': async () => dataInfo,
    'data:show': async () => undefined,
    'data:move': async () => null,
    'backup:start': async () => null,
    'backup:cancel': async () => undefined,
    'backup:reveal': async () => undefined,
    'restore:check': async () => null,
    'restore:run': async () => undefined,
    'restore:drop': async () => undefined,
    'cluster:status': async () => ({ ...idleCluster, at: clock() }),
    'alerts:read': async ({ pollId }) => readAlerts(pollId),
    'alerts:write': async ({ pollId, rules }) => {
      alerts.set(pollId, { pollId, alerts: rules.map((rule) => ({ rule, firedAt: null })), isMine: true });
      return readAlerts(pollId);
    },
    'alerts:test': async ({ pollId }) => {
      emit('alert:fired', { pollId, title: 'A test', text: known(pollId).content.question, isTest: true });
      return undefined;
    },
    'opening:take': async () => [],
    'pollfile:open': async () => null,
    'logs:show': async () => ({ path: '/home/ada/Kpoll/logs/kpoll.log' }),
    'diagnostics:read': async () => ({ text: 'Kpoll 0.1.0', isCopied: true }),
    'updates:read': async () => ({ kind: 'idle' }),
    'updates:check': async () => ({ kind: 'current', checkedAt: clock() }),
    'updates:download': async () => ({ kind: 'idle' }),
    'settings:read': async () => settings,
    'settings:write': async (fields) => (settings = { ...settings, ...(fields as Partial<Settings>) }),
  };

  return {
    asked,
    emit,
    command,
    poll: (pollId) => book.polls.get(pollId),
    answer(channel, handler) {
      handlers[channel] = handler;
    },
    fail(channel, failure) {
      if (failure === undefined) failures.delete(channel);
      else failures.set(channel, failure);
    },
    async call(channel, args): Promise<Answer> {
      asked.push({ channel, args });
      const failure = failures.get(channel);
      if (failure !== undefined) return { ok: false, ...failure };
      try {
        const handler = handlers[channel] as (given: unknown) => Promise<unknown>;
        return { ok: true, value: await handler(args) };
      } catch (error) {
        if (error instanceof Failure) return { ok: false, code: error.code, message: error.message };
        throw error;
      }
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent.add(listener));
      return () => void ofEvent.delete(listener);
    },
  };
}

function codeOf(id: number): string {
  return `K${String(id).padStart(5, '3')}`;
}

const demoDraft: PollDraft = {
  question: 'What shall we eat tonight?',
  type: 'single',
  options: [{ label: 'Pasta' }, { label: 'Curry' }, { label: 'Salad' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
};
