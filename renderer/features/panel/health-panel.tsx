import type { ReactNode } from 'react';
import { countOf, formatCount, formatRate, formatSeconds, formatTime, localTimeZone } from '../../model/format.ts';
import { wordOfFeed } from '../../model/poll-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

/** Whether the numbers can be trusted: the feed, the count, and votes that did not count. */
export function HealthPanel({ poll }: { readonly poll: PollView | undefined }) {
  return (
    <>
      <FeedHealth />
      {poll !== undefined && <CountHealth poll={poll} />}
    </>
  );
}

function FeedHealth() {
  const feed = useShared('feed', (state) => state.feed);
  const retry = useShared('feed', (state) => state.retry);
  const isRetrying = useShared('feed', (state) => state.isRetrying);
  const isLost = feed.state === 'failed' || feed.state === 'stale';
  return (
    <>
      <h2 className="side-panel-title">Results feed</h2>
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <StateMark state={wordOfFeed(feed)} />
        </dd>
        <dt>Since</dt>
        <dd>{formatTime(feed.since, localTimeZone())}</dd>
        <dt>Behind the log</dt>
        <dd>
          {countOf(feed.lagVotes, 'record')}, {formatSeconds(feed.lagSeconds)}
        </dd>
      </dl>
      {feed.message !== null && <p className="side-panel-note">{feed.message}</p>}
      {isLost && (
        <Button icon="again" isBusy={isRetrying} onClick={() => void retry()}>
          Connect again
        </Button>
      )}
    </>
  );
}

function CountHealth({ poll }: { readonly poll: PollView }) {
  const snapshot = useShared('results', (state) => state.byPoll.get(poll.id));
  if (snapshot === undefined) {
    return (
      <>
        <h2 className="side-panel-title">Count</h2>
        <p className="side-panel-note">No votes yet.</p>
      </>
    );
  }
  return (
    <>
      <h2 className="side-panel-title">Count</h2>
      <dl className="facts">
        <dt>Voters</dt>
        <dd>{formatCount(snapshot.voters)}</dd>
        <dt>Votes per second</dt>
        <dd>{formatRate(snapshot.votesPerSecond)}</dd>
        <dt>Not counted yet</dt>
        <dd>{countOf(snapshot.lagVotes, 'record')}</dd>
        <dt>Parts of the log closed</dt>
        <dd>
          {snapshot.closedPartitions} of {snapshot.partitions}
        </dd>
        <dt>Complete up to</dt>
        <dd>{snapshot.completeUpTo === null ? 'not known yet' : formatTime(snapshot.completeUpTo, poll.content.timeZone)}</dd>
      </dl>
      {snapshot.incomplete !== null && <p className="side-panel-note side-panel-bad">{snapshot.incomplete}</p>}
      <h2 className="side-panel-title">Votes that do not count</h2>
      <dl className="health-votes">
        <Uncounted name="Duplicates" value={snapshot.duplicates}>
          Further votes of voters who had already voted.
        </Uncounted>
        <Uncounted name="Late" value={snapshot.late}>
          Arrived after the poll had closed. None of them was confirmed.
        </Uncounted>
        <Uncounted name="Invalid" value={snapshot.invalid}>
          Break the poll’s rule or cannot be read.
        </Uncounted>
        <Uncounted name="Repeats" value={snapshot.repeats}>
          The same vote sent again by a phone that was not sure. No one’s fault.
        </Uncounted>
      </dl>
    </>
  );
}

function Uncounted({ name, value, children }: { readonly name: string; readonly value: number; readonly children: ReactNode }) {
  return (
    <div className="health-vote">
      <dt>{name}</dt>
      <dd className="health-vote-value">{formatCount(value)}</dd>
      <dd className="health-vote-text">{children}</dd>
    </div>
  );
}
