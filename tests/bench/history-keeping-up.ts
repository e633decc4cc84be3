import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import type { BenchContext, Row } from './benchmark.ts';
import { startLoad } from './load/load-process.ts';
import { startProduct } from './product.ts';
import { readLags, sumOf } from './role-lag.ts';
import { scoped } from './scope.ts';
import { until } from './until.ts';

const perSecond = 5_000;
const lookEveryMs = 500;

interface KeepingUp {
  /** Records of the votes topic not yet read by history: at most, and when the last vote had its 204. */
  readonly mostBehind: number;
  readonly behindAtEnd: number;
  /** From then until every ballot is in Cassandra. */
  readonly writtenAfterMs: number;
  readonly withoutAnswer: number;
}

/** Whether ballots reach Cassandra as fast as votes come, with everything else on the same processors. */
export async function keepUpRows(context: BenchContext): Promise<Row[]> {
  const seconds = context.quick ? 2 : 10;
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine: 'kafka', context, processes: [['http'], ['tally'], ['history']] });
    onEnd(product.stop);
    const { cassandra: settings, programs, url } = product;
    const historyUrl = programs[2]?.url;
    if (settings === undefined || historyUrl === undefined) throw new Error('history does not run by itself');
    const history = await openWhenMade(settings);
    onEnd(() => history.stop());
    const load = startLoad();
    onEnd(load.stop);
    const behindNow = async () => sumOf((await readLags(historyUrl)).filter(({ role, topic }) => role === 'history' && topic === 'votes'));
    const rounds: KeepingUp[] = [];
    for (let round = 0; round < context.runs; round += 1) {
      const pollId = await product.makeOpenPoll();
      const lags: number[] = [];
      const look = () => behindNow().then((lag) => lags.push(lag));
      const missed = (error: unknown) => context.note(`a look at the metrics failed: ${messageOf(error)}`);
      const looking = setInterval(() => void look().catch(missed), lookEveryMs);
      const votes = perSecond * seconds;
      const report = await load
        .run({ kind: 'votes', url, pollIds: [pollId], perSecond, votes, connections: 64, patienceMs: 10_000 })
        .finally(() => clearInterval(looking));
      const ended = performance.now();
      const behindAtEnd = await behindNow();
      const recorded = report.recordedAt.filter((at) => !Number.isNaN(at)).length;
      await until(
        () => history.countBallots({ pollId, run: 1 }),
        (ballots) => ballots === recorded,
      );
      const writtenAfterMs = performance.now() - ended;
      rounds.push({ mostBehind: Math.max(behindAtEnd, ...lags), behindAtEnd, writtenAfterMs, withoutAnswer: votes - recorded });
    }
    return rowsOf(rounds);
  });
}

/** The history role makes the tables while the servers answer already. */
async function openWhenMade(settings: CassandraSettings): Promise<HistoryReader> {
  const open = () => openCassandraHistoryReader({ settings, password: undefined, onWarning: () => undefined });
  const tried = () =>
    open().catch((error: unknown) =>
      error instanceof Failure && error.code === 'history-unavailable' ? undefined : Promise.reject(error as Error),
    );
  const history = await until(tried, (found) => found !== undefined);
  if (history === undefined) throw new Error('there is no history');
  return history;
}

function rowsOf(rounds: readonly KeepingUp[]): Row[] {
  const what = `Cassandra at ${perSecond.toLocaleString('en')} votes a second`;
  const row = (name: string, unit: string, pick: (round: KeepingUp) => number): Row => ({
    what: `${what}: ${name}`,
    unit,
    values: rounds.map(pick),
  });
  return [
    row('history at most behind', 'votes', ({ mostBehind }) => mostBehind),
    row('behind at the last 204', 'votes', ({ behindAtEnd }) => behindAtEnd),
    row('all ballots written after the last 204', 'ms', ({ writtenAfterMs }) => writtenAfterMs),
    row('votes without a 204', 'votes', ({ withoutAnswer }) => withoutAnswer),
  ];
}
