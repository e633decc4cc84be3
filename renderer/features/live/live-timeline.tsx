import { useState } from 'react';
import { niceSpan } from '../../charts/chart-bounds.ts';
import { TimelineChart } from '../../charts/timeline-chart.tsx';
import type { TimelineMode } from '../../charts/timeline-series.ts';
import type { PollView, RunView } from '../../model/view-types.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useLiveTimeline } from './use-live-timeline.ts';

export function LiveTimeline({ poll, run }: { readonly poll: PollView; readonly run: RunView }) {
  const [mode, setMode] = useState<TimelineMode>('votes');
  const timeline = useLiveTimeline(poll, run);
  const modes = (
    <Segments
      label="Timeline shows"
      value={mode}
      choices={[
        { value: 'votes', label: 'Votes' },
        { value: 'share', label: 'Share' },
      ]}
      onChange={setMode}
    />
  );
  return (
    <Card title="Timeline" aside={modes}>
      <LiveTimelineBody poll={poll} run={run} mode={mode} timeline={timeline} />
    </Card>
  );
}

interface BodyProps {
  readonly poll: PollView;
  readonly run: RunView;
  readonly mode: TimelineMode;
  readonly timeline: ReturnType<typeof useLiveTimeline>;
}

function LiveTimelineBody({ poll, run, mode, timeline }: BodyProps) {
  const { rows, phase, message, retry } = timeline;
  const first = rows[0];
  const last = rows[rows.length - 1];
  if (phase === 'failed' && rows.length === 0) {
    return (
      <div className="chart-state">
        <Empty title="The timeline cannot be shown" action={<Button onClick={retry}>Try again</Button>}>
          {message}
        </Empty>
      </div>
    );
  }
  if (first === undefined || last === undefined) {
    return (
      <div className="chart-state">
        {phase === 'loading' ? (
          <div className="skeleton chart-skeleton" role="status" aria-label="Loading the timeline" />
        ) : (
          <Empty title="No votes yet">The line starts with the first vote.</Empty>
        )}
      </div>
    );
  }
  const fromMs = Math.min(run.openedAt, first.second * 1000);
  const endMs = Math.max((last.second + 1) * 1000, run.closedAt ?? 0);
  const toMs = poll.state === 'closed' ? endMs : fromMs + niceSpan(endMs - fromMs);
  return <TimelineChart poll={poll} run={run.run} rows={rows} mode={mode} fromMs={fromMs} toMs={toMs} endMs={endMs} />;
}
