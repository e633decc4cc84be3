import { useEffect, useMemo, useRef, useState } from 'react';
import { pollOnScreen } from '../../state/navigation-store.ts';
import { useShared, useStores } from '../../state/use-stores.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { ListRow } from './list-rows.ts';
import { listRows, rowsInSight, totalHeight } from './list-rows.ts';
import { focusFirstRow, moveFocus } from './move-focus.ts';
import { PollRow } from './poll-row.tsx';
import './poll-list.css';

export function PollList() {
  const [search, setSearch] = useState('');
  const byId = useShared('polls', (state) => state.byId);
  const showHidden = useShared('settings', (state) => state.settings.showHidden);
  const rows = useMemo(() => listRows(byId.values(), { search, showHidden }), [byId, search, showHidden]);
  return (
    <nav className="poll-list" aria-label="Polls">
      <ListHead search={search} onSearch={setSearch} />
      <ListBody rows={rows} isSearching={search.trim() !== ''} />
      <HiddenToggle />
    </nav>
  );
}

function ListHead({ search, onSearch }: { readonly search: string; readonly onSearch: (search: string) => void }) {
  const go = useShared('navigation', (state) => state.go);
  const isOnStart = useShared('navigation', (state) => state.screen.kind === 'start');
  return (
    <div className="poll-list-head">
      <div className="search">
        <Icon name="search" />
        <input
          type="search"
          id="poll-search"
          className="search-input"
          aria-label="Search polls"
          placeholder="Search polls"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onSearch('');
            if (event.key === 'ArrowDown') focusFirstRow(event);
          }}
        />
      </div>
      {!isOnStart && <IconButton icon="plus" label="New poll" shortcut="N" onClick={() => go({ kind: 'editor', pollId: null })} />}
    </div>
  );
}

function ListBody({ rows, isSearching }: { readonly rows: readonly ListRow[]; readonly isSearching: boolean }) {
  const phase = useShared('polls', (state) => state.phase);
  const message = useShared('polls', (state) => state.message);
  const load = useShared('polls', (state) => state.load);
  if (phase === 'loading') return <ListLoading />;
  if (phase === 'failed') {
    return (
      <div className="poll-list-body">
        <Empty title="The polls cannot be shown" action={<Button onClick={() => void load()}>Try again</Button>}>
          {message}
        </Empty>
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className="poll-list-body">
        {isSearching ? <Empty title="No poll found">Try another word of the question, or its code.</Empty> : <NoPolls />}
      </div>
    );
  }
  return <Rows rows={rows} />;
}

function ListLoading() {
  return (
    <div className="poll-list-body" role="status" aria-label="Loading polls">
      {[70, 50, 85, 60].map((width) => (
        <div key={width} className="poll-skeleton">
          <div className="skeleton" style={{ width: `${width}%`, height: 12 }} />
          <div className="skeleton" style={{ width: '35%', height: 10 }} />
        </div>
      ))}
    </div>
  );
}

/** Draws only the rows in sight and names their polls to the feed. */
function Rows({ rows }: { readonly rows: readonly ListRow[] }) {
  const { watch } = useStores();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const current = useShared('navigation', (state) => pollOnScreen(state.screen));
  const inSight = rowsInSight(rows, view.top, view.height);
  const named = inSight.flatMap((row) => (row.kind === 'poll' ? [row.poll.id] : [])).join(' ');

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    watch.name('list', named === '' ? [] : named.split(' '));
  }, [watch, named]);

  return (
    <div
      ref={box}
      className="poll-list-body"
      onKeyDown={(event) => moveFocus(event)}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <ul className="poll-rows" style={{ height: totalHeight(rows) }}>
        {inSight.map((row) =>
          row.kind === 'group' ? (
            <li key={row.name} className="poll-group" style={{ transform: `translateY(${row.top}px)` }}>
              {row.name} <span className="poll-group-count">{row.count}</span>
            </li>
          ) : (
            <PollRow key={row.poll.id} poll={row.poll} top={row.top} isCurrent={row.poll.id === current} />
          ),
        )}
      </ul>
    </div>
  );
}

function HiddenToggle() {
  const count = useShared('polls', (state) => [...state.byId.values()].filter((poll) => poll.hidden).length);
  const showHidden = useShared('settings', (state) => state.settings.showHidden);
  const change = useShared('settings', (state) => state.change);
  if (count === 0) return null;
  return (
    <div className="poll-list-foot">
      <Button
        look="quiet"
        icon={showHidden ? 'hide' : 'show'}
        aria-pressed={showHidden}
        onClick={() => change({ showHidden: !showHidden })}
      >
        {showHidden ? `Leave out ${count} hidden` : `Include ${count} hidden`}
      </Button>
    </div>
  );
}

/** Without a connection, an empty list says nothing about what there is. */
function NoPolls() {
  const isUnknown = useShared('feed', (state) => state.feed.state === 'failed' || state.feed.state === 'connecting');
  if (isUnknown) return <Empty title="The polls are not known yet">They stand here as soon as they can be read.</Empty>;
  return <Empty title="No polls yet">Your polls will stand here, the open ones on top.</Empty>;
}
