import { expect, it, vi } from 'vitest';
import { decodePollCommand, decodeVotesRecord } from '../../../core/contract/topics.ts';
import { Failure } from '../../../core/domain/failure.ts';
import type { Poll } from '../../../core/domain/poll.ts';
import type { NewRecord, TopicName } from '../../../core/ports/event-log.ts';
import { createRunKeeper } from '../../../ingest-server/polls/run-keeper.ts';

const partitions = 3;

function makePoll(state: Poll['state']): Poll {
  const options = [1, 2].map((number) => ({ number, label: `Option ${number}` }));
  return {
    id: 'poll1',
    code: 'ACDEFG',
    revision: 3,
    state,
    hidden: false,
    createdAt: 0,
    content: { question: 'Q', type: 'single', options, min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' },
    nextOption: 3,
    runs: [{ run: 1, partitions, buckets: 1, fingerprint: 'f', openedAt: 0, closedAt: null }],
  };
}

/** A keeper among others, on a log whose partitions the test lets fail. */
function setUp({ soleServer = false, votesPartitions = partitions } = {}) {
  const appended: { topic: TopicName; partition: number; kind: string }[] = [];
  const failing = new Set<number>();
  const closed = new Map<number, number>();
  const failures: Failure[] = [];
  let poll = makePoll('open');
  let tellPoll: (poll: Poll) => void = () => undefined;
  let tellTally: (ids: ReadonlySet<string>) => void = () => undefined;
  const append = async (topic: TopicName, records: readonly NewRecord[]) => {
    if (records.some(({ partition }) => topic === 'votes' && failing.has(partition)))
      throw new Failure('log-unavailable', 'away', { retriable: true });
    return records.map((record) => {
      const kind = topic === 'polls' ? decodePollCommand(record.value)?.kind : decodeVotesRecord(record).kind;
      appended.push({ topic, partition: record.partition, kind: kind ?? 'unknown' });
      return { partition: record.partition, offset: 100 + record.partition, timestamp: 0 };
    });
  };
  const keeper = createRunKeeper({
    log: { append },
    directory: { find: () => poll, onChange: (listener: (poll: Poll) => void) => (tellPoll = listener) },
    tally: { closedAt: (_poll, _run, partition) => closed.get(partition) ?? null, onChange: (listener) => (tellTally = listener) },
    clock: () => 0,
    newId: () => 'id',
    closeDelayMs: 0,
    soleServer,
    votesPartitions,
    onFailure: (failure) => failures.push(failure),
    retryMs: 1,
    waitMs: 50,
  });
  return {
    keeper,
    appended,
    failing,
    failures,
    change(state: Poll['state']) {
      poll = makePoll(state);
      tellPoll(poll);
    },
    sawMarker(partition: number, offset: number) {
      closed.set(partition, offset);
      tellTally(new Set(['poll1']));
    },
  };
}

const markersOf = (appended: ReturnType<typeof setUp>['appended']) =>
  appended.filter(({ kind }) => kind === 'close').map(({ partition }) => partition);

it('closes the partitions that take records, then only those that are missing, then says closed', async () => {
  const { appended, failing, failures, change } = setUp();
  failing.add(1);
  change('closing');
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(2));
  expect(markersOf(appended)).toEqual([0, 2]);
  failing.clear();
  await vi.waitFor(() => expect(appended.at(-1)).toMatchObject({ topic: 'polls', kind: 'closed' }));
  expect(markersOf(appended)).toEqual([0, 2, 1]);
});

it('writes no marker that the tally has seen already', async () => {
  const { appended, change, sawMarker } = setUp();
  sawMarker(0, 7);
  change('closing');
  await vi.waitFor(() => expect(appended.at(-1)).toMatchObject({ kind: 'closed' }));
  expect(markersOf(appended)).toEqual([1, 2]);
});

it('stops trying when another server has finished', async () => {
  const { failing, failures, change, keeper, appended } = setUp();
  failing.add(1);
  change('closing');
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(0));
  change('closed');
  await keeper.stop();
  expect(appended.some(({ kind }) => kind === 'closed')).toBe(false);
});

it('among others takes the tally’s word for the first marker, not its own', async () => {
  const { keeper, change, sawMarker, appended } = setUp();
  change('closing');
  await vi.waitFor(() => expect(appended.at(-1)).toMatchObject({ kind: 'closed' }));
  const offset = keeper.closeOffset('poll1', 1, 2);
  sawMarker(2, 90);
  expect(await offset).toBe(90);
  await expect(keeper.closeOffset('poll1', 1, 1)).rejects.toMatchObject({ code: 'log-unavailable', retriable: true });
});

it('alone knows its own marker at once', async () => {
  const { keeper, change } = setUp({ soleServer: true });
  change('closing');
  expect(await keeper.closeOffset('poll1', 1, 2)).toBe(102);
});

it('that knows fewer partitions than a run has leaves the run to others, and says so', async () => {
  const { change, appended, failures, keeper } = setUp({ votesPartitions: 2 });
  change('opening');
  await vi.waitFor(() => expect(failures[0]).toMatchObject({ code: 'not-ready', retriable: true }));
  await keeper.stop();
  expect(appended).toEqual([]);
});
