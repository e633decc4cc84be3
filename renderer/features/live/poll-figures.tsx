import { countOf, formatCount, formatRate, formatSeconds, formatTime } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import { shownSnapshot } from '../../state/results-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { Figure } from '../../ui/figure.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';

const nothingYet = '–';

/** Four numbers at a glance, and below them the votes that did not count. */
export function PollFigures({ poll }: { readonly poll: PollView }) {
  const snapshot = useShared('results', (state) => shownSnapshot(state, poll.id));
  const zone = poll.content.timeZone;
  const lag = snapshot?.lagSeconds ?? 0;
  const upTo = snapshot?.completeUpTo ?? null;
  const isMoving = poll.state === 'open' || poll.state === 'paused';
  return (
    <div className="poll-figures">
      <dl className="figures">
        <Figure label="Voters" value={formatCount(snapshot?.voters ?? 0)} note={<VotersNote poll={poll} />} testId="figure-voters" />
        <Figure
          label="Votes per second"
          value={formatRate(snapshot?.votesPerSecond ?? 0)}
          note={isMoving && snapshot !== undefined ? <Sparkline values={snapshot.spark} width={120} height={16} /> : <>&nbsp;</>}
          testId="figure-rate"
        />
        <Figure
          label="Lag"
          value={formatSeconds(lag)}
          note={snapshot === undefined || snapshot.lagVotes === 0 ? 'up to date' : `${countOf(snapshot.lagVotes, 'record')} to count`}
          tone={lag >= 2 ? 'wait' : 'plain'}
          testId="figure-lag"
        />
        <Figure
          label="Complete up to"
          value={upTo === null ? nothingYet : formatTime(upTo, zone)}
          note={zone.replace(/_/g, ' ')}
          testId="figure-complete"
        />
      </dl>
      <UncountedFigures poll={poll} />
    </div>
  );
}

function VotersNote({ poll }: { readonly poll: PollView }) {
  const chosen = useShared('results', (state) => shownSnapshot(state, poll.id)?.options.reduce((sum, { votes }) => sum + votes, 0) ?? 0);
  return poll.content.type === 'multiple' ? <>{countOf(chosen, 'choice')}</> : <>one vote each</>;
}

function UncountedFigures({ poll }: { readonly poll: PollView }) {
  const snapshot = useShared('results', (state) => shownSnapshot(state, poll.id));
  if (snapshot === undefined) return null;
  const facts = [
    { name: 'duplicates', label: 'Duplicates', value: snapshot.duplicates, hint: 'Further votes of voters who had voted' },
    { name: 'late', label: 'Late', value: snapshot.late, hint: 'Votes after the poll had closed' },
    { name: 'invalid', label: 'Invalid', value: snapshot.invalid, hint: 'Votes that break the poll’s rule' },
    { name: 'repeats', label: 'Repeats', value: snapshot.repeats, hint: 'The same vote sent again by a phone: no one’s fault' },
  ];
  return (
    <dl className="uncounted">
      {facts.map((fact) => (
        <div key={fact.name} title={fact.hint}>
          <dt>{fact.label}</dt>
          <dd data-testid={`figure-${fact.name}`}>{formatCount(fact.value)}</dd>
        </div>
      ))}
    </dl>
  );
}
