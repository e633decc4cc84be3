import autocannon from 'autocannon';
import { roleNames } from '../../core/domain/server-status.ts';
import type { BenchContext, Benchmark, Findings, Row } from './benchmark.ts';
import type { Engine, Product } from './product.ts';
import { startProduct } from './product.ts';
import { createSourceFinder, inWords, timeByKind } from './profile/time-by-kind.ts';
import type { Program } from './programs.ts';
import { startReference } from './programs.ts';
import { restOf } from './role-lag.ts';
import { scoped } from './scope.ts';

interface Round {
  readonly votes: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

const body = '{"option":2}';
const warmUpSeconds = 20;
const headers = { 'content-type': 'application/json' };

async function load(url: string, connections: number, seconds: number): Promise<Round> {
  const result = await autocannon({ url, method: 'POST', headers, body, connections, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} errors`);
  return { votes: result['2xx'], perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}

export const ingestBenchmark: Benchmark = {
  name: 'ingest',
  title: 'Ingest: durable votes against bare HTTP',
  about: `\`POST /polls/{id}/vote\` as fast as it goes (closed model, autocannon), every request a new voter, against a bare \`node:http\` server that parses the same body and answers 204. Each 204 of ours means
that the log has synced the vote to disk. Everything runs: one process answers phones, tallies and writes history, each on a thread of its own, as the product does by default. In such a flood history trails by
design: it rests, with the log as its memory, and catches up afterwards. Rounds alternate, and each of the reference waits until tally and history have read everything, for at most a minute. On Kafka, broker
and Cassandra node share the processors with server and load, so a row shows the server with the role \`http\` alone besides: what a machine of its own would answer. Where the time goes is told by a profile of the
thread that answers phones, taken in a further round.

The target is 40 % of the bare server, the stretch 50 %. The next step: about half of what the thread that answers phones does is \`node:http\` itself and a quarter is writing to sockets, while signatures are an
eighth. So further speed would come from an HTTP parser without objects for each request, and where there are more than two processors from several threads: on two they are slower (docs/decisions/0014).`,
  run: (context) =>
    scoped(async (onEnd) => {
      const reference = await startReference();
      onEnd(reference.stop);
      const embedded = await benchEngine(context, reference, 'embedded');
      const kafka = await benchEngine(context, reference, 'kafka');
      // A short run has no time for the further row.
      const alone = context.quick ? [] : await benchAlone(context, reference);
      return { rows: [...embedded.rows, ...kafka.rows, ...alone], notes: [...(embedded.notes ?? []), ...(kafka.notes ?? [])] };
    }),
};

const labels: Readonly<Record<Engine, string>> = { embedded: 'embedded', kafka: 'Kafka' };

function benchEngine(context: BenchContext, reference: Program, engine: Engine): Promise<Findings> {
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine, context });
    onEnd(product.stop);
    const voteUrl = `${product.url}/polls/${await product.makeOpenPoll()}/vote`;
    const rows: Row[] = [];
    const notes: string[] = [];
    const rest = async () => {
      const behind = await restOf(product.url);
      if (behind > 0) notes.push(`${labels[engine]}: a round began while tally and history still had ${behind} records to read.`);
    };
    for (const connections of context.quick && engine === 'kafka' ? [64] : [64, 512]) {
      const what = `${labels[engine]}, ${connections} connections`;
      rows.push(...(await compare(context, { reference, voteUrl, connections, what, rest, hasTarget: connections === 64 })));
    }
    return { rows, notes: [...notes, await whereTimeGoes(context, product, voteUrl, rest)] };
  });
}

function benchAlone(context: BenchContext, reference: Program): Promise<readonly Row[]> {
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine: 'kafka', context, processes: [['http']] });
    onEnd(product.stop);
    const voteUrl = `${product.url}/polls/${await product.makeOpenPoll()}/vote`;
    const what = 'Kafka, role http alone, 64 connections';
    return compare(context, { reference, voteUrl, connections: 64, what, rest: () => Promise.resolve(), hasTarget: false });
  });
}

interface Comparison {
  readonly reference: Program;
  readonly voteUrl: string;
  readonly connections: number;
  readonly what: string;
  /** Resolves when nothing of the rounds before is left to be done. */
  readonly rest: () => Promise<void>;
  readonly hasTarget: boolean;
}

async function compare({ quick, runs }: BenchContext, comparison: Comparison): Promise<readonly Row[]> {
  const { reference, voteUrl, connections, what, rest, hasTarget } = comparison;
  const seconds = quick ? 1 : 10;
  await load(reference.url, connections, 1);
  // A broker's first half minute under load is spent on compiling itself.
  await load(voteUrl, connections, quick ? 1 : warmUpSeconds);
  const [ours, references]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < runs; round += 1) {
    await rest();
    references.push(await load(reference.url, connections, seconds));
    ours.push(await load(voteUrl, connections, seconds));
  }
  const bare = { what: 'bare node:http', values: references.map(({ perSecond }) => perSecond), ...(hasTarget ? { atLeast: 0.4 } : {}) };
  const p99 = { what: `${what}: 99th percentile`, unit: 'ms', values: ours.map(({ p99Ms }) => p99Ms) };
  return [
    { what, unit: 'votes/s', values: ours.map(({ perSecond }) => perSecond), reference: bare },
    hasTarget ? { ...p99, target: { atMost: 20 } } : p99,
  ];
}

/** A profile in words, of a round of its own: profiling costs time. */
async function whereTimeGoes({ quick }: BenchContext, product: Product, voteUrl: string, rest: () => Promise<void>): Promise<string> {
  const { engine, programs } = product;
  const [server] = programs;
  if (server === undefined) throw new Error('no server runs');
  const seconds = quick ? 1 : 5;
  await rest();
  const before = await server.cpu();
  const { votes } = await load(voteUrl, 64, seconds);
  await rest();
  const after = await server.cpu();
  const usedUs = after.user - before.user + after.system - before.system;
  const profile = await server.profile(() => load(voteUrl, 64, seconds));
  const time = timeByKind(profile, createSourceFinder());
  const roles = roleNames.join(', ');
  return (
    `Where the time goes (${labels[engine]}, roles ${roles}): of what the thread that answers phones is busy with, ${inWords(time)}. ` +
    `All threads of the server together take ${(usedUs / votes).toFixed(0)} µs of processor time for a vote, with what history catches up with afterwards.`
  );
}
