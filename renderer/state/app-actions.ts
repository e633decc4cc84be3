import type { Settings } from '../../core/domain/settings.ts';
import type { PollView } from '../model/view-types.ts';
import { lastRun } from '../model/view-types.ts';
import { pollOnScreen } from './navigation-store.ts';
import type { Stores } from './stores.ts';

export interface AppAction {
  readonly id: string;
  readonly title: string;
  readonly group: 'This poll' | 'View' | 'Kpoll';
  /** A single key, as `KeyboardEvent.key` names it; works wherever nobody is typing. */
  readonly key?: string;
  /** Whether it would do something now; what is not offered is neither listed nor run. */
  isOffered(): boolean;
  run(): void;
}

/** Everything the moderator can do: the palette, the shortcuts and their list all come from here. */
export function createAppActions(stores: Stores): readonly AppAction[] {
  return [...pollActions(stores), ...viewActions(stores), ...appActions(stores)];
}

type Offer = (poll: PollView) => boolean;

function pollActions(stores: Stores): AppAction[] {
  const { actions, navigation, polls, openings } = stores;
  const current = () => polls.getState().byId.get(pollOnScreen(navigation.getState().screen) ?? '');
  const onPoll = (
    id: string,
    title: string,
    more: { readonly key?: string; readonly offer: Offer; readonly run: (poll: PollView) => void },
  ): AppAction => ({
    id,
    title,
    group: 'This poll',
    ...(more.key !== undefined && { key: more.key }),
    isOffered() {
      const poll = current();
      return poll !== undefined && more.offer(poll);
    },
    run() {
      const poll = current();
      if (poll !== undefined) more.run(poll);
    },
  });
  const give = (command: 'open' | 'pause' | 'resume' | 'show') => (poll: PollView) => void actions.getState().command(poll, command);
  const isIn =
    (...states: readonly PollView['state'][]): Offer =>
    (poll) =>
      states.includes(poll.state);
  const exportRun = (poll: PollView) => navigation.getState().open({ kind: 'export', pollId: poll.id, run: lastRun(poll)?.run ?? 1 });

  return [
    onPoll('open', 'Open voting', { key: 'o', offer: isIn('draft'), run: give('open') }),
    onPoll('pause', 'Pause voting', { key: 'p', offer: isIn('open'), run: give('pause') }),
    onPoll('resume', 'Resume voting', { key: 'r', offer: isIn('paused'), run: give('resume') }),
    onPoll('close', 'Close voting…', {
      key: 'c',
      offer: isIn('open', 'paused'),
      run: (poll) => navigation.getState().open({ kind: 'close-poll', pollId: poll.id }),
    }),
    onPoll('closing', 'Closing time…', {
      key: 't',
      offer: isIn('draft', 'open', 'paused', 'closed'),
      run: (poll) => navigation.getState().open({ kind: 'closing', pollId: poll.id }),
    }),
    onPoll('alerts', 'Alerts…', {
      key: 'a',
      offer: () => true,
      run: (poll) => navigation.getState().open({ kind: 'alerts', pollId: poll.id }),
    }),
    onPoll('again', 'Run again', { offer: isIn('closed'), run: give('open') }),
    onPoll('export', 'Export…', { key: 'x', offer: (poll) => poll.runs.length > 0, run: exportRun }),
    onPoll('present', 'Present on the big screen', { key: 'f', offer: () => true, run: (poll) => navigation.getState().present(poll.id) }),
    onPoll('edit', 'Edit poll', {
      key: 'e',
      offer: isIn('draft'),
      run: (poll) => navigation.getState().go({ kind: 'editor', pollId: poll.id }),
    }),
    onPoll('duplicate', 'Duplicate poll', { key: 'd', offer: () => true, run: (poll) => void actions.getState().duplicate(poll) }),
    onPoll('save-file', 'Save poll as file…', { offer: () => true, run: (poll) => openings.getState().saveFile(poll) }),
    onPoll('hide', 'Hide poll', {
      offer: (poll) => !poll.hidden && isIn('draft', 'closed')(poll),
      run: (poll) => void actions.getState().hide(poll),
    }),
    onPoll('show', 'Show poll again', { offer: (poll) => poll.hidden, run: give('show') }),
    onPoll('live', 'Look at the poll now', {
      key: '1',
      offer: () => navigation.getState().screen.kind !== 'live',
      run: (poll) => navigation.getState().go({ kind: 'live', pollId: poll.id }),
    }),
    onPoll('history', 'Look at its history', {
      key: '2',
      offer: (poll) => poll.runs.length > 0 && navigation.getState().screen.kind !== 'history',
      run: (poll) => navigation.getState().go({ kind: 'history', pollId: poll.id }),
    }),
  ];
}

function viewActions(stores: Stores): AppAction[] {
  const { settings, navigation, results } = stores;
  const change = settings.getState().change;
  const values = () => settings.getState().settings;
  const hasPoll = () => pollOnScreen(navigation.getState().screen) !== null;
  const isLive = () => navigation.getState().screen.kind === 'live';
  const panel = (id: Exclude<Settings['sidePanel'], 'none'>, title: string): AppAction => ({
    id,
    title,
    group: 'View',
    isOffered: () => values().sidePanel !== id && (id !== 'details' || hasPoll()),
    run: () => change({ sidePanel: id }),
  });
  const onPollId = (act: (pollId: string) => void) => () => {
    const pollId = pollOnScreen(navigation.getState().screen);
    if (pollId !== null) act(pollId);
  };
  return [
    {
      id: 'order',
      title: 'Change the order of options',
      group: 'View',
      key: 'v',
      isOffered: hasPoll,
      run: () => change({ resultOrder: values().resultOrder === 'poll' ? 'votes' : 'poll' }),
    },
    {
      id: 'hold',
      title: 'Hold the screen still, or catch up',
      group: 'View',
      key: 'h',
      isOffered: isLive,
      run: onPollId((pollId) =>
        results.getState().held?.pollId === pollId ? results.getState().release() : results.getState().hold(pollId),
      ),
    },
    {
      id: 'panel',
      title: 'Show or fold the side panel',
      group: 'View',
      key: 'i',
      isOffered: hasPoll,
      run: () => change({ sidePanel: values().sidePanel === 'none' ? 'details' : 'none' }),
    },
    panel('details', 'Show details'),
    panel('health', 'Show health'),
    panel('cluster', 'Show the cluster’s status'),
    panel('activity', 'Show activity'),
  ];
}

