import { useEffect } from 'react';
import { formatTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { StateMark, StateShape } from '../../ui/state-mark.tsx';
import { problemsOf } from './cluster-problems.ts';
import { LagLines } from './lag-lines.tsx';
import { BrokerLines, NodeLines, ServerLines } from './member-lines.tsx';
import { TopicLines } from './topic-lines.tsx';
import './cluster.css';

/** What lies behind all polls: what is wrong first, then every part. Asks only while somebody looks. */
export function ClusterPanel() {
  useWatch();
  const status = useShared('cluster', (state) => state.status);
  const failure = useShared('cluster', (state) => state.failure);
  const isHere = useShared('app', (state) => state.info?.profileKind === 'this-computer');
  if (status === null && failure === null) return <div className="cluster-loading skeleton" role="status" aria-label="Loading" />;
  if (status === null) return <Unknown failure={failure} />;
  const problems = problemsOf(status, localTimeZone());
  return (
    <div className={failure === null ? undefined : 'cluster-old'}>
      <Freshness at={status.at} failure={failure} problems={problems.length} />
      {problems.length > 0 && (
        <ul className="cluster-problems" aria-label="Problems">
          {problems.map((problem) => (
            <li key={problem} className="tone-failed">
              <StateShape tone="failed" size={10} />
              <span>{problem}</span>
            </li>
          ))}
        </ul>
      )}
      <LagLines status={status} />
      <BrokerLines status={status} />
      <NodeLines status={status} />
      <ServerLines status={status} isExpected={!isHere} />
      <TopicLines status={status} />
    </div>
  );
}

/** Hidden windows do not ask. */
function useWatch(): void {
  const watch = useShared('cluster', (state) => state.watch);
  useEffect(() => {
    let stop: (() => void) | undefined;
    const follow = () => {
      stop?.();
      stop = document.hidden ? undefined : watch();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      stop?.();
      document.removeEventListener('visibilitychange', follow);
    };
  }, [watch]);
}

function Freshness({ at, failure, problems }: { readonly at: number; readonly failure: string | null; readonly problems: number }) {
  const time = formatTime(at, localTimeZone());
  const isWell = problems === 0;
  return (
    <>
      <p className="cluster-head">
        {failure !== null ? (
          <StateMark state={{ word: `Stale, as of ${time}`, tone: 'paused' }} />
        ) : (
          <>
            <StateMark state={isWell ? { word: 'All well', tone: 'open' } : { word: `${problems} to look at`, tone: 'failed' }} />
            <span className="cluster-time">as of {time}</span>
          </>
        )}
      </p>
      {failure !== null && <p className="cluster-failure">{failure} Asked again every two seconds.</p>}
    </>
  );
}

function Unknown({ failure }: { readonly failure: string | null }) {
  const open = useShared('navigation', (state) => state.open);
  const hasProfiles = useShared('profiles', (state) => !state.isRefused);
  const toProfiles = <Button onClick={() => open({ kind: 'profiles' })}>Connection profiles…</Button>;
  return (
    <Empty title="Nothing can be seen yet" action={hasProfiles ? toProfiles : undefined}>
      {failure} Asked again every two seconds.
    </Empty>
  );
}
