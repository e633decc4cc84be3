import { Tooltip } from 'radix-ui';
import { useState } from 'react';
import { createEditorStore } from './features/editor/editor-store.ts';
import { EditorView } from './features/editor/editor-view.tsx';
import { ClosePollDialog } from './features/live/close-poll-dialog.tsx';
import { LiveView } from './features/live/live-view.tsx';
import { PollList } from './features/polls/poll-list.tsx';
import { Shell } from './features/shell/shell.tsx';
import { TitleBar } from './features/shell/title-bar.tsx';
import { StartView } from './features/start/start-view.tsx';
import { ToastList } from './features/toasts/toast-list.tsx';
import type { EditorStore } from './features/editor/editor-store.ts';
import type { Stores } from './state/stores.ts';
import { StoresContext, useShared } from './state/use-stores.ts';

/** Where the features meet; they do not know each other. */
export function App({ stores, keyName }: { readonly stores: Stores; readonly keyName: string }) {
  const [editorStore] = useState(createEditorStore);
  return (
    <StoresContext value={stores}>
      <Tooltip.Provider delayDuration={400}>
        <Shell titleBar={<TitleBar keyName={keyName} />} list={<PollList />} panel={null}>
          <Centre editorStore={editorStore} />
        </Shell>
        <Dialogs />
        <ToastList />
      </Tooltip.Provider>
    </StoresContext>
  );
}

function Centre({ editorStore }: { readonly editorStore: EditorStore }) {
  const screen = useShared('navigation', (state) => state.screen);
  switch (screen.kind) {
    case 'start':
      return <StartView />;
    case 'live':
      return <LiveView key={screen.pollId} pollId={screen.pollId} />;
    case 'history':
      return <LiveView key={screen.pollId} pollId={screen.pollId} />;
    case 'editor':
      return <EditorView key={screen.pollId} store={editorStore} pollId={screen.pollId} />;
  }
}

function Dialogs() {
  const dialog = useShared('navigation', (state) => state.dialog);
  switch (dialog?.kind) {
    case 'close-poll':
      return <ClosePollDialog pollId={dialog.pollId} />;
    default:
      return null;
  }
}
