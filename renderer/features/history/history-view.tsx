import type { ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import { formatCount, formatDateTime, formatSeconds } from '../../model/format.ts';
import { wordOfResult } from '../../model/poll-words.ts';
import type { PollView, RunView } from '../../model/view-types.ts';
import { lastRun } from '../../model/view-types.ts';
import { usePoll, useShared, useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Figure } from '../../ui/figure.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { Comparison } from './comparison.tsx';
import { HistoryResult } from './history-result.tsx';
import { HistoryTimeline } from './history-timeline.tsx';
import { comparableRuns, parseRunKey, runKey, runsOf } from './run-choices.ts';
import type { RunHistory, RunId } from './use-run.ts';
import { useRun } from './use-run.ts';
import './history-view.css';

/** How a run came to its result, and how that compares. `children` are the views beside this one, to switch to. */
export function HistoryView({ pollId, children }: { readonly pollId: string; readonly children?: ReactNode }) {
  const poll = usePoll(pollId);
  const run = poll === undefined ? undefined : lastRun(poll);
  if (poll === undefined || run === undefined) {
    return <Empty title="No history yet">A poll has a history once it was opened. Pick another from the list, or open this one.</Empty>;
  }
  return (
    <PollHistory poll={poll} newest={run}>
      {children}
    </PollHistory>
  );
}

function PollHistory({ poll, newest, children }: { readonly poll: PollView; readonly newest: RunView; readonly children?: ReactNode }) {
  const { watch } = useStores();
  const [chosen, setChosen] = useState<RunId>({ pollId: poll.id, run: newest.run });
  const [other, setOther] = useState<RunId | null>(null);
  const run = poll.runs.find((known) => known.run === chosen.run) ?? newest;
  const history = useRun(chosen, null);
  useEffect(() => {
    watch.name('history', [poll.id]);
    return () => watch.name('history', []);
  }, [watch, poll.id]);
  return (
    <article className="history" aria-label={`History of ${poll.content.question}`}>
      <PageHead
        question={poll.content.question}
        states={
          <>
            <HistoryState poll={poll} history={history} isNewest={run === newest} />
            {children}
          </>
        }
        actions={<ExportRun chosen={chosen} />}
      />
      <RunPickers poll={poll} chosen={chosen} other={other} onChoose={setChosen} onCompare={setOther} />
      {history.phase === 'failed' ? (
        <Empty title="The history cannot be shown" action={<Button onClick={history.retry}>Try again</Button>}>
          {history.message}
        </Empty>
      ) : (
        <>
          <RunFigures poll={poll} run={run} history={history} />
          <HistoryTimeline key={runKey(chosen)} poll={poll} run={run} />
          {other === null ? <HistoryResult poll={poll} history={history} /> : <Comparison poll={poll} chosen={chosen} other={other} />}
        </>
      )}
    </article>
  );
}

function HistoryState({ poll, history, isNewest }: { readonly poll: PollView; readonly history: RunHistory; readonly isNewest: boolean }) {
  const state = wordOfResult(isNewest ? poll.state : 'closed', history.result ?? undefined);
  return state === undefined ? null : <StateMark look="badge" state={state} testId="result-state" />;
}

function ExportRun({ chosen }: { readonly chosen: RunId }) {
  const open = useShared('navigation', (state) => state.open);
  return (
    <Button look="primary" icon="download" onClick={() => open({ kind: 'export', pollId: chosen.pollId, run: chosen.run })}>
      Export
    </Button>
  );
}

interface RunPickersProps {
  readonly poll: PollView;
  readonly chosen: RunId;
  readonly other: RunId | null;
  readonly onChoose: (id: RunId) => void;
  readonly onCompare: (id: RunId | null) => void;
}

function RunPickers({ poll, chosen, other, onChoose, onCompare }: RunPickersProps) {
  const byId = useShared('polls', (state) => state.byId);
  const others = useMemo(() => comparableRuns(byId.values(), chosen), [byId, chosen]);
  return (
    <div className="run-pickers">
      <Field label="Run">
        {(ids) => (
          <Select
            {...ids}
            value={runKey(chosen)}
            onChange={(event) => {
              const id = parseRunKey(event.target.value);
              if (id !== null) onChoose(id);
            }}
          >
            {runsOf(poll).map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Compare with">
        {(ids) => (
          <Select {...ids} value={other === null ? '' : runKey(other)} onChange={(event) => onCompare(parseRunKey(event.target.value))}>
            <option value="">{others.length === 0 ? 'No other run yet' : 'Nothing'}</option>
            {others.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

function RunFigures({ poll, run, history }: { readonly poll: PollView; readonly run: RunView; readonly history: RunHistory }) {
  const zone = poll.content.timeZone;
  const fastest = fastestSecond(history.rows);
  return (
    <dl className="figures">
      <Figure
        label="Voters"
        value={formatCount(history.result?.voters ?? 0)}
        note={`${formatCount(history.result?.duplicates ?? 0)} duplicates`}
        testId="history-voters"
      />
      <Figure label="Fastest second" value={formatCount(fastest)} note="voters" testId="history-fastest" />
      <Figure
        label="Open for"
        value={run.closedAt === null ? 'open' : formatSeconds((run.closedAt - run.openedAt) / 1000)}
        note={run.closedAt === null ? 'not closed yet' : `closed ${formatDateTime(run.closedAt, zone)}`}
        testId="history-duration"
      />
      <Figure
        label="Opened"
        value={formatDateTime(run.openedAt, zone).split(', ')[1] ?? ''}
        note={formatDateTime(run.openedAt, zone).split(', ')[0]}
        testId="history-opened"
      />
    </dl>
  );
}

/** The most voters that came in within a row's step. */
function fastestSecond(rows: RunHistory['rows']): number {
  let before = 0;
  let most = 0;
  for (const { voters } of rows) {
    most = Math.max(most, voters - before);
    before = voters;
  }
  return most;
}
