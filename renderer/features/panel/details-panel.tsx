import { formatDateTime, formatSeconds } from '../../model/format.ts';
import { closingTimeOf, formatClosingTime, sayPlan } from '../../model/closing-words.ts';
import type { PollView, RunView } from '../../model/view-types.ts';
import { useNow } from '../../state/use-now.ts';
import { Empty } from '../../ui/empty.tsx';

const revealWords = {
  always: 'Everyone, at any time',
  'after-voting': 'Those who have voted',
  'after-closing': 'Everyone, once closed',
  never: 'Only the moderator',
} as const;

export function DetailsPanel({ poll }: { readonly poll: PollView | undefined }) {
  if (poll === undefined) return <Empty title="No poll chosen">Pick one from the list to see its details.</Empty>;
  const { type, min, max, reveal, changes, timeZone, options } = poll.content;
  const choice = type === 'single' ? 'One option' : `${min} to ${max} options`;
  return (
    <>
      <h2 className="side-panel-title">Rules</h2>
      <dl className="facts">
        <dt>Each voter chooses</dt>
        <dd>
          {choice} of {options.length}
        </dd>
        <dt>Votes may change</dt>
        <dd>{changes === 'none' ? 'No' : 'Until the poll closes'}</dd>
        <dt>Closes by itself</dt>
        <dd>
          <ClosingRule poll={poll} />
        </dd>
        <dt>Who sees the result</dt>
        <dd>{revealWords[reveal]}</dd>
        <dt>Time zone</dt>
        <dd>{timeZone.replace(/_/g, ' ')}</dd>
      </dl>
      <h2 className="side-panel-title">Poll</h2>
      <dl className="facts">
        <dt>Code</dt>
        <dd>{poll.code}</dd>
        <dt>Made</dt>
        <dd>{formatDateTime(poll.createdAt, timeZone)}</dd>
        <dt>Id</dt>
        <dd className="facts-id">{poll.id}</dd>
      </dl>
      <h2 className="side-panel-title">Runs</h2>
      {poll.runs.length === 0 && <p className="side-panel-note">Not opened yet.</p>}
      <ol className="runs">
        {[...poll.runs].reverse().map((run) => (
          <RunLine key={run.run} run={run} timeZone={timeZone} />
        ))}
      </ol>
    </>
  );
}

function ClosingRule({ poll }: { readonly poll: PollView }) {
  const now = useNow(false);
  const { timeZone } = poll.content;
  const closesAt = closingTimeOf(poll);
  if (closesAt !== undefined) return <>At {formatClosingTime(closesAt, timeZone, now)}</>;
  const isResting = poll.state === 'draft' || poll.state === 'closed';
  return (
    <>
      {isResting && poll.closing !== undefined
        ? sayPlan(poll.closing, timeZone, now).replace(/^Closes (.)/, (_, first: string) => first.toUpperCase())
        : 'No'}
    </>
  );
}

function RunLine({ run, timeZone }: { readonly run: RunView; readonly timeZone: string }) {
  return (
    <li>
      <strong>Run {run.run}</strong>
      <span>opened {formatDateTime(run.openedAt, timeZone)}</span>
      <span>
        {run.closedAt === null
          ? 'not closed yet'
          : `closed ${formatDateTime(run.closedAt, timeZone)}, after ${formatSeconds((run.closedAt - run.openedAt) / 1000)}`}
      </span>
    </li>
  );
}