function appActions(stores: Stores): AppAction[] {
  const { navigation, settings, feed, demo, polls, profiles, actions, data, notices, openings } = stores;
  const values = () => settings.getState().settings;
  const theme = (name: 'system' | 'light' | 'dark', title: string): AppAction => ({
    id: `theme-${name}`,
    title,
    group: 'Kpoll',
    isOffered: () => values().theme !== name,
    run: () => settings.getState().change({ theme: name }),
  });
  const beginDemo = async () => {
    const poll = await demo.getState().begin();
    if (poll !== null) navigation.getState().go({ kind: 'live', pollId: poll.id });
  };
  const makeSample = async () => {
    const poll = await actions.getState().makeSample();
    if (poll !== null) navigation.getState().go({ kind: 'live', pollId: poll.id });
  };
  const always = () => true;
  return [
    {
      id: 'new',
      title: 'New poll',
      group: 'Kpoll',
      key: 'n',
      isOffered: always,
      run: () => navigation.getState().go({ kind: 'editor', pollId: null }),
    },
    { id: 'open-file', title: 'Open poll file…', group: 'Kpoll', isOffered: always, run: () => void openings.getState().choose() },
    { id: 'search', title: 'Search the list of polls', group: 'Kpoll', key: '/', isOffered: always, run: () => focusSearch(stores) },
    {
      id: 'start',
      title: 'Go to the start page',
      group: 'Kpoll',
      key: 'g',
      isOffered: () => navigation.getState().screen.kind !== 'start',
      run: () => navigation.getState().go({ kind: 'start' }),
    },
    { id: 'demo', title: 'Try the demo', group: 'Kpoll', isOffered: () => !demo.getState().demo.running, run: () => void beginDemo() },
    { id: 'sample', title: 'Make a sample poll', group: 'Kpoll', isOffered: always, run: () => void makeSample() },
    {
      id: 'demo-stop',
      title: 'Stop the demo',
      group: 'Kpoll',
      isOffered: () => demo.getState().demo.running,
      run: () => void demo.getState().end(),
    },
    {
      id: 'hidden',
      title: 'Include or leave out hidden polls',
      group: 'Kpoll',
      isOffered: () => [...polls.getState().byId.values()].some((poll) => poll.hidden),
      run: () => settings.getState().change({ showHidden: !values().showHidden }),
    },
    {
      id: 'retry',
      title: 'Connect again',
      group: 'Kpoll',
      isOffered: () => ['failed', 'stale'].includes(feed.getState().feed.state),
      run: () => void feed.getState().retry(),
    },
    {
      id: 'profiles',
      title: 'Connection profiles…',
      group: 'Kpoll',
      key: 'm',
      isOffered: () => !profiles.getState().isRefused,
      run: () => navigation.getState().open({ kind: 'profiles' }),
    },
    {
      id: 'back-up',
      title: 'Back up…',
      group: 'Kpoll',
      isOffered: () => !notices.getState().isRefused && data.getState().backup === null,
      run: () => void data.getState().backUp(),
    },
    {
      id: 'restore',
      title: 'Restore a backup…',
      group: 'Kpoll',
      isOffered: () => !notices.getState().isRefused,
      run: () => navigation.getState().open({ kind: 'restore' }),
    },
    {
      id: 'settings',
      title: 'Settings',
      group: 'Kpoll',
      key: ',',
      isOffered: always,
      run: () => navigation.getState().open({ kind: 'settings' }),
    },
    ...helpActions(stores),
    theme('light', 'Light theme'),
    theme('dark', 'Dark theme'),
    theme('system', 'Theme as the system has it'),
  ];
}

function helpActions({ navigation, help, updates }: Stores): AppAction[] {
  const always = () => true;
  return [
    { id: 'tour', title: 'Take the tour', group: 'Kpoll', isOffered: always, run: () => navigation.getState().open({ kind: 'tour' }) },
    {
      id: 'updates',
      title: 'Check for updates…',
      group: 'Kpoll',
      isOffered: () => updates.getState().update !== null,
      run: () => void updates.getState().open(),
    },
    {
      id: 'show-logs',
      title: 'Show logs',
      group: 'Kpoll',
      isOffered: help.getState().isOffered,
      run: () => void help.getState().showLogs(),
    },
    {
      id: 'copy-diagnostics',
      title: 'Copy diagnostics',
      group: 'Kpoll',
      isOffered: help.getState().isOffered,
      run: () => void help.getState().copyDiagnostics(),
    },
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      group: 'Kpoll',
      key: '?',
      isOffered: always,
      run: () => navigation.getState().open({ kind: 'shortcuts' }),
    },
  ];
}

/** The list may be folded away: it is unfolded first. */
function focusSearch({ navigation, requestFrame }: Stores): void {
  navigation.getState().setListOpen(true);
  requestFrame(() => document.getElementById('poll-search')?.focus());
}
