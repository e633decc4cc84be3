import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { lastRun } from '../../model/view-types.ts';
import { usePoll, useStores } from '../../state/use-stores.ts';
import { Empty } from '../../ui/empty.tsx';
import { JoinCard } from './join-card.tsx';
import { LiveBanners } from './live-banners.tsx';
import { LiveTimeline } from './live-timeline.tsx';
import { PollFigures } from './poll-figures.tsx';
import { PollHead } from './poll-head.tsx';
import { ResultCards } from './result-cards.tsx';
import { SpokenResult } from './spoken-result.tsx';
import './live-view.css';

/** One poll as it stands. `children` are the views beside this one, to switch to. */
export function LiveView({ pollId, children }: { readonly pollId: string; readonly children?: ReactNode }) {
  const { watch } = useStores();
  const poll = usePoll(pollId);
  const run = poll === undefined ? undefined : lastRun(poll);

  useEffect(() => {
    watch.name('live', [pollId]);
    return () => watch.name('live', []);
  }, [watch, pollId]);

  if (poll === undefined)
    return <Empty title="This poll is not here">It may have been made in another data folder. Pick a poll from the list.</Empty>;
  return (
    <article className="live" aria-label={poll.content.question}>
      <PollHead poll={poll}>{children}</PollHead>
      <LiveBanners poll={poll} />
      <PollFigures poll={poll} />
      <div className={poll.state === 'closed' ? 'live-middle' : 'live-middle live-middle-joined'}>
        <ResultCards poll={poll} />
        {poll.state !== 'closed' && <JoinCard poll={poll} />}
      </div>
      {run !== undefined && <LiveTimeline key={`${poll.id}:${run.run}`} poll={poll} run={run} />}
      <SpokenResult poll={poll} />
    </article>
  );
}
