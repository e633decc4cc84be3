import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import type { AppInfo } from '../../../core/contract/bridge.ts';
import type { Dialog } from '../../state/navigation-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import '../../ui/menu.css';
import { kindIcons, kindWords } from './profile-words.ts';

/** In the title bar: where polls are run, and where else they could be. */
export function ProfileMenu() {
  const info = useShared('app', (state) => state.info);
  const list = useShared('profiles', (state) => state.list);
  const isRefused = useShared('profiles', (state) => state.isRefused);
  const open = useShared('navigation', (state) => state.open);
  const chosen = useRef<Dialog>(null);
  if (info === null) return null;
  if (isRefused) return <ProfileName profile={info.profile} profileKind={info.profileKind} />;
  const choose = (dialog: Dialog) => (chosen.current = dialog);
  // Only once the menu has given the focus back: the dialog returns it to where it found it.
  const openChosen = () => {
    if (chosen.current !== null) open(chosen.current);
    chosen.current = null;
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="title-chip profile-trigger" aria-label={`Connection: ${info.profile}`} data-testid="profile">
        <ProfileWords profile={info.profile} profileKind={info.profileKind} />
        <Icon name="chevronDown" size={12} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={6} collisionPadding={8} align="end" onCloseAutoFocus={openChosen}>
          <DropdownMenu.Label className="menu-label">Connection</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={info.profileId}
            onValueChange={(id) => id !== info.profileId && choose({ kind: 'switch-profile', id })}
          >
            {list?.profiles.map(({ profile }) => (
              <DropdownMenu.RadioItem key={profile.id} value={profile.id} className="menu-item">
                <Icon name={kindIcons[profile.kind]} />
                <span className="menu-text">
                  <span className="menu-name" dir="auto">
                    {profile.name}
                  </span>
                  {profile.kind !== 'this-computer' && <span className="menu-note">{kindWords[profile.kind]}</span>}
                </span>
                <DropdownMenu.ItemIndicator className="menu-mark">
                  <Icon name="check" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => choose({ kind: 'profiles' })}>
            <Icon name="settings" />
            <span className="menu-text">Manage profiles…</span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type Place = Pick<AppInfo, 'profile' | 'profileKind'>;

/** Where somebody else decides on the connection: it is named, and that is all. */
function ProfileName(place: Place) {
  return (
    <span className="title-chip profile-trigger profile-fixed" title={`Connection: ${place.profile}`} data-testid="profile">
      <ProfileWords {...place} />
    </span>
  );
}

function ProfileWords({ profile, profileKind }: Place) {
  return (
    <>
      <Icon name={kindIcons[profileKind]} />
      <span className="profile-trigger-name" dir="auto">
        {profile}
      </span>
    </>
  );
}
