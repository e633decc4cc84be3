import { createStore } from 'zustand/vanilla';
import type { CallResult } from '../../core/contract/bridge.ts';
import type { Settings } from '../../core/domain/settings.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';
import type { NavigationStore } from './navigation-store.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Toast, ToastsStore } from './toasts-store.ts';

export type UpdateView = CallResult<'updates:read'>;

export interface UpdatesState {
  /** Null while unknown, and where the program belongs to another computer. */
  readonly update: UpdateView | null;
  load(): Promise<void>;
  apply(update: UpdateView): void;
  /** Shows what is known, and looks for newer versions where that is possible. */
  open(): Promise<void>;
  check(): Promise<void>;
  download(): Promise<void>;
  /** Looks again at once where another channel is chosen. */
  change(wish: Partial<Settings['updates']>): Promise<void>;
}

type News = Pick<Toast, 'tone' | 'text'>;

export type UpdatesStore = ReturnType<typeof createUpdatesStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly settings: SettingsStore;
  readonly navigation: NavigationStore;
  readonly toasts: ToastsStore;
}

/** Newer versions of Kpoll: what is known of them, and what the person wants done. */
export function createUpdatesStore({ bridge, settings, navigation, toasts }: Dependencies) {
  const { add, addError } = toasts.getState();
  let announced = '';
  let waiting: News | undefined;
  let told = false;

  const store = createStore<UpdatesState>()((set, get) => {
    const ask = async (call: 'updates:check' | 'updates:download') => {
      try {
        get().apply(await bridge.call(call));
      } catch (error) {
        addError(error);
      }
    };
    return {
      update: null,
      async load() {
        try {
          const update = await bridge.call('updates:read');
          // What was told meanwhile is newer than the answer.
          if (!told) get().apply(update);
        } catch (error) {
          if (!(error instanceof Failure) || error.code !== 'unauthorized') addError(error);
        }
      },
      apply(update) {
        told = true;
        const news = newsOf(get().update, update);
        set({ update });
        announce(news);
      },
      async open() {
        navigation.getState().open({ kind: 'updates' });
        if (get().update?.kind !== 'off') await get().check();
      },
      check: () => ask('updates:check'),
      download: () => ask('updates:download'),
      async change(wish) {
        const { updates } = settings.getState().settings;
        settings.getState().change({ updates: { ...updates, ...wish } });
        const isOther = wish.channel !== undefined && wish.channel !== updates.channel;
        if (isOther && get().update?.kind !== 'off') await get().check();
      },
    };
  });

  /** Not to somebody who is looking at it, and not on the big screen: that is said when it is left. */
  function announce(news: News | undefined): void {
    const { dialog } = navigation.getState();
    if (news === undefined || dialog?.kind === 'updates' || dialog?.kind === 'settings') return;
    waiting = news;
    say();
  }

  function say(): void {
    if (waiting === undefined || navigation.getState().presenting !== null) return;
    const news = waiting;
    waiting = undefined;
    const show = () => navigation.getState().open({ kind: 'updates' });
    add({ ...news, action: { label: news.tone === 'bad' ? 'Show' : 'What is new', run: show } });
  }

  function newsOf(before: UpdateView | null, update: UpdateView): News | undefined {
    if (update.kind === 'available') {
      if (update.version === announced) return undefined;
      announced = update.version;
      return { tone: 'info', text: `Kpoll ${update.version} is available.` };
    }
    // What somebody has asked for and may have turned away from.
    if (before?.kind !== 'downloading') return undefined;
    if (update.kind === 'ready') return { tone: 'good', text: `Kpoll ${update.version} is ready. It is installed when you quit Kpoll.` };
    return update.kind === 'failed' ? { tone: 'bad', text: update.message } : undefined;
  }

  navigation.subscribe(say);
  return store;
}
