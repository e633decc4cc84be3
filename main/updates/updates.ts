import type { UpdateState } from '../../core/contract/bridge-updates.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { notesText } from './notes-text.ts';
import type { Updater, UpdateSource } from './updater-port.ts';

/** What is known of newer versions of this program, and what is done about them. */
export interface Updates {
  read(): UpdateState;
  /** Never rejects: what goes wrong is a state. */
  check(): Promise<UpdateState>;
  /** Begins; never rejects. */
  download(): UpdateState;
  /** Returns an unsubscribe. */
  onChange(listener: (state: UpdateState) => void): () => void;
  /** From now on looks by itself, where the settings say so. */
  start(): void;
  stop(): void;
}

export interface UpdatesOptions {
  readonly source: UpdateSource;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** The start has enough to do. */
const firstLookMs = 30_000;
const dayMs = 24 * 3_600_000;
/** Where nobody answered: a computer may have been started before it was online. */
const againMs = 3_600_000;
/** Timers stand still while a computer sleeps. */
const lookAtClockMs = 600_000;

export function createUpdates({ source, settings, clock, logger }: UpdatesOptions): Updates {
  const listeners = new Set<(state: UpdateState) => void>();
  let state: UpdateState = 'off' in source ? { kind: 'off', reason: source.off } : { kind: 'idle' };
  let dueAt = -Infinity;
  let checking: Promise<UpdateState> | undefined;
  const timers: NodeJS.Timeout[] = [];

  const go = (next: UpdateState): UpdateState => {
    state = next;
    for (const listener of listeners) listener(next);
    return next;
  };
  const fail = (what: string, error: unknown): UpdateState => {
    logger.error(what, { error });
    return go({ kind: 'failed', message: error instanceof Failure ? error.message : unforeseen });
  };
  const look = async (updater: Updater): Promise<UpdateState> => {
    dueAt = clock() + dayMs;
    go({ kind: 'checking' });
    try {
      const release = await updater.check(settings.read().updates.channel);
      if (release === null) return go({ kind: 'current', checkedAt: clock() });
      return go({ kind: 'available', version: release.version.slice(0, 64), notes: notesText(release.notes) });
    } catch (error) {
      dueAt = clock() + againMs;
      return fail('newer versions could not be looked for', error);
    }
  };
  const check = async (): Promise<UpdateState> => {
    // What is on its way or here already is not to be lost sight of.
    if ('off' in source || state.kind === 'downloading' || state.kind === 'ready') return state;
    checking ??= look(source.updater).finally(() => (checking = undefined));
    return checking;
  };
  const fetch = async (updater: Updater, { version, notes }: { readonly version: string; readonly notes: string }) => {
    let shown = 0;
    try {
      await updater.download((share) => {
        const percent = Math.min(100, Math.max(0, Math.floor(share)));
        if (percent <= shown) return;
        shown = percent;
        go({ kind: 'downloading', version, notes, percent });
      });
      go({ kind: 'ready', version, notes });
    } catch (error) {
      fail('the newer version could not be downloaded', error);
    }
  };
  const lookWhenDue = () => {
    if (!settings.read().updates.automatic || clock() < dueAt) return;
    void check();
  };
  return {
    read: () => state,
    check,
    download() {
      if ('off' in source || state.kind !== 'available') return state;
      const { version, notes } = state;
      go({ kind: 'downloading', version, notes, percent: 0 });
      void fetch(source.updater, { version, notes });
      return state;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start() {
      if ('off' in source) return;
      timers.push(setTimeout(lookWhenDue, firstLookMs), setInterval(lookWhenDue, lookAtClockMs));
    },
    stop() {
      for (const timer of timers.splice(0)) clearTimeout(timer);
    },
  };
}

const unforeseen = 'Something went wrong while updating; the log has the details. This Kpoll goes on as it is, and so does voting.';
