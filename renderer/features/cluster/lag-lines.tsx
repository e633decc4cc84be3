import type { ClusterStatus } from '../../../core/contract/bridge.ts';
import { formatCount, formatSeconds } from '../../model/format.ts';
import { Fold } from '../../ui/fold.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { roleWords } from './cluster-problems.ts';
import type { LagGroup } from './cluster-view.ts';
import { lagsOf } from './cluster-view.ts';
import '../../ui/result-table.css';

const courseWords = { none: '', growing: 'growing', shrinking: 'shrinking', steady: 'steady' } as const;

/** A lag of less than a second is no lag: its digits would only flicker. */
function timeBehind(seconds: number): string {
  return seconds > 0 && seconds < 1 ? 'under 1 s' : formatSeconds(seconds);
}

/** How far each role is behind the log, with the last minute's trend. */
export function LagLines({ status }: { readonly status: ClusterStatus }) {
  const groups = lagsOf(status);
  return (
    <>
      <h2 className="side-panel-title">Behind the log</h2>
      {groups.length === 0 && <p className="side-panel-note">Nobody has reported yet.</p>}
      {groups.map((group) => (
        <LagLine key={`${group.role} ${group.topic}`} group={group} />
      ))}
    </>
  );
}

function LagLine({ group }: { readonly group: LagGroup }) {
  const { role, topic, records, seconds, worst, trend, course, partitions } = group;
  const summary = (
    <span className="lag">
      <span className="lag-name">
        {roleWords[role]} <span className="cluster-soft">of {topic}</span>
      </span>
      <Sparkline values={trend} width={64} height={20} />
      <span className="lag-value">{records === 0 ? 'nothing' : formatCount(records)}</span>
      {records > 0 && (
        <span className="lag-note">
          {[timeBehind(seconds), courseWords[course], `most in partition ${worst.partition}: ${formatCount(worst.records)}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
    </span>
  );
  return (
    <Fold summary={summary}>
      <table className="table cluster-table">
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col">Last minute</th>
            <th scope="col" className="table-right">
              Records
            </th>
            <th scope="col" className="table-right">
              Time
            </th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((lag) => (
            <tr key={lag.partition}>
              <th scope="row">{lag.partition}</th>
              <td>
                <Sparkline values={lag.trend} width={64} height={16} />
              </td>
              <td className="table-right">{formatCount(lag.records)}</td>
              <td className="table-right">{timeBehind(lag.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Fold>
  );
}
