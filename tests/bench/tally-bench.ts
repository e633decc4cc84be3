import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeVote } from '../../core/contract/topics.ts';
import { partitionOf } from '../../core/domain/vote.ts';
import type { LogPlace } from './bench-log.ts';
import { openBenchLog } from './bench-log.ts';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import { fillLog } from './fill-log.ts';
import type { ExpectedResult } from './planned-votes.ts';
import { idOf, markerOf, planVotes } from './planned-votes.ts';
import { mustEqual, readResults } from './published-results.ts';
import { runProgram } from './run-program.ts';
import type { TallyOutcome, TallyTask } from './tally-program.ts';

interface Prepared {
  readonly engine: string;
  readonly votes: number;
  readonly expected: ExpectedResult[];
  /** A place for one run, with all votes and no results yet. */
  readonly placeOf: (run: number, folder: string) => LogPlace;
  readonly remove: () => void;
}

/** One run: the reference, from nothing, once more from its state, and once more without it. */
interface Round {
  readonly reference: TallyOutcome;
  readonly fresh: TallyOutcome;
  readonly restarted: TallyOutcome;
  readonly rebuilt: TallyOutcome;
  readonly stateBytes: number;
}

export const tallyBenchmark: Benchmark = {
  name: 'tally',
  title: 'Tally: catching up',
  about:
    'The log is filled beforehand: 10 polls, three votes a voter in random order, in half of the polls votes may change, a tenth of the further votes are repeats. ' +
    'The tally then runs in a process of its own until all is folded and published; its results are compared with what was put in. ' +
    'The reference is the least that any tally must do with the same log in the same run: read it, JSON.parse each record, keep the last vote of each voter in a Map. ' +
    'The target is 150,000 votes a second, the stretch 200,000; the next step would be partitions folded by two threads.',
  async run(context) {
    const rows: Row[] = [];
    const notes: string[] = [];
    for (const prepare of [prepareEmbedded, prepareKafka]) {
      const prepared = await prepare(context);
      const rounds: Round[] = [];
      try {
        for (let run = 0; run < context.runs; run += 1) rounds.push(await measureRound(prepared, run));
      } finally {
        prepared.remove();
      }
      rows.push(...rowsOf(prepared, rounds));
      notes.push(noteOf(prepared, rounds));
    }
    return { rows, notes };
  },
};

function planOf({ quick }: BenchContext, partitions: number) {
  return planVotes({ polls: 10, voters: quick ? 20_000 : 1_000_000, votesPerVoter: 3, partitions, seed: 1 });
}

async function prepareEmbedded(context: BenchContext): Promise<Prepared> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const plan = planOf(context, 4);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  await fillLog({ kind: 'embedded', folder, votesPartitions: 4 }, plan).catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    ...{ engine: 'embedded', votes: plan.votes, expected: structuredClone([...plan.expected]) },
    placeOf(_run, runFolder) {
      for (const file of readdirSync(folder)) copyFileSync(join(folder, file), join(runFolder, file), constants.COPYFILE_FICLONE);
      return { kind: 'embedded', folder: runFolder, votesPartitions: 4 };
    },
    remove,
  };
}

async function prepareKafka(context: BenchContext): Promise<Prepared> {
  const { brokers } = await context.cluster();
  const plan = planOf(context, 12);
  const votesPrefix = `bench-tally-${randomBytes(3).toString('hex')}.`;
  const place = (prefix: string) => ({ kind: 'kafka' as const, brokers, votesPartitions: 12, votesPrefix, prefix });
  await fillLog(place(votesPrefix), plan);
  return {
    ...{ engine: 'Kafka', votes: plan.votes, expected: structuredClone([...plan.expected]) },
    placeOf: (run) => place(`${votesPrefix}run${run}.`),
    remove: () => undefined,
  };
}

