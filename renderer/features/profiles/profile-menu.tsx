import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import type { Dialog } from '../../state/navigation-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import '../../ui/menu.css';
import { kindIcons, kindWords } from './profile-words.ts';

/** In the title bar: where polls are run, and where else they could be. */
export function ProfileMenu() {
  const info = useShared('app', (state) => state.info);
  const list = useShared('profiles', (state) => state.list);
  const open = useShared('navigation', (state) => state.open);
  const chosen = useRef<Dialog>(null);
  if (info === null) return null;
  const choose = (dialog: Dialog) => (chosen.current = dialog);
  // Only once the menu has given the focus back: the dialog returns it to where it found it.
  const openChosen = () => {
    if (chosen.current !== null) open(chosen.current);
    chosen.current = null;
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="title-chip profile-trigger" aria-label={`Connection: ${info.profile}`} data-testid="profile">
        <Icon name={kindIcons[info.profileKind]} />
        <span className="profile-trigger-name" dir="auto">
          {info.profile}
        </span>
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
