import type { ClusterStatus } from '../../../core/contract/bridge.ts';
import type { StateWord } from '../../model/poll-words.ts';
import { countOf, formatCount } from '../../model/format.ts';
import { Fold } from '../../ui/fold.tsx';
import { StateMark, StateShape } from '../../ui/state-mark.tsx';
import type { PartitionView, TopicView } from './cluster-view.ts';
import { hasCopies, isLeaderless, isThin, topicsOf } from './cluster-view.ts';
import '../../ui/result-table.css';

/** Every topic with its partitions; those in trouble unfold by themselves. */
export function TopicLines({ status }: { readonly status: ClusterStatus }) {
  const topics = topicsOf(status);
  const withCopies = hasCopies(status);
  if (topics.length === 0) return null;
  return (
    <>
      <h2 className="side-panel-title">Topics</h2>
      {topics.map((topic) => (
        <TopicLine key={topic.topic} topic={topic} withCopies={withCopies} />
      ))}
    </>
  );
}

function TopicLine({ topic, withCopies }: { readonly topic: TopicView; readonly withCopies: boolean }) {
  const { partitions, leaderless, thin, end } = topic;
  const records = end === null ? 'records not known' : countOf(end, 'record');
  const summary = (
    <span className="topic">
      <span className="topic-name">{topic.topic}</span>
      {withCopies && <StateMark state={wordOf(topic)} />}
      <span className="lag-note">
        {countOf(partitions.length, 'partition')} · {records}
      </span>
    </span>
  );
  return (
    <Fold summary={summary} isNeeded={leaderless + thin > 0}>
      <table className="table cluster-table">
        <thead>
          <tr>
            <th scope="col">Partition</th>
            {withCopies && (
              <>
                <th scope="col">Leader</th>
                <th scope="col">In step</th>
              </>
            )}
            <th scope="col" className="table-right">
              Records
            </th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((partition) => (
            <PartitionRow key={partition.partition} partition={partition} withCopies={withCopies} />
          ))}
        </tbody>
      </table>
    </Fold>
  );
}

function wordOf({ leaderless, thin }: TopicView): StateWord {
  if (leaderless > 0) return { word: `${leaderless} without leader`, tone: 'failed' };
  if (thin > 0) return { word: `${thin} not in step`, tone: 'paused' };
  return { word: 'In step', tone: 'open' };
}

function PartitionRow({ partition: given, withCopies }: { readonly partition: PartitionView; readonly withCopies: boolean }) {
  const { partition, leader, inSync, replicas, end } = given;
  const hasTrouble = withCopies && (isLeaderless(given) || isThin(given));
  const tone = isLeaderless(given) ? 'failed' : 'paused';
  return (
    <tr className={hasTrouble ? `partition-trouble tone-${tone}` : undefined}>
      <th scope="row">
        {hasTrouble && <StateShape tone={tone} size={10} />}
        {partition}
      </th>
      {withCopies && (
        <>
          <td>{leader === null ? 'none' : `broker ${leader}`}</td>
          <td>
            {inSync} of {replicas}
          </td>
        </>
      )}
      <td className="table-right">{end === null ? '–' : formatCount(end)}</td>
    </tr>
  );
}
