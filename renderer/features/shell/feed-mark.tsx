import { wordOfFeed } from '../../model/poll-words.ts';
import { useShared } from '../../state/use-stores.ts';
import { StateMark } from '../../ui/state-mark.tsx';

/** How fresh the numbers are; opens the health panel. */
export function FeedMark() {
  const feed = useShared('feed', (state) => state.feed);
  const panel = useShared('settings', (state) => state.settings.sidePanel);
  const change = useShared('settings', (state) => state.change);
  const state = wordOfFeed(feed);
  return (
    <button
      type="button"
      className="feed-mark"
      aria-label={`Results: ${state.word}. Show health`}
      aria-pressed={panel === 'health'}
      data-testid="feed-state"
      onClick={() => change({ sidePanel: panel === 'health' ? 'none' : 'health' })}
    >
      <StateMark state={state} />
    </button>
  );
}
