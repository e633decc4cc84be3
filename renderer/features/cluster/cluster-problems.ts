import type { ClusterStatus } from '../../../core/contract/bridge.ts';
import { countOf, formatCount, formatTime } from '../../model/format.ts';
import { isSeen, lagsOf, topicsOf } from './cluster-view.ts';

export const roleWords = { http: 'Votes', tally: 'Tally', history: 'History' } as const;

/** Whatever is not as it should be, a sentence each: what it is and what it means for votes. What was said by the other end comes first. */
export function problemsOf(status: ClusterStatus, timeZone: string): readonly string[] {
  return [
    ...status.problems,
    ...partitionProblems(status),
    ...downProblems(status, timeZone),
    ...lagProblems(status),
    ...skippedProblems(status),
  ];
}

function partitionProblems(status: ClusterStatus): string[] {
  const topics = topicsOf(status);
  const count = (of: 'leaderless' | 'thin') => topics.reduce((sum, topic) => sum + topic[of], 0);
  const [leaderless, thin] = [count('leaderless'), count('thin')];
  const found: string[] = [];
  if (leaderless > 0)
    found.push(
      `${countOf(leaderless, 'partition has', 'partitions have')} no leader. Phones whose votes belong there are told to try again until a broker takes over.`,
    );
  if (thin > 0)
    found.push(
      `${countOf(thin, 'partition is', 'partitions are')} kept by fewer brokers than intended. Confirmed votes are safe; if another broker is lost, voting may pause.`,
    );
  return found;
}

function downProblems(status: ClusterStatus, timeZone: string): string[] {
  const { brokers, nodes, servers } = status;
  const found = [
    ...brokers
      .filter(({ up }) => !up)
      .map((broker) => `Broker ${broker.id}${isSeen(broker) ? ` (${broker.address})` : ''} is down. Start it again.`),
    ...nodes
      .filter(({ up }) => !up)
      .map(({ address }) => `The Cassandra node ${address} is down. Votes are not touched by it; start it again.`),
    ...servers
      .filter(({ up }) => !up)
      .map(({ url, seenAt }) => `The server ${url} has said nothing since ${formatTime(seenAt, timeZone)}. Others take over its part.`),
  ];
  if (servers.length > 0 && !servers.some(({ up, roles }) => up && roles.includes('http')))
    found.unshift('No server that takes votes is up. Phones keep trying; start an ingest server.');
  return found;
}

function lagProblems(status: ClusterStatus): string[] {
  return lagsOf(status)
    .filter(({ course }) => course === 'growing')
    .map(
      ({ role, topic, records }) =>
        `${roleWords[role]} is ${formatCount(records)} records behind in ${topic} and falls further behind. Nothing is lost; results come later until it catches up.`,
    );
}

const meaningOfSkipped = {
  polls: 'The changes to polls that they stand for did not take effect.',
  votes: 'They are not counted in any result.',
  results: 'Results are not touched by it: the tally sends the newest numbers again and again.',
} as const;

/** One remedy for all of them, so it is said once, at the end. */
function skippedProblems({ skipped = [] }: ClusterStatus): string[] {
  return skipped.map(({ topic, records }, index) => {
    const what = `${countOf(records, 'record')} in ${topic} could not be understood and ${records === 1 ? 'was' : 'were'} skipped: damaged, or written by a newer version.`;
    const remedy = ' Let nothing but Kpoll write to its log, and run all servers in one version.';
    return `${what} ${meaningOfSkipped[topic]}${index === skipped.length - 1 ? remedy : ''}`;
  });
}