async function measureRound({ engine, expected: put, placeOf }: Prepared, run: number): Promise<Round> {
  // A copy of the embedded log does not have the voter that the run before has added.
  const expected = engine === 'embedded' ? structuredClone(put) : put;
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const [stateFolder, emptyFolder] = [join(folder, 'state'), join(folder, 'no-state')];
  for (const made of [stateFolder, emptyFolder]) mkdirSync(made);
  const log = placeOf(run, folder);
  try {
    const reference = await runTally({ work: 'reference', log, stateFolder });
    const fresh = await runTally({ work: 'tally', log, stateFolder });
    await check(log, expected);
    const stateBytes = sizeOf(stateFolder);
    await addVoter(log, expected, run);
    const restarted = await runTally({ work: 'tally', log, stateFolder });
    await check(log, expected);
    const rebuilt = await runTally({ work: 'tally', log, stateFolder: emptyFolder });
    await check(log, expected);
    return { reference, fresh, restarted, rebuilt, stateBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runTally(task: TallyTask): Promise<TallyOutcome> {
  return runProgram<TallyOutcome>(['out/commands/bench-tally.js', JSON.stringify(task)]);
}

async function check(place: LogPlace, expected: readonly ExpectedResult[]): Promise<void> {
  const log = await openBenchLog(place);
  try {
    mustEqual(await readResults(log), expected);
  } finally {
    await log.stop();
  }
}

/** One more voter, so that a restarted tally shows that it goes on. */
async function addVoter(place: LogPlace, expected: readonly ExpectedResult[], run: number): Promise<void> {
  const { pollId, partitions } = markerOf(0, place.votesPartitions);
  const voterId = idOf(`a later voter ${run} ${Date.now()}`, 22);
  const vote = { pollId, run: 1, voterId, voteId: idOf(voterId, 16), stamp: Date.now(), choice: [1] };
  const log = await openBenchLog(place);
  try {
    await log.append('votes', [encodeVote(partitionOf(voterId, partitions), vote)]);
  } finally {
    await log.stop();
  }
  const [poll] = expected;
  if (poll === undefined) return;
  poll.voters += 1;
  poll.counts[0] = (poll.counts[0] ?? 0) + 1;
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

function rowsOf({ engine }: Prepared, rounds: readonly Round[]): Row[] {
  const perSecond = ({ records, ms }: TallyOutcome) => records / (ms / 1000);
  const megabytes = (bytes: number) => bytes / 1e6;
  const values = (read: (round: Round) => number) => rounds.map(read);
  const reference = { what: 'read, parse and keep in a Map', values: values((round) => perSecond(round.reference)) };
  const atLeast = 150_000;
  return [
    { what: `${engine}: caught up`, unit: 'votes/s', values: values(({ fresh }) => perSecond(fresh)), target: { atLeast }, reference },
    {
      ...{ what: `${engine}: rebuilt without state`, unit: 'votes/s', target: { atLeast }, reference },
      values: values(({ rebuilt }) => perSecond(rebuilt)),
    },
    {
      ...{ what: `${engine}: most memory of the process`, unit: 'MB', target: { atMost: 400 } },
      values: values(({ fresh, restarted, rebuilt }) =>
        megabytes(Math.max(...[fresh, restarted, rebuilt].map(({ peakBytes }) => peakBytes))),
      ),
    },
    { what: `${engine}: of that, most in V8's heap`, unit: 'MB', values: values(({ fresh }) => megabytes(fresh.heapBytes)) },
    { what: `${engine}: state on disk`, unit: 'MB', values: values(({ stateBytes }) => megabytes(stateBytes)) },
    { what: `${engine}: restart from state until it goes on`, unit: 'ms', values: values(({ restarted }) => restarted.startedMs) },
    {
      what: `${engine}: processor time a vote, all threads`,
      unit: 'µs',
      values: values(({ fresh }) => (fresh.cpuMs * 1000) / fresh.records),
    },
  ];
}

function noteOf({ engine, votes, expected }: Prepared, rounds: readonly Round[]): string {
  const sum = (read: (poll: ExpectedResult) => number) => expected.reduce((total, poll) => total + read(poll), 0);
  const [voters, duplicates, repeats] = [sum((poll) => poll.voters), sum((poll) => poll.duplicates), sum((poll) => poll.repeats)];
  return (
    `${engine}: ${votes} votes put in; after each of ${rounds.length * 3} passes the results were exactly what was put in ` +
    `(${voters} voters, ${duplicates} duplicates or changes, ${repeats} repeats).`
  );
}
