import { useMemo } from 'react';
import { optionRows } from '../../model/option-rows.ts';
import type { PollView } from '../../model/view-types.ts';
import { shownSnapshot } from '../../state/results-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ResultBars } from '../../ui/result-bars.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import { Segments } from '../../ui/segments.tsx';

/** The same result twice: as bars, and as a table for exact figures and screen readers. */
export function ResultCards({ poll }: { readonly poll: PollView }) {
  const snapshot = useShared('results', (state) => shownSnapshot(state, poll.id));
  const order = useShared('settings', (state) => state.settings.resultOrder);
  const rows = useMemo(() => optionRows(poll.content.options, snapshot, order), [poll.content.options, snapshot, order]);
  return (
    <div className="result-cards">
      <Card title="Result" aside={<ResultTools poll={poll} />}>
        <ResultBars rows={rows} />
      </Card>
      <Card title="In figures">
        <ResultTable rows={rows} voters={snapshot?.voters ?? 0} caption="Result" isMain />
      </Card>
    </div>
  );
}

function ResultTools({ poll }: { readonly poll: PollView }) {
  const order = useShared('settings', (state) => state.settings.resultOrder);
  const change = useShared('settings', (state) => state.change);
  const isHeld = useShared('results', (state) => state.held?.pollId === poll.id);
  const hold = useShared('results', (state) => state.hold);
  const release = useShared('results', (state) => state.release);
  const isLive = poll.state === 'open' || poll.state === 'closing';
  return (
    <>
      <Segments
        label="Order of options"
        value={order}
        choices={[
          { value: 'poll', label: 'Poll order' },
          { value: 'votes', label: 'Most votes' },
        ]}
        onChange={(resultOrder) => change({ resultOrder })}
      />
      {(isLive || isHeld) && (
        <IconButton
          icon={isHeld ? 'play' : 'pause'}
          label={isHeld ? 'Catch up with the votes' : 'Hold this screen still'}
          shortcut="H"
          aria-pressed={isHeld}
          onClick={() => (isHeld ? release() : hold(poll.id))}
        />
      )}
    </>
  );
}
