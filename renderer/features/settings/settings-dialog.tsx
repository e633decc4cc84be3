import type { ReactNode } from 'react';
import type { Settings } from '../../../core/domain/settings.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import './settings-dialog.css';

const themes: readonly { readonly value: Settings['theme']; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

const orders: readonly { readonly value: Settings['resultOrder']; readonly label: string }[] = [
  { value: 'poll', label: 'Poll order' },
  { value: 'votes', label: 'Most votes' },
];

/** `children`: sections of features that have more to say than a line. */
export function SettingsDialog({ children }: { readonly children?: ReactNode }) {
  const settings = useShared('settings', (state) => state.settings);
  const change = useShared('settings', (state) => state.change);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const open = useShared('navigation', (state) => state.open);
  const info = useShared('app', (state) => state.info);
  /** Where there are updates, their section names the version. */
  const isVersionToldBelow = useShared('updates', (state) => state.update !== null);
  const hasProfiles = useShared('profiles', (state) => !state.isRefused);
  return (
    <Dialog title="Settings" onClose={closeDialog}>
      <dl className="settings">
        <dt>Theme</dt>
        <dd>
          <Segments label="Theme" value={settings.theme} choices={themes} onChange={(theme) => change({ theme })} />
        </dd>
        <dt>Order of options</dt>
        <dd>
          <Segments
            label="Order of options"
            value={settings.resultOrder}
            choices={orders}
            onChange={(resultOrder) => change({ resultOrder })}
          />
        </dd>
        <dt>List of polls</dt>
        <dd>
          <Switch label="Include hidden polls" isOn={settings.showHidden} onChange={(showHidden) => change({ showHidden })} />
        </dd>
        <dt>Help</dt>
        <dd>
          <Button onClick={() => open({ kind: 'tour' })}>Take the tour</Button>
        </dd>
        {info !== null && (
          <>
            <dt>Connection</dt>
            <dd className="settings-connection">
              <span dir="auto">{info.profile}</span>
              {hasProfiles && (
                <Button look="quiet" onClick={() => open({ kind: 'profiles' })}>
                  Manage profiles…
                </Button>
              )}
            </dd>
            {!isVersionToldBelow && (
              <>
                <dt>Version</dt>
                <dd>{info.version}</dd>
              </>
            )}
          </>
        )}
      </dl>
      {children}
    </Dialog>
  );
}
