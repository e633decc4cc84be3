import { memo } from 'react';
import { countOf, formatRate } from '../../model/format.ts';
import { wordOfPoll } from '../../model/poll-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { useShared } from '../../state/use-stores.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

interface PollRowProps {
  readonly poll: PollView;
  readonly top: number;
  readonly isCurrent: boolean;
}

export const PollRow = memo(function PollRow({ poll, top, isCurrent }: PollRowProps) {
  const go = useShared('navigation', (state) => state.go);
  return (
    <li className="poll-row" style={{ transform: `translateY(${top}px)` }}>
      <button
        type="button"
        className="poll-row-button"
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => go({ kind: 'live', pollId: poll.id })}
      >
        <span className="poll-row-question" dir="auto">
          {poll.content.question}
        </span>
        <span className="poll-row-facts">
          <StateMark state={wordOfPoll(poll.state)} />
          <RowFigures poll={poll} />
        </span>
        <RowSpark poll={poll} />
      </button>
    </li>
  );
});

function RowFigures({ poll }: { readonly poll: PollView }) {
  const voters = useShared('results', (state) => state.byPoll.get(poll.id)?.voters);
  const rate = useShared('results', (state) => formatRate(state.byPoll.get(poll.id)?.votesPerSecond ?? 0));
  if (poll.state === 'draft') return <span>{countOf(poll.content.options.length, 'option')}</span>;
  if (voters === undefined) return null;
  return (
    <span>
      {countOf(voters, 'voter')}
      {poll.state === 'open' && ` · ${rate}/s`}
    </span>
  );
}

function RowSpark({ poll }: { readonly poll: PollView }) {
  const spark = useShared('results', (state) => state.byPoll.get(poll.id)?.spark);
  if (spark === undefined || poll.state === 'draft' || poll.state === 'closed' || spark.every((rate) => rate === 0)) return <span />;
  return <Sparkline values={spark} width={56} height={20} />;
}
