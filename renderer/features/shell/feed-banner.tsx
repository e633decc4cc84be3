import type { Feed } from '../../../core/contract/bridge.ts';
import { formatTime, localTimeZone } from '../../model/format.ts';
import type { Tone } from '../../model/poll-words.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** A feed that is lost says what happened, since when, what happens to votes meanwhile, and offers what can be done. */
export function FeedBanner() {
  const feed = useShared('feed', (state) => state.feed);
  const retry = useShared('feed', (state) => state.retry);
  const isRetrying = useShared('feed', (state) => state.isRetrying);
  const open = useShared('navigation', (state) => state.open);
  const hasProfiles = useShared('profiles', (state) => !state.isRefused);
  const words = bannerWords(feed);
  if (words === undefined) return null;
  return (
    <div className="feed-banner">
      <Banner
        tone={words.tone}
        title={words.title}
        action={
          <div className="banner-actions">
            <Button icon="again" isBusy={isRetrying} onClick={() => void retry()}>
              Connect again
            </Button>
            {hasProfiles && feed.state !== 'stale' && <Button onClick={() => open({ kind: 'profiles' })}>Connection profiles…</Button>}
          </div>
        }
      >
        {feed.message ?? 'Votes that were confirmed are safe in the log.'}
      </Banner>
    </div>
  );
}

/** Undefined where there is nothing to say: the title bar's mark is enough. */
function bannerWords(feed: Feed): { readonly tone: Tone; readonly title: string } | undefined {
  const since = formatTime(feed.since, localTimeZone());
  switch (feed.state) {
    case 'failed':
      return { tone: 'failed', title: `No results since ${since}.` };
    case 'stale':
      return { tone: 'paused', title: `The numbers have not moved since ${since}.` };
    case 'connecting':
      return feed.message === null ? undefined : { tone: 'draft', title: `Connecting since ${since}.` };
    case 'live':
    case 'behind':
      return undefined;
  }
}
