import { useMemo } from 'react';
import { formatCount } from '../../model/format.ts';
import { barScale, optionRows } from '../../model/option-rows.ts';
import type { PollView } from '../../model/view-types.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ResultBars } from '../../ui/result-bars.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import { ComparisonChart } from './comparison-chart.tsx';
import type { ComparedRun, RunId } from './use-run.ts';
import { useRun } from './use-run.ts';

interface ComparisonProps {
  readonly poll: PollView;
  readonly chosen: RunId;
  readonly other: RunId;
}

/** Two runs side by side on one scale, and their shares over the time since opening. */
export function Comparison({ poll, chosen, other }: ComparisonProps) {
  const otherPoll = usePoll(other.pollId);
  const first = useRun(chosen, null);
  const second = useRun(other, null);
  if (otherPoll === undefined) return null;
  if (second.phase === 'failed') {
    return (
      <Empty title="The other run cannot be shown" action={<Button onClick={second.retry}>Try again</Button>}>
        {second.message}
      </Empty>
    );
  }
  return (
    <>
      <SideBySide first={{ poll, id: chosen, history: first }} second={{ poll: otherPoll, id: other, history: second }} />
      <ComparisonChart first={{ poll, id: chosen, history: first }} second={{ poll: otherPoll, id: other, history: second }} />
    </>
  );
}

function SideBySide({ first, second }: { readonly first: ComparedRun; readonly second: ComparedRun }) {
  const order = useShared('settings', (state) => state.settings.resultOrder);
  const sides = useMemo(
    () => [first, second].map((side) => ({ side, rows: optionRows(side.poll.content.options, side.history.result ?? undefined, order) })),
    [first, second, order],
  );
  const scale = barScale(sides.flatMap(({ rows }) => rows));
  return (
    <div className="side-by-side">
      {sides.map(({ side, rows }, index) => (
        <Card
          key={`${side.id.pollId}:${side.id.run}`}
          title={`${index === 0 ? 'A' : 'B'} · ${side.poll.content.question} · run ${side.id.run}`}
        >
          <p className="chart-note">{formatCount(side.history.result?.voters ?? 0)} voters</p>
          <ResultBars rows={rows} scale={scale} />
          <div className="history-table">
            <ResultTable
              rows={rows}
              voters={side.history.result?.voters ?? 0}
              caption={index === 0 ? 'Result' : 'Compared result'}
              isMain={index === 0}
            />
          </div>
        </Card>
      ))}
    </div>
  );
}
