import type { EventPayload } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import { restartWords } from '../model/restart-words.ts';
import type { PageNotices } from '../page-notices.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { AlertsState } from './alerts-store.ts';
import { createAlertsStore } from './alerts-store.ts';
import type { ActivityState } from './activity-store.ts';
import { createActivityStore } from './activity-store.ts';
import type { AppState } from './app-store.ts';
import { createAppStore } from './app-store.ts';
import type { ClusterState, StartTimer } from './cluster-store.ts';
import { createClusterStore } from './cluster-store.ts';
import type { DataState } from './data-store.ts';
import { createDataStore } from './data-store.ts';
import type { DemoState } from './demo-store.ts';
import { createDemoStore } from './demo-store.ts';
import type { FeedState } from './feed-store.ts';
import { createFeedStore } from './feed-store.ts';
import type { HelpState } from './help-store.ts';
import { createHelpStore } from './help-store.ts';
import type { JobsState } from './jobs-store.ts';
import { createJobsStore } from './jobs-store.ts';
import type { NavigationState } from './navigation-store.ts';
import { createNavigationStore } from './navigation-store.ts';
import type { NoticesState } from './notices-store.ts';
import { createNoticesStore } from './notices-store.ts';
import type { OpeningsState, TextFile } from './openings-store.ts';
import { createOpeningsStore } from './openings-store.ts';
import type { PollsState } from './polls-store.ts';
import { createPollsStore } from './polls-store.ts';
import type { ProfilesState } from './profiles-store.ts';
import { createProfilesStore } from './profiles-store.ts';
import type { RequestFrame, ResultsState } from './results-store.ts';
import { createResultsStore } from './results-store.ts';
import type { SettingsState } from './settings-store.ts';
import { createSettingsStore } from './settings-store.ts';
import type { ToastsState } from './toasts-store.ts';
import { createToastsStore } from './toasts-store.ts';
import type { UpdatesState } from './updates-store.ts';
import { createUpdatesStore } from './updates-store.ts';
import type { PollActionsState } from './poll-actions.ts';
import { createPollActions } from './poll-actions.ts';
import type { PollWatch } from './watch-polls.ts';
import { createPollWatch } from './watch-polls.ts';

/** What each shared store holds. */
export interface SharedStates {
  readonly activity: ActivityState;
  readonly alerts: AlertsState;
  readonly app: AppState;
  readonly cluster: ClusterState;
  readonly data: DataState;
  readonly demo: DemoState;
  readonly feed: FeedState;
  readonly help: HelpState;
  readonly jobs: JobsState;
  readonly navigation: NavigationState;
  readonly notices: NoticesState;
  readonly openings: OpeningsState;
  readonly polls: PollsState;
  readonly profiles: ProfilesState;
  readonly results: ResultsState;
  readonly settings: SettingsState;
  readonly toasts: ToastsState;
  readonly updates: UpdatesState;
  readonly actions: PollActionsState;
}

export type SharedStores = { readonly [K in keyof SharedStates]: StoreApi<SharedStates[K]> };

/** Everything that more than one feature works with. */
export interface Stores extends SharedStores {
  readonly bridge: BridgeClient;
  readonly clock: () => number;
  readonly requestFrame: RequestFrame;
  /** For what is made here and must not meet another of its kind. */
  readonly newId: () => string;
  readonly watch: PollWatch;
}

interface Surroundings {
  readonly bridge: BridgeClient;
  readonly clock: () => number;
  readonly requestFrame: RequestFrame;
  readonly defer: (callback: () => void) => void;
  readonly startTimer: StartTimer;
  readonly download: (url: string) => void;
  readonly newId: () => string;
  readonly notices: PageNotices;
  readonly pickFile: (extension: string) => Promise<TextFile | undefined>;
  readonly saveText: (text: string, name: string) => void;
  readonly copyText: (text: string) => Promise<void>;
  /** Loads the window again. */
  readonly beginAnew: () => void;
}

