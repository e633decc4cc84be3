import { Tooltip } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { AlertsDialog } from './features/alerts/alerts-dialog.tsx';
import type { EditorStore } from './features/editor/editor-store.ts';
import { createEditorStore } from './features/editor/editor-store.ts';
import { useOfferedDraft } from './features/editor/use-offered-draft.ts';
import { EditorView } from './features/editor/editor-view.tsx';
import { HelpSection } from './features/help/help-section.tsx';
import { HistoryView } from './features/history/history-view.tsx';
import { ClosingDialog } from './features/live/closing-dialog.tsx';
import { ClosePollDialog } from './features/live/close-poll-dialog.tsx';
import { LiveView } from './features/live/live-view.tsx';
import { Palette } from './features/palette/palette.tsx';
import { ShortcutsDialog } from './features/palette/shortcuts-dialog.tsx';
import { useDroppedFiles } from './features/openings/use-dropped-files.ts';
import { useMenu } from './features/palette/use-menu.ts';
import { useShortcuts } from './features/palette/use-shortcuts.ts';
import { ClusterPanel } from './features/cluster/cluster-panel.tsx';
import { BackupChip } from './features/data/backup-chip.tsx';
import { DataSection } from './features/data/data-section.tsx';
import { MoveDialog } from './features/data/move-dialog.tsx';
import { RestoreDialog } from './features/data/restore-dialog.tsx';
import { NoticeBanners } from './features/notices/notice-banners.tsx';
import { SidePanel } from './features/panel/side-panel.tsx';
import { PollList } from './features/polls/poll-list.tsx';
import { PresenterView } from './features/presenter/presenter-view.tsx';
import type { ProfileEditorStore } from './features/profiles/profile-editor-store.ts';
import { createProfileEditorStore } from './features/profiles/profile-editor-store.ts';
import { ProfileMenu } from './features/profiles/profile-menu.tsx';
import { ProfilesDialog } from './features/profiles/profiles-dialog.tsx';
import { SwitchDialog } from './features/profiles/switch-dialog.tsx';
import { ExportDialog } from './features/reports/export-dialog.tsx';
import { JobChip } from './features/reports/job-chip.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { CentreLoading } from './features/shell/centre-loading.tsx';
import { Shell } from './features/shell/shell.tsx';
import { TitleBar } from './features/shell/title-bar.tsx';
import { ViewSwitch } from './features/shell/view-switch.tsx';
import { DemoChip } from './features/start/demo-chip.tsx';
import { StartView } from './features/start/start-view.tsx';
import { TourDialog } from './features/tour/tour-dialog.tsx';
import { UpdatesDialog, UpdatesSection } from './features/updates/updates-dialog.tsx';
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
  const [editorStore] = useState(createEditorStore);
  const [profileStore] = useState(() => createProfileEditorStore(stores.profiles, stores.newId));
  return (
    <StoresContext value={stores}>
      <Tooltip.Provider delayDuration={400}>
        <Window actions={actions} keyName={keyName} editorStore={editorStore} />
        <Dialogs actions={actions} keyName={keyName} editorStore={editorStore} profileStore={profileStore} />
        <ToastList />
      </Tooltip.Provider>
    </StoresContext>
  );
}

interface WindowProps {
  readonly actions: readonly AppAction[];
  readonly keyName: string;
  readonly editorStore: EditorStore;
}

function Window({ actions, keyName, editorStore }: WindowProps) {
  useShortcuts(actions);
  useMenu(actions);
  useDroppedFiles();
  useOfferedDraft(editorStore);
  useWindowTitle();
  const presenting = useShared('navigation', (state) => state.presenting);
  const pollId = useShared('navigation', (state) => pollOnScreen(state.screen));
  const isEditing = useShared('navigation', (state) => state.screen.kind === 'editor');
  const panel = useShared('settings', (state) => state.settings.sidePanel);
  // Without a poll there are no details of it.
  const isPanelShown = panel !== 'none' && !isEditing && (pollId !== null || panel !== 'details');
  const titleBar = (
    <TitleBar keyName={keyName}>
      <DemoChip />
      <JobChip />
      <BackupChip />
      <ProfileMenu />
    </TitleBar>
  );
  return (
    <>
      <div className="window" inert={presenting !== null}>
        <Shell
          titleBar={titleBar}
          list={<PollList />}
          notices={<NoticeBanners />}
          panel={isPanelShown ? <SidePanel pollId={pollId} cluster={<ClusterPanel />} /> : null}
        >
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

function Dialogs({ actions, keyName, editorStore, profileStore }: WindowProps & { readonly profileStore: ProfileEditorStore }) {
  const dialog = useShared('navigation', (state) => state.dialog);
  const switching = useShared('profiles', (state) => state.switching?.id);
  const isWritingPoll = useStore(editorStore, (state) => state.forms.size > 0);
  // Another window may have asked for the switch; it comes before whatever is open here.
  if (switching !== undefined) return <SwitchDialog id={switching} store={profileStore} isWritingPoll={isWritingPoll} />;
  switch (dialog?.kind) {
    case 'close-poll':
      return <ClosePollDialog pollId={dialog.pollId} />;
    case 'closing':
      return <ClosingDialog key={dialog.pollId} pollId={dialog.pollId} />;
    case 'alerts':
      return <AlertsDialog key={dialog.pollId} pollId={dialog.pollId} />;
    case 'export':
      return <ExportDialog key={`${dialog.pollId}:${dialog.run}`} pollId={dialog.pollId} run={dialog.run} />;
    case 'palette':
      return <Palette actions={actions} />;
    case 'shortcuts':
      return <ShortcutsDialog actions={actions} keyName={keyName} />;
    case 'settings':
      return (
        <SettingsDialog>
          <DataSection />
          <UpdatesSection />
          <HelpSection />
        </SettingsDialog>
      );
    case 'updates':
      return <UpdatesDialog />;
    case 'tour':
      return <TourDialog />;
    case 'restore':
      return <RestoreDialog />;
    case 'move-data':
      return <MoveDialog />;
    case 'profiles':
      return <ProfilesDialog store={profileStore} isWritingPoll={isWritingPoll} />;
    case 'switch-profile':
      return <SwitchDialog id={dialog.id} store={profileStore} isWritingPoll={isWritingPoll} />;
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
