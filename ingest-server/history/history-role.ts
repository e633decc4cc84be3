import { decodePollCommand, decodeResultsRecord, decodeVotesRecord } from '../../core/contract/topics.ts';
import type { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { timelinePointOf } from '../../core/domain/timeline.ts';
import type { LogReader, RecordBatch, TopicName } from '../../core/ports/event-log.ts';
import type { HistoryWriter, SeenRun } from '../../core/ports/history-store.ts';
import { ballotRowOf } from './ballot-row.ts';
import { createHistoryBuffer } from './history-buffer.ts';

export interface HistoryRole {
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogReader;
  readonly history: HistoryWriter;
  readonly onFailure: (failure: Failure) => void;
}

/** Writes ballots (from votes), timeline and last results (from results) and polls into history. Keeps nothing that cannot be read again. */
export async function startHistory({ log, history, onFailure }: Options): Promise<HistoryRole> {
  const buffer = createHistoryBuffer({ history, onFailure });
  const seen = new Map<string, SeenRun>();
  const seenKey = (partition: number, pollId: string, run: number) => `${partition}/${runKeyOf(pollId, run)}`;
  for (const run of await history.readSeenRuns()) seen.set(seenKey(run.partition, run.marker.pollId, run.marker.run), run);

  function see(run: SeenRun): void {
    seen.set(seenKey(run.partition, run.marker.pollId, run.marker.run), run);
    void buffer.add({ runs: [run] });
  }

  function onVotes({ partition, records }: RecordBatch): Promise<void> {
    for (const record of records) {
      const read = decodeVotesRecord(record);
      if (read.kind === 'open') {
        if (!seen.has(seenKey(partition, read.marker.pollId, read.marker.run))) see({ partition, marker: read.marker, closedAt: null });
      } else if (read.kind === 'close') {
        const run = seen.get(seenKey(partition, read.marker.pollId, read.marker.run));
        if (run?.closedAt === null) see({ ...run, closedAt: record.offset });
      } else if (read.kind === 'vote') {
        const run = seen.get(seenKey(partition, read.vote.pollId, read.vote.run));
        const row = run && ballotRowOf(run, read.vote, record);
        if (row !== undefined) buffer.addBallot(row);
      }
    }
    return readUpTo('votes', partition, records);
  }

  function onResults({ partition, records }: RecordBatch): Promise<void> {
    const partials: RunPartial[] = [];
    for (const { value } of records) {
      const record = decodeResultsRecord(value);
      if (record?.kind === 'partial') partials.push(record);
    }
    void buffer.add({ partials, timeline: partials.map(timelinePointOf) });
    return readUpTo('results', partition, records);
  }

  const book = createPollBook();
  function onPolls({ records }: RecordBatch): Promise<void> {
    const changed = new Map<string, Poll>();
    for (const { value } of records) {
      const command = decodePollCommand(value);
      const outcome = command && applyCommand(book, command);
      if (outcome?.accepted) changed.set(outcome.poll.id, outcome.poll);
    }
    return buffer.add({ polls: [...changed.values()] });
  }

  function readUpTo(topic: TopicName, partition: number, records: RecordBatch['records']): Promise<void> {
    return buffer.add({ positions: [{ topic, partition, offset: (records.at(-1)?.offset ?? -1) + 1 }] });
  }

  const from = async (topic: TopicName) => {
    const positions = new Map((await history.readPositions(topic)).map(({ partition, offset }) => [partition, offset]));
    return (partition: number) => positions.get(partition) ?? 0;
  };
  const group = 'history';
  const subscriptions = [
    log.subscribe('polls', { from: 'start', onBatch: onPolls, onFailure }),
    log.subscribe('votes', { from: await from('votes'), group, onBatch: onVotes, onFailure }),
    log.subscribe('results', { from: await from('results'), group, onBatch: onResults, onFailure }),
  ];
  return {
    caughtUp: Promise.all(subscriptions.map((subscription) => subscription.caughtUp)).then(() => buffer.flushed()),
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await buffer.stop();
    },
  };
}
