import { Tooltip } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import type { EditorStore } from './features/editor/editor-store.ts';
import { createEditorStore } from './features/editor/editor-store.ts';
import { EditorView } from './features/editor/editor-view.tsx';
import { HistoryView } from './features/history/history-view.tsx';
import { ClosePollDialog } from './features/live/close-poll-dialog.tsx';
import { LiveView } from './features/live/live-view.tsx';
import { Palette } from './features/palette/palette.tsx';
import { ShortcutsDialog } from './features/palette/shortcuts-dialog.tsx';
import { useShortcuts } from './features/palette/use-shortcuts.ts';
import { SidePanel } from './features/panel/side-panel.tsx';
import { PollList } from './features/polls/poll-list.tsx';
import { PresenterView } from './features/presenter/presenter-view.tsx';
import { ExportDialog } from './features/reports/export-dialog.tsx';
import { JobChip } from './features/reports/job-chip.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { CentreLoading } from './features/shell/centre-loading.tsx';
import { Shell } from './features/shell/shell.tsx';
import { TitleBar } from './features/shell/title-bar.tsx';
import { ViewSwitch } from './features/shell/view-switch.tsx';
import { DemoChip } from './features/start/demo-chip.tsx';
import { StartView } from './features/start/start-view.tsx';
import { ToastList } from './features/toasts/toast-list.tsx';
import type { AppAction } from './state/app-actions.ts';
import { createAppActions } from './state/app-actions.ts';
import { pollOnScreen } from './state/navigation-store.ts';
import type { Stores } from './state/stores.ts';
import { StoresContext, useShared } from './state/use-stores.ts';

interface AppProps {
  readonly stores: Stores;
  /** What the command key is called here. */
  readonly keyName: string;
}

/** Where the features meet; they do not know each other. */
export function App({ stores, keyName }: AppProps) {
  const actions = useMemo(() => createAppActions(stores), [stores]);
  return (
    <StoresContext value={stores}>
      <Tooltip.Provider delayDuration={400}>
        <Window actions={actions} keyName={keyName} />
        <Dialogs actions={actions} keyName={keyName} />
        <ToastList />
      </Tooltip.Provider>
    </StoresContext>
  );
}

function Window({ actions, keyName }: { readonly actions: readonly AppAction[]; readonly keyName: string }) {
  useShortcuts(actions);
  useWindowTitle();
  const [editorStore] = useState(createEditorStore);
  const presenting = useShared('navigation', (state) => state.presenting);
  const pollId = useShared('navigation', (state) => pollOnScreen(state.screen));
  const isEditing = useShared('navigation', (state) => state.screen.kind === 'editor');
  const hasPanel = useShared('settings', (state) => state.settings.sidePanel !== 'none');
  const isPanelShown = hasPanel && pollId !== null && !isEditing;
  const titleBar = (
    <TitleBar keyName={keyName}>
      <DemoChip />
      <JobChip />
    </TitleBar>
  );
  return (
    <>
      <div className="window" inert={presenting !== null}>
        <Shell titleBar={titleBar} list={<PollList />} panel={isPanelShown ? <SidePanel pollId={pollId} /> : null}>
          <Centre editorStore={editorStore} />
        </Shell>
      </div>
      {presenting !== null && <PresenterView pollId={presenting} />}
    </>
  );
}

function Centre({ editorStore }: { readonly editorStore: EditorStore }) {
  const screen = useShared('navigation', (state) => state.screen);
  const isRestored = useShared('navigation', (state) => state.isRestored);
  if (!isRestored) return <CentreLoading />;
  switch (screen.kind) {
    case 'start':
      return <StartView />;
    case 'live':
      return (
        <LiveView key={screen.pollId} pollId={screen.pollId}>
          <ViewSwitch pollId={screen.pollId} view="live" />
        </LiveView>
      );
    case 'history':
      return (
        <HistoryView key={screen.pollId} pollId={screen.pollId}>
          <ViewSwitch pollId={screen.pollId} view="history" />
        </HistoryView>
      );
    case 'editor':
      return <EditorView key={screen.pollId} store={editorStore} pollId={screen.pollId} />;
  }
}

function Dialogs({ actions, keyName }: { readonly actions: readonly AppAction[]; readonly keyName: string }) {
  const dialog = useShared('navigation', (state) => state.dialog);
  switch (dialog?.kind) {
    case 'close-poll':
      return <ClosePollDialog pollId={dialog.pollId} />;
    case 'export':
      return <ExportDialog key={`${dialog.pollId}:${dialog.run}`} pollId={dialog.pollId} run={dialog.run} />;
    case 'palette':
      return <Palette actions={actions} />;
    case 'shortcuts':
      return <ShortcutsDialog actions={actions} keyName={keyName} />;
    case 'settings':
      return <SettingsDialog />;
    case undefined:
      return null;
  }
}

/** The task bar tells which poll is on screen. */
function useWindowTitle(): void {
  const pollId = useShared('navigation', (state) => pollOnScreen(state.screen));
  const question = useShared('polls', (state) => (pollId === null ? undefined : state.byId.get(pollId)?.content.question));
  useEffect(() => {
    document.title = question === undefined ? 'Kpoll' : `${question} – Kpoll`;
  }, [question]);
}
