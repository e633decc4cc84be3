import type { ReactNode } from 'react';
import { useShared } from '../../state/use-stores.ts';
import { FeedBanner } from './feed-banner.tsx';
import './shell.css';

interface ShellProps {
  readonly titleBar: ReactNode;
  readonly list: ReactNode;
  /** What this computer has to say; nothing as a rule. */
  readonly notices?: ReactNode;
  readonly children: ReactNode;
  /** Nothing where the right region is folded. */
  readonly panel: ReactNode | null;
}

/** Three regions: polls, the poll, and on demand what lies behind it. Narrow windows fold right, then left. */
export function Shell({ titleBar, list, notices, children, panel }: ShellProps) {
  const isListOpen = useShared('navigation', (state) => state.isListOpen);
  const setListOpen = useShared('navigation', (state) => state.setListOpen);
  return (
    <div className={`shell${panel === null ? '' : ' shell-with-panel'}${isListOpen ? ' shell-list-open' : ''}`}>
      <a className="skip-link" href="#main">
        Skip to the poll
      </a>
      {titleBar}
      <div className="shell-list" onKeyDown={(event) => event.key === 'Escape' && setListOpen(false)}>
        {list}
      </div>
      {isListOpen && <div className="shell-veil" aria-hidden="true" onClick={() => setListOpen(false)} />}
      <main id="main" className="shell-main" tabIndex={-1}>
        <FeedBanner />
        {notices}
        {children}
      </main>
      {panel}
    </div>
  );
}
