import { countOf } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import { votesBehindHold } from '../../state/results-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** What has to be known before the numbers are trusted. */
export function LiveBanners({ poll }: { readonly poll: PollView }) {
  const snapshot = useShared('results', (state) => state.byPoll.get(poll.id));
  const isHeld = useShared('results', (state) => state.held?.pollId === poll.id);
  return (
    <>
      {isHeld && <HoldBanner />}
      {poll.state === 'draft' && (
        <Banner tone="draft" title="Not open yet.">
          People who join now see that voting has not begun.
        </Banner>
      )}
      {poll.state === 'paused' && (
        <Banner tone="paused" title="Voting is paused.">
          Phones are told to wait; every vote recorded so far stands.
        </Banner>
      )}
      {poll.state === 'closing' && snapshot !== undefined && (
        <Banner tone="closing" title="Closing.">
          No more votes are taken. {snapshot.closedPartitions} of {snapshot.partitions} parts of the log are counted to their end; then the
          result is final.
        </Banner>
      )}
      {snapshot !== undefined && snapshot.incomplete !== null && (
        <Banner tone="failed" title="The result is incomplete.">
          {snapshot.incomplete}
        </Banner>
      )}
    </>
  );
}

function HoldBanner() {
  const behind = useShared('results', votesBehindHold);
  const release = useShared('results', (state) => state.release);
  return (
    <Banner
      tone="paused"
      title="This screen is held."
      action={
        <Button icon="play" onClick={release}>
          Catch up
        </Button>
      }
    >
      Voting goes on: {countOf(behind, 'new vote')} since.
    </Banner>
  );
}
