import { openEmbeddedTallyState } from '../../engines/embedded/embedded-tally-state-store.ts';
import { startTally } from '../../ingest-server/tally/tally-role.ts';
import type { EventLog, RecordBatch, Subscription } from '../../core/ports/event-log.ts';
import type { LogPlace } from './bench-log.ts';
import { openBenchLog } from './bench-log.ts';
import { measureMemory } from './program-memory.ts';

/** Catches up on a log in a process of its own, so that its memory is the tally's alone, and prints what it took as one line of JSON. */
export interface TallyTask {
  /** `reference` parses the records and keeps each voter's last vote in a Map: the least that any tally must do. */
  readonly work: 'tally' | 'reference';
  readonly log: LogPlace;
  readonly stateFolder: string;
}

export interface TallyOutcome {
  /** Records of the votes topic that were read. */
  readonly records: number;
  /** From the first batch until all that was in the log is folded, ms of the clock and of the processor (all threads). */
  readonly ms: number;
  readonly cpuMs: number;
  /** From the call that starts the tally until all is folded. */
  readonly startedMs: number;
  readonly peakBytes: number;
  readonly heapBytes: number;
}

const task = JSON.parse(process.argv[2] ?? '') as TallyTask;
const memory = measureMemory();
const log = await openBenchLog(task.log);
const reading = watched(log);
const started = performance.now();
const { caughtUp, stop } = task.work === 'tally' ? await openTally(reading.log) : openReference(reading.log);
await caughtUp;
const ended = performance.now();
const cpu = process.cpuUsage(reading.cpuAtFirst());
await stop();
await log.stop();
const outcome: TallyOutcome = {
  records: reading.records(),
  ms: ended - (reading.firstAt() ?? started),
  cpuMs: (cpu.user + cpu.system) / 1000,
  startedMs: ended - started,
  ...memory.stop(),
};
process.stdout.write(`${JSON.stringify(outcome)}\n`);

interface Work {
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

async function openTally(from: EventLog): Promise<Work> {
  const state = await openEmbeddedTallyState({ folder: task.stateFolder });
  const tally = await startTally({
    ...{ log: from, state, clock: Date.now, onNote: () => undefined, onEnded: fail },
    onFailure: fail,
  });
  return {
    caughtUp: tally.caughtUp,
    async stop() {
      await tally.stop();
      await state.stop();
    },
  };
}

function openReference(from: EventLog): Work {
  const lastVotes = new Map<string, unknown>();
  const onBatch = ({ records }: RecordBatch) => {
    for (const { value } of records) {
      const { voterId, ...vote } = JSON.parse(value) as { readonly voterId?: string };
      if (voterId !== undefined) lastVotes.set(voterId, vote);
    }
  };
  return from.subscribe('votes', { from: 'start', onBatch, onFailure: fail });
}

function fail(failure: Error): never {
  throw failure;
}

/** The same log; tells when the first batch of votes came and how many records there were. */
function watched(inner: EventLog) {
  let firstAt: number | undefined;
  let cpuAtFirst: NodeJS.CpuUsage | undefined;
  let records = 0;
  const watching: EventLog = {
    ...inner,
    subscribe(topic, options): Subscription {
      if (topic !== 'votes') return inner.subscribe(topic, options);
      return inner.subscribe(topic, {
        ...options,
        onBatch(batch) {
          cpuAtFirst ??= process.cpuUsage();
          firstAt ??= performance.now();
          records += batch.records.length;
          return options.onBatch(batch);
        },
      });
    },
  };
  return { log: watching, firstAt: () => firstAt, cpuAtFirst: () => cpuAtFirst, records: () => records };
}
