import { useState } from 'react';
import { TimelineChart } from '../../charts/timeline-chart.tsx';
import type { TimelineMode } from '../../charts/timeline-series.ts';
import type { PollView, RunView } from '../../model/view-types.ts';
import { useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Segments } from '../../ui/segments.tsx';
import { RangePicker } from './range-picker.tsx';
import { useRun } from './use-run.ts';

const stepWords = { second: 'second', minute: 'minute', hour: 'hour' } as const;

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The run's timeline with a range that can be narrowed, by dragging over the chart or by its two handles. */
export function HistoryTimeline({ poll, run }: { readonly poll: PollView; readonly run: RunView }) {
  const { clock } = useStores();
  const [mode, setMode] = useState<TimelineMode>('votes');
  const [openedUntil] = useState(clock);
  const whole: Range = {
    fromMs: Math.floor(run.openedAt / 1000) * 1000,
    toMs: Math.ceil(((run.closedAt ?? openedUntil) + 1000) / 1000) * 1000,
  };
  const [range, setRange] = useState<Range | null>(null);
  const shown = range ?? whole;
  const { phase, message, rows, step, retry } = useRun({ pollId: poll.id, run: run.run }, range);
  const narrow = (fromMs: number, toMs: number) =>
    setRange({
      fromMs: Math.max(whole.fromMs, Math.floor(fromMs / 1000) * 1000),
      toMs: Math.min(whole.toMs, Math.ceil(toMs / 1000) * 1000),
    });

  return (
    <Card
      title="Timeline"
      aside={
        <>
          {range !== null && (
            <Button look="quiet" onClick={() => setRange(null)}>
              Whole run
            </Button>
          )}
          <Segments
            label="Timeline shows"
            value={mode}
            choices={[
              { value: 'votes', label: 'Votes' },
              { value: 'share', label: 'Share' },
            ]}
            onChange={setMode}
          />
        </>
      }
    >
      {phase === 'failed' && (
        <Empty title="The timeline cannot be shown" action={<Button onClick={retry}>Try again</Button>}>
          {message}
        </Empty>
      )}
      {phase === 'loading' && <div className="skeleton chart-skeleton" role="status" aria-label="Loading the timeline" />}
      {phase === 'ready' && rows.length === 0 && <Empty title="No votes in this time" />}
      {phase === 'ready' && rows.length > 0 && (
        <TimelineChart poll={poll} run={run.run} rows={rows} mode={mode} {...shown} endMs={shown.toMs} onRange={narrow} />
      )}
      <RangePicker whole={whole} range={shown} timeZone={poll.content.timeZone} onRange={narrow} />
      {step !== 'second' && <p className="chart-note">One point per {stepWords[step]}: narrow the range to see more.</p>}
    </Card>
  );
}
