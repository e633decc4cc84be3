import type { Failure } from '../../core/domain/failure.ts';
import type { RecordBatch } from '../../core/ports/event-log.ts';
import type { BrokerLinks } from './broker-links.ts';
import type { BrokerReader } from './broker-reader.ts';
import { createBrokerReader, isHang } from './broker-reader.ts';
import type { Fetched } from './hand-over.ts';
import { handOver } from './hand-over.ts';
import { codeOf, isLasting } from './kafka-errors.ts';
import { toFailure } from './kafka-failures.ts';
import { askOffsets, readTopic } from './offset-questions.ts';
import type { ReadPartition } from './read-partition.ts';
import { incomplete, leaderless, replaced } from './reading-failures.ts';

const pauseMs = 300;
/** A leader that changes is no news, unless it takes longer than this. */
const quietMs = 1_000;

export interface TopicReaderOptions {
  /** Used by nobody else; closed by whoever made it. */
  readonly links: BrokerLinks;
  /** With the prefix. */
  readonly name: string;
  readonly compacted: boolean;
  /** Of the topic when reading began. */
  readonly id: string;
  /** For sentences. */
  readonly brokers: string;
  /** False where nothing more is to be handed over. */
  readonly give: (state: ReadPartition, batch: RecordBatch) => Promise<boolean>;
  /** Told once for each outage; reading goes on by itself. */
  readonly onOutage: (failure: Failure) => void;
  /** Reading has to end. */
  readonly onFatal: (error: unknown) => void;
  /** A connection was open and did not answer. */
  readonly onHang: () => void;
}

/** Reads partitions of a topic from whatever brokers lead them. */
export interface TopicReader {
  add(states: readonly ReadPartition[]): void;
  remove(state: ReadPartition): void;
  /** Cuts off the connection over which this partition is read. False where it waits for the receiver, or for a leader. */
  restart(state: ReadPartition): boolean;
  isHeldUp(state: ReadPartition): boolean;
  stop(): void;
}

export function createTopicReader(options: TopicReaderOptions): TopicReader {
  const { links, name, compacted, id, brokers, onOutage, onFatal, onHang } = options;
  const readers = new Map<number, BrokerReader>();
  /** To be given to the broker that leads them. */
  const homeless = new Set<ReadPartition>();
  /** Not read with success since they were lost: the outage lasts as long as there are any. */
  const lost = new Set<ReadPartition>();
  const context = { brokers, about: { name, right: 'read' } };
  let placing = false;
  let stopped = false;
  let lostAt: number | undefined;
  let failing = false;

  function readerOf(broker: number): BrokerReader {
    const existing = readers.get(broker);
    if (existing !== undefined) return existing;
    const reader = createBrokerReader({ links, broker, name, deliver, onLost, onOutOfRange, onAnswer });
    readers.set(broker, reader);
    return reader;
  }

  async function deliver(fetched: readonly Fetched[]): Promise<void> {
    await Promise.all(fetched.map((one) => (one.state.handing = one.state.handing.then(() => handOver(options, one)).catch(onFatal))));
  }

  function onAnswer(states: readonly ReadPartition[]): void {
    for (const state of states) lost.delete(state);
    if (lost.size > 0 || homeless.size > 0) return;
    lostAt = undefined;
    failing = false;
  }

  function onLost(states: readonly ReadPartition[], error: unknown): void {
    if (stopped) return;
    const code = codeOf(error);
    if (code !== undefined && isLasting(code)) {
      onFatal(toFailure(error, context));
      return;
    }
    if (isHang(error)) onHang();
    lostAt ??= Date.now();
    if (code === undefined) tell(toFailure(error, context));
    for (const state of states) if (state.active) lost.add(state);
    add(states);
  }

  function onOutOfRange(state: ReadPartition): void {
    checkRange(state).catch((error: unknown) => onLost([state], error));
  }

  async function checkRange(state: ReadPartition): Promise<void> {
    const { partition } = state;
    const found = await readTopic(links, name);
    if (found.id !== id) {
      onFatal(replaced(name));
      return;
    }
    const begin = (await askOffsets(links, name, [partition], 'begin')).get(partition) ?? 0;
    const end = (await askOffsets(links, name, [partition], 'end')).get(partition) ?? 0;
    if (state.next > end) onFatal(incomplete(name, `partition ${partition} ends at ${end}, and ${state.next} was reached before`));
    else if (state.next < begin && !compacted)
      onFatal(incomplete(name, `partition ${partition} begins at ${begin}, and ${state.next} is still needed`));
    else {
      state.next = Math.max(state.next, begin);
      add([state]);
    }
  }

  function tell(failure: Failure): void {
    if (failing || stopped) return;
    failing = true;
    onOutage(failure);
  }

  /** One at a time, until every partition has a leader that it can be read from. */
  async function findHomes(): Promise<void> {
    if (placing) return;
    placing = true;
    while (!stopped && homeless.size > 0) {
      if (lostAt !== undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (!stopped) await place().catch(notPlaced);
    }
    placing = false;
  }

  async function place(): Promise<void> {
    const found = await readTopic(links, name);
    if (stopped) return;
    if (found.id !== id) {
      onFatal(replaced(name));
      return;
    }
    for (const state of [...homeless]) {
      const leader = found.partitions[state.partition]?.leader ?? -1;
      if (leader < 0) continue;
      homeless.delete(state);
      readerOf(leader).add(state);
    }
    if (homeless.size === 0) return;
    const partitions = [...homeless].map(({ partition }) => partition);
    notPlaced(leaderless(name, partitions));
  }

  function notPlaced(error: unknown): void {
    const code = codeOf(error);
    lostAt ??= Date.now();
    if (code !== undefined && isLasting(code)) onFatal(toFailure(error, context));
    else if (Date.now() - lostAt > quietMs) tell(toFailure(error, context));
  }

  function add(states: readonly ReadPartition[]): void {
    for (const state of states) if (state.active) homeless.add(state);
    void findHomes();
  }

  const readerFor = (state: ReadPartition) => [...readers.values()].find((reader) => reader.has(state));
  return {
    add,
    remove(state) {
      state.active = false;
      homeless.delete(state);
      lost.delete(state);
      readerFor(state)?.remove(state);
    },
    restart(state) {
      const reader = readerFor(state);
      reader?.restart(new Error('nothing came although the log went on'));
      return reader !== undefined;
    },
    isHeldUp: (state) => readerFor(state)?.isHeldUp() === true,
    stop() {
      stopped = true;
      for (const reader of readers.values()) reader.stop();
    },
  };
}