export function createStores(surroundings: Surroundings): Stores {
  const { bridge, clock, requestFrame, defer, download, newId } = surroundings;
  const toasts = createToastsStore();
  const settings = createSettingsStore(bridge, toasts);
  const navigation = createNavigationStore(settings);
  const polls = createPollsStore(bridge);
  const feed = createFeedStore(bridge, clock);
  const app = createAppStore(bridge, toasts);
  const activity = createActivityStore(clock);
  return {
    bridge,
    clock,
    requestFrame,
    newId,
    toasts,
    settings,
    navigation,
    polls,
    profiles: createProfilesStore({ bridge, requestFrame, beginAnew: surroundings.beginAnew }),
    cluster: createClusterStore(bridge, surroundings.startTimer),
    results: createResultsStore(requestFrame),
    feed,
    jobs: createJobsStore({ bridge, toasts, download }),
    demo: createDemoStore(bridge, toasts),
    data: createDataStore({ bridge, toasts, navigation }),
    notices: createNoticesStore(bridge, toasts),
    app,
    activity,
    alerts: createAlertsStore({ bridge, toasts, activity, navigation, app, notices: surroundings.notices }),
    openings: createOpeningsStore({ ...surroundings, app, polls, feed, navigation, toasts }),
    help: createHelpStore({ bridge, app, toasts, copyText: surroundings.copyText }),
    updates: createUpdatesStore({ bridge, settings, navigation, toasts }),
    watch: createPollWatch({ bridge, toasts, defer }),
    actions: createPollActions({ bridge, polls, toasts, navigation }),
  };
}

/** Listens to the bridge, loads what there is and restores the last screen. Returns how to stop listening. */
export async function startStores(stores: Stores): Promise<() => void> {
  const stop = listen(stores);
  const { polls, feed, settings, app, profiles, notices, updates } = stores;
  const loading = [polls, feed, settings, app, profiles, notices, updates].map((store) => store.getState().load());
  await Promise.all(loading);
  restoreScreen(stores);
  await stores.openings.getState().take();
  offerTour(stores);
  return stop;
}

function listen(stores: Stores): () => void {
  const { bridge, polls, results, feed, jobs, demo, app, activity, alerts, profiles, navigation, notices, data, openings, updates } =
    stores;
  const unsubscribes = [
    bridge.on('polls:changed', (changed) => {
      activity.getState().notePolls(polls.getState().byId, changed);
      polls.getState().apply(changed);
    }),
    bridge.on('results:changed', results.getState().receive),
    bridge.on('feed:changed', (changed) => {
      activity.getState().noteFeed(feed.getState().feed, changed);
      feed.getState().apply(changed);
    }),
    bridge.on('report:changed', jobs.getState().apply),
    bridge.on('demo:changed', demo.getState().apply),
    bridge.on('alert:fired', alerts.getState().applyFired),
    bridge.on('join:changed', app.getState().applyAddresses),
    bridge.on('opening:offered', () => void openings.getState().take()),
    bridge.on('poll:shown', ({ pollId }) => navigation.getState().go({ kind: 'live', pollId })),
    bridge.on('server:restarted', (restart) => sayRestart(stores, restart)),
    bridge.on('notices:changed', notices.getState().apply),
    bridge.on('updates:changed', updates.getState().apply),
    bridge.on('backup:changed', data.getState().applyBackup),
    bridge.on('profile:switched', ({ id }) => profiles.getState().applySwitched(id)),
  ];
  return () => unsubscribes.forEach((unsubscribe) => unsubscribe());
}

/** The feed's banner is gone again by then, and whoever looked away wants to know. */
function sayRestart({ toasts, activity }: Stores, restart: EventPayload<'server:restarted'>): void {
  const text = restartWords(restart);
  toasts.getState().add({ tone: 'info', text });
  activity.getState().note('paused', text);
}

function restoreScreen({ settings, polls, navigation }: Stores): void {
  if (navigation.getState().isRestored) return;
  const { view, openPollId } = settings.getState().settings;
  const poll = openPollId === null ? undefined : polls.getState().byId.get(openPollId);
  const canRestore = poll !== undefined && view !== 'start' && (view !== 'editor' || poll.state === 'draft');
  navigation.setState({ isRestored: true, ...(canRestore && { screen: { kind: view, pollId: poll.id } }) });
}

/** Newcomers only: where there are polls, or somebody has gone on already, the way is known. */
function offerTour({ settings, polls, navigation }: Stores): void {
  const { phase, byId } = polls.getState();
  const { screen, dialog, open } = navigation.getState();
  const isNew = settings.getState().settings.tour === 'new' && phase === 'ready' && byId.size === 0;
  if (isNew && screen.kind === 'start' && dialog === null) open({ kind: 'tour' });
}
