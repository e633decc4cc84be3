import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { CallArgs, CallResult, EventPayload } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import type { PageNotices } from '../page-notices.ts';
import type { ActivityStore } from './activity-store.ts';
import type { AppState } from './app-store.ts';
import type { NavigationStore } from './navigation-store.ts';
import type { ToastsStore } from './toasts-store.ts';

export type PollAlerts = CallResult<'alerts:read'>;
export type AlertRules = CallArgs<'alerts:write'>['rules'];

export interface AlertsState {
  readonly byPoll: ReadonlyMap<string, PollAlerts>;
  /** Whether messages reach the person outside of this window; `ask`: the browser wants to be asked first. */
  readonly reach: 'desktop' | 'page' | 'ask' | 'denied' | 'none';
  load(pollId: string): Promise<void>;
  /** Failures are said. */
  save(pollId: string, rules: AlertRules): Promise<boolean>;
  test(pollId: string): void;
  askPermission(): Promise<void>;
  applyFired(fired: EventPayload<'alert:fired'>): void;
}

export type AlertsStore = ReturnType<typeof createAlertsStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly toasts: ToastsStore;
  readonly activity: ActivityStore;
  readonly navigation: NavigationStore;
  readonly app: StoreApi<AppState>;
  readonly notices: PageNotices;
}

export function createAlertsStore({ bridge, toasts, activity, navigation, app, notices }: Dependencies) {
  const { add, addError } = toasts.getState();

  function reach(): AlertsState['reach'] {
    const info = app.getState().info;
    if (info?.abilities.includes('notify') === true) return 'desktop';
    const permission = info?.shell === 'browser' ? notices.permission() : 'none';
    return permission === 'granted' ? 'page' : permission === 'default' ? 'ask' : permission;
  }

  return createStore<AlertsState>()((set, get) => {
    const put = (alerts: PollAlerts) => set({ byPoll: new Map(get().byPoll).set(alerts.pollId, alerts), reach: reach() });
    const showPoll = (pollId: string) => navigation.getState().go({ kind: 'live', pollId });
    return {
      byPoll: new Map(),
      reach: 'none',
      async load(pollId) {
        try {
          put(await bridge.call('alerts:read', { pollId }));
        } catch (error) {
          addError(error);
        }
      },
      async save(pollId, rules) {
        try {
          put(await bridge.call('alerts:write', { pollId, rules }));
          return true;
        } catch (error) {
          addError(error);
          return false;
        }
      },
      test(pollId) {
        bridge.call('alerts:test', { pollId }).catch(addError);
      },
      async askPermission() {
        await notices.ask();
        set({ reach: reach() });
      },
      applyFired({ pollId, title, text, isTest }) {
        const show = () => showPoll(pollId);
        add({ tone: 'info', text: `${title}. ${text}`, action: { label: 'Show poll', run: show } });
        if (!isTest) activity.getState().noteAlert(`${title}: ${text}`, pollId);
        if (reach() === 'page') notices.show({ title, text, onClick: show });
        if (get().byPoll.has(pollId)) void get().load(pollId);
      },
    };
  });
}
