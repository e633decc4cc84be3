import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerLinks } from './broker-links.ts';
import { codeOf, KafkaRefusal, kafkaCodes } from './kafka-errors.ts';
import type { ReadPartition } from './read-partition.ts';
import type { FetchedPartition, FetchPosition } from './requests/fetch.ts';
import { fetchRequest } from './requests/fetch.ts';
import type { Fetched } from './hand-over.ts';
import { findBatches } from './wire/decode-records.ts';

/** A partition's limit is above the largest batch a topic takes, so that no batch is cut off at its beginning. */
const limits = { waitMs: 500, maxBytes: 1.1 * 1024 * 1024, maxPartitionBytes: 1.1 * 1024 * 1024 };

/**
 * Between an answer and the next fetch. Where records come all the time, a fetch at once would find a few of them, and
 * brokers would do more work for reading them than for storing them.
 */
const pauseMs = 10;
/** An answer larger than this is one of a reader that catches up. */
const fewBytes = 256 * 1024;

export interface BrokerReaderOptions {
  readonly links: BrokerLinks;
  readonly broker: number;
  /** Of the topic. */
  readonly name: string;
  /** Resolves when all of it has been handed over. Never rejects. */
  readonly deliver: (fetched: readonly Fetched[]) => Promise<void>;
  /** These partitions are no longer read here: their leader has to be found again. */
  readonly onLost: (states: readonly ReadPartition[], error: unknown) => void;
  /** The position is not (or no longer) in the log. It is not read here until it is added again. */
  readonly onOutOfRange: (state: ReadPartition) => void;
  /** The broker has answered a fetch of these; for some of them it may have been a refusal. */
  readonly onAnswer: (states: readonly ReadPartition[]) => void;
}

interface Asked extends FetchPosition {
  readonly state: ReadPartition;
}

/** Reads the partitions that one broker leads, by long polling over one connection. */
export interface BrokerReader {
  add(state: ReadPartition): void;
  remove(state: ReadPartition): void;
  has(state: ReadPartition): boolean;
  /** It waits for the receiver, not for the broker. */
  isHeldUp(): boolean;
  /** Cuts the connection off: what it read is lost and found again. */
  restart(error: Error): void;
  /** Ends after the answer that is on its way, and tells nobody. */
  stop(): void;
}

export function createBrokerReader(options: BrokerReaderOptions): BrokerReader {
  const { links, broker, name, deliver, onLost, onOutOfRange, onAnswer } = options;
  const states = new Set<ReadPartition>();
  let running = false;
  let stopped = false;
  let heldUp = false;
  let first = 0;
  let restarted: Error | undefined;

  async function run(): Promise<void> {
    let handing = Promise.resolve();
    try {
      const connection = await links.to(broker);
      while (!stopped && states.size > 0) {
        const asked = positions();
        const answer = await connection.send(fetchRequest(name, asked, limits));
        if (stopped) return;
        onAnswer(asked.map(({ state }) => state));
        const fetched = answer.map((one) => accept(asked, one)).filter((one) => one !== undefined);
        heldUp = true;
        // One answer is handed over while the next one is on its way, no more.
        await handing;
        heldUp = false;
        handing = deliver(fetched);
        if (sizeOf(answer) < fewBytes) await pause(pauseMs);
      }
      running = false;
    } catch (error) {
      running = false;
      heldUp = false;
      links.drop(broker);
      lose([...states], restarted ?? error);
      restarted = undefined;
    }
  }

  /** Begins with another partition each time, as a broker fills its answer in this order. */
  function positions(): readonly Asked[] {
    const all = [...states].map((state) => ({ state, partition: state.partition, offset: state.next }));
    first = (first + 1) % all.length;
    return [...all.slice(first), ...all.slice(0, first)];
  }

  function accept(asked: readonly Asked[], { partition, code, end, records }: FetchedPartition): Fetched | undefined {
    const { state, offset } = asked.find((one) => one.partition === partition) ?? {};
    // Meanwhile it may have been taken away, and even come back.
    if (state === undefined || !states.has(state) || state.next !== offset) return undefined;
    if (code === kafkaCodes.offsetOutOfRange) {
      states.delete(state);
      onOutOfRange(state);
      return undefined;
    }
    if (code !== 0) {
      lose([state], new KafkaRefusal(code, `${name}, partition ${partition}`));
      return undefined;
    }
    const batches = findBatches(records);
    const last = batches[batches.length - 1];
    if (last === undefined) return undefined;
    state.next = Math.max(state.next, last.lastOffset + 1);
    return { state, batches, end };
  }

  function lose(lost: readonly ReadPartition[], error: unknown): void {
    for (const state of lost) states.delete(state);
    if (!stopped && lost.length > 0) onLost(lost, error);
  }

  return {
    add(state) {
      states.add(state);
      if (running || stopped) return;
      running = true;
      void run();
    },
    remove: (state) => void states.delete(state),
    has: (state) => states.has(state),
    isHeldUp: () => heldUp,
    restart(error) {
      restarted = error;
      links.drop(broker);
    },
    stop() {
      stopped = true;
    },
  };
}

function sizeOf(answer: readonly FetchedPartition[]): number {
  return answer.reduce((bytes, { records }) => bytes + records.length, 0);
}

/** A connection that is open and does not answer. */
export function isHang(error: unknown): boolean {
  return codeOf(error) === undefined && error instanceof Error && error.name === 'KafkaJSRequestTimeoutError';
}
