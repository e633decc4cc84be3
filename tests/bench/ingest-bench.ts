import autocannon from 'autocannon';
import { roleNames } from '../../core/domain/server-status.ts';
import type { BenchContext, Benchmark, Findings, Row } from './benchmark.ts';
import type { Engine, Product } from './product.ts';
import { startProduct } from './product.ts';
import { createSourceFinder, inWords, timeByKind } from './profile/time-by-kind.ts';
import type { Program } from './programs.ts';
import { startReference } from './programs.ts';

interface Round {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const body = '{"option":2}';
const headers = { 'content-type': 'application/json' };

async function load(url: string, connections: number, seconds: number): Promise<Round> {
  const result = await autocannon({ url, method: 'POST', headers, body, connections, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} errors`);
  return { perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}

export const ingestBenchmark: Benchmark = {
  name: 'ingest',
  title: 'Ingest: durable votes against bare HTTP',
  about: `\`POST /polls/{id}/vote\` as fast as it goes (closed model, autocannon), every request a new voter, against a bare \`node:http\` server that parses the same body and answers 204. Each 204 of ours means
that the log has synced the vote to disk. Everything runs: one process answers phones, tallies and writes history, each on a thread of its own, as the product does by default. Rounds alternate. On Kafka, broker
and Cassandra node share the two processors with server and load, so a row shows the server with the role \`http\` alone besides: what a machine of its own would answer. Where the time goes is told by a profile of the
thread that answers phones, taken in a further round.`,
  async run(context) {
    const reference = await startReference();
    const embedded = await benchEngine(context, reference, 'embedded');
    const kafka = await benchEngine(context, reference, 'kafka');
    const alone = await benchAlone(context, reference);
    await reference.stop();
    return { rows: [...embedded.rows, ...kafka.rows, ...alone], notes: [...(embedded.notes ?? []), ...(kafka.notes ?? [])] };
  },
};

const labels: Readonly<Record<Engine, string>> = { embedded: 'embedded', kafka: 'Kafka' };

async function benchEngine(context: BenchContext, reference: Program, engine: Engine): Promise<Findings> {
  const product = await startProduct({ engine, context });
  const pollId = await product.makeOpenPoll();
  const voteUrl = `${product.url}/polls/${pollId}/vote`;
  const rows: Row[] = [];
  for (const connections of [64, 512]) {
    const what = `${labels[engine]}, ${connections} connections`;
    rows.push(...(await compare(context, { reference, voteUrl, connections, what, hasTarget: connections === 64 })));
  }
  const note = await whereTimeGoes(context, product, voteUrl);
  await product.stop();
  return { rows, notes: [note] };
}

async function benchAlone(context: BenchContext, reference: Program): Promise<readonly Row[]> {
  const product = await startProduct({ engine: 'kafka', context, processes: [['http']] });
  const voteUrl = `${product.url}/polls/${await product.makeOpenPoll()}/vote`;
  const what = 'Kafka, role http alone, 64 connections';
  const rows = await compare(context, { reference, voteUrl, connections: 64, what, hasTarget: false });
  await product.stop();
  return rows;
}

interface Comparison {
  readonly reference: Program;
  readonly voteUrl: string;
  readonly connections: number;
  readonly what: string;
  readonly hasTarget: boolean;
}

async function compare({ quick, runs }: BenchContext, comparison: Comparison): Promise<readonly Row[]> {
  const { reference, voteUrl, connections, what, hasTarget } = comparison;
  const seconds = quick ? 1 : 8;
  await load(reference.url, connections, 1);
  // A broker's first seconds under load are spent on compiling itself.
  await load(voteUrl, connections, quick ? 1 : 10);
  const [ours, references]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < runs; round += 1) {
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
async function whereTimeGoes({ quick }: BenchContext, { engine, programs }: Product, voteUrl: string): Promise<string> {
  const [server] = programs;
  if (server === undefined) throw new Error('no server runs');
  const seconds = quick ? 1 : 5;
  const before = await server.cpu();
  const { perSecond } = await load(voteUrl, 64, seconds);
  const after = await server.cpu();
  const usedUs = after.user - before.user + after.system - before.system;
  const profile = await server.profile(() => load(voteUrl, 64, seconds));
  const time = timeByKind(profile, createSourceFinder());
  const roles = roleNames.join(', ');
  return `Where the time goes (${labels[engine]}, roles ${roles}): of what the thread that answers phones is busy with, ${inWords(time)}. All threads of the server together take ${(usedUs / (perSecond * seconds)).toFixed(0)} µs of processor time for a vote.`;
}
