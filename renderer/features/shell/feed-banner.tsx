import { formatTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** A feed that is lost says what happened, since when, what happens to votes meanwhile, and offers the one action. */
export function FeedBanner() {
  const feed = useShared('feed', (state) => state.feed);
  const retry = useShared('feed', (state) => state.retry);
  const isRetrying = useShared('feed', (state) => state.isRetrying);
  if (feed.state !== 'failed' && feed.state !== 'stale') return null;
  const since = formatTime(feed.since, localTimeZone());
  const isFailed = feed.state === 'failed';
  return (
    <div className="feed-banner">
      <Banner
        tone={isFailed ? 'failed' : 'paused'}
        title={isFailed ? `No results since ${since}.` : `The numbers have not moved since ${since}.`}
        action={
          <Button icon="again" isBusy={isRetrying} onClick={() => void retry()}>
            Retry
          </Button>
        }
      >
        {feed.message ?? 'Votes that were confirmed are safe in the log.'}
      </Banner>
    </div>
  );
}
