import type { ReactNode } from 'react';
import { pollOnScreen } from '../../state/navigation-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FeedMark } from './feed-mark.tsx';

/** `children` stand before the feed's state: what is under way. */
export function TitleBar({ keyName, children }: { readonly keyName: string; readonly children?: ReactNode }) {
  const go = useShared('navigation', (state) => state.go);
  const open = useShared('navigation', (state) => state.open);
  const isListOpen = useShared('navigation', (state) => state.isListOpen);
  const setListOpen = useShared('navigation', (state) => state.setListOpen);
  const hasPoll = useShared('navigation', (state) => pollOnScreen(state.screen) !== null);
  const panel = useShared('settings', (state) => state.settings.sidePanel);
  const change = useShared('settings', (state) => state.change);
  return (
    <header className="title-bar">
      <div className="title-bar-left">
        <span className="title-bar-menu">
          <IconButton icon="menu" label="List of polls" aria-expanded={isListOpen} onClick={() => setListOpen(!isListOpen)} />
        </span>
        <button type="button" className="brand" aria-label="Kpoll, start page" onClick={() => go({ kind: 'start' })}>
          <BrandMark />
          <span className="brand-name">Kpoll</span>
        </button>
      </div>
      <button type="button" className="command-button" onClick={() => open({ kind: 'palette' })}>
        <Icon name="search" />
        <span className="command-text">Find a poll or an action</span>
        <kbd className="key">{keyName} K</kbd>
      </button>
      <div className="title-bar-right">
        {children}
        <FeedMark />
        {hasPoll && (
          <IconButton
            icon="panel"
            label="Side panel"
            shortcut="I"
            aria-pressed={panel !== 'none'}
            onClick={() => change({ sidePanel: panel === 'none' ? 'details' : 'none' })}
          />
        )}
        <IconButton icon="settings" label="Settings" shortcut="," onClick={() => open({ kind: 'settings' })} />
      </div>
    </header>
  );
}

/** Three bars in a frame: the product in 20 pixels. */
function BrandMark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect width="20" height="20" rx="5" fill="var(--accent)" />
      <path d="M5.5 5v10M5.5 6.5h9M5.5 10h5.5M5.5 13.5h7.5" stroke="var(--accent-text)" strokeWidth="2" strokeLinecap="round" fill="none" />
    </svg>
  );
}
