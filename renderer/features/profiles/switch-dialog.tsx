import { useEffect } from 'react';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { ProfileEditorStore } from './profile-editor-store.ts';
import { switchNote } from './profile-words.ts';
import { useLosses } from './use-losses.ts';

interface SwitchDialogProps {
  readonly id: string;
  readonly store: ProfileEditorStore;
  /** A poll is being written; it would be lost. */
  readonly isWritingPoll: boolean;
}

/** Switches at once where nothing would be lost; else asks. Stays until the window begins anew, or says why it does not. */
export function SwitchDialog({ id, store, isWritingPoll }: SwitchDialogProps) {
  const list = useShared('profiles', (state) => state.list);
  const switching = useShared('profiles', (state) => state.switching);
  const switchTo = useShared('profiles', (state) => state.switchTo);
  const name = list?.profiles.find(({ profile }) => profile.id === id)?.profile.name ?? 'the other profile';
  const lost = useLosses(store, isWritingPoll);
  const isSame = id === list?.active;
  const isAsking = switching === null && lost.length > 0;
  useEffect(() => {
    if (switching === null && lost.length === 0) void switchTo(id);
  }, [switching, lost.length, switchTo, id]);
  if (isAsking) return <AskFirst name={name} isSame={isSame} lost={lost} onSwitch={() => void switchTo(id)} />;
  if (switching !== null && switching.message !== null) return <SwitchFailed id={id} name={name} message={switching.message} />;
  return <Switching name={name} isSame={isSame} />;
}

interface AskFirstProps {
  readonly name: string;
  /** Connecting again to the profile in use. */
  readonly isSame: boolean;
  readonly lost: readonly string[];
  readonly onSwitch: () => void;
}

function AskFirst({ name, isSame, lost, onSwitch }: AskFirstProps) {
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  return (
    <Dialog
      title={isSame ? `Connect to ${name} again?` : `Switch to ${name}?`}
      onClose={closeDialog}
      footer={
        <>
          <Button onClick={closeDialog}>Stay here</Button>
          <Button look="danger" onClick={onSwitch}>
            {isSame ? 'Connect and lose it' : 'Switch and lose it'}
          </Button>
        </>
      }
    >
      <p>{switchNote(isSame)} This is not saved and would be lost:</p>
      <ul className="switch-losses">
        {lost.map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
      </ul>
    </Dialog>
  );
}

function Switching({ name, isSame }: { readonly name: string; readonly isSame: boolean }) {
  return (
    <Dialog title={isSame ? 'Connecting again…' : 'Switching…'} onClose={() => undefined} isHeld>
      <p className="switch-busy" role="status">
        <span className="spinner" aria-hidden="true" />
        <span>
          Connecting this window to <strong dir="auto">{name}</strong>. {switchNote(isSame)}
        </span>
      </p>
    </Dialog>
  );
}

function SwitchFailed({ id, name, message }: { readonly id: string; readonly name: string; readonly message: string }) {
  const open = useShared('navigation', (state) => state.open);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const switchTo = useShared('profiles', (state) => state.switchTo);
  const forget = useShared('profiles', (state) => state.forgetSwitch);
  const leave = (next: () => void) => () => {
    next();
    forget();
  };
  return (
    <Dialog
      title={`Not switched to ${name}`}
      onClose={leave(closeDialog)}
      footer={
        <>
          <Button onClick={leave(() => open({ kind: 'profiles' }))}>Connection profiles…</Button>
          <Button look="primary" icon="again" onClick={() => void switchTo(id)}>
            Try again
          </Button>
        </>
      }
    >
      <p>{message}</p>
    </Dialog>
  );
}
