import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import { startBenchCluster } from './bench-cluster.ts';
import { voteSteadily } from './steady-votes.ts';

const lookEveryMs = 1_000;

/** Whether ballots reach Cassandra as fast as votes come, with broker, node, server, tally, history and load on the same processors. */
export async function benchBallots({ perSecond, seconds }: { perSecond: number; seconds: number }) {
  const bench = await startBenchCluster({ roles: ['http', 'tally', 'history'] });
  const pollId = await bench.http.makeOpenPoll();
  const metrics = async () => (await fetch(`${bench.historyUrl}/metrics`)).text();
  const behind: number[] = [];
  const looking = setInterval(() => void metrics().then((text) => behind.push(lagIn(text))), lookEveryMs);
  const { recordedAt, refused } = await voteSteadily({ url: bench.http.url, pollIds: [pollId], perSecond, seconds });
  const ended = performance.now();
  clearInterval(looking);
  const behindAtEnd = lagIn(await metrics());
  const history = await openCassandraHistoryReader({ settings: bench.cassandra, password: undefined, onWarning: () => undefined });
  let ballots = 0;
  while (ballots < recordedAt.length) ballots = await history.countBallots({ pollId, run: 1 });
  const caughtUpMs = performance.now() - ended;
  await history.stop();
  await bench.stop();
  return { perSecond, seconds, votes: recordedAt.length, refused, mostBehind: Math.max(...behind), behindAtEnd, caughtUpMs };
}

/** Records of the votes topic that history has not read yet. */
function lagIn(metrics: string): number {
  const lines = [...metrics.matchAll(/^kpoll_role_lag_records\{role="history",topic="votes",partition="\d+"\} (\d+)/gm)];
  return lines.reduce((sum, [, records]) => sum + Number(records), 0);
}
