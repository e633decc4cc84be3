import autocannon from 'autocannon';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import type { Engine, Product } from './product.ts';
import { startProduct } from './product.ts';
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
that the log has synced the vote to disk. Rounds alternate.`,
  async run(context) {
    const rows: Row[] = [];
    for (const engine of ['embedded', 'kafka'] as const) rows.push(...(await benchEngine(context, engine)));
    return { rows };
  },
};

async function benchEngine(context: BenchContext, engine: Engine): Promise<readonly Row[]> {
  const product = await startProduct({ engine, context });
  const rows: Row[] = [];
  for (const connections of [64, 512]) rows.push(...(await benchConnections(context, product, connections)));
  await product.stop();
  return rows;
}

async function benchConnections({ quick, runs }: BenchContext, product: Product, connections: number): Promise<readonly Row[]> {
  const seconds = quick ? 1.5 : 8;
  const reference = await startReference();
  const voteUrl = `${product.url}/polls/${await product.makeOpenPoll()}/vote`;
  await load(reference.url, connections, 1);
  // A broker's first seconds under load are spent on compiling itself.
  await load(voteUrl, connections, quick ? 2 : 10);
  const [ours, references]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < runs; round += 1) {
    references.push(await load(reference.url, connections, seconds));
    ours.push(await load(voteUrl, connections, seconds));
  }
  await reference.stop();
  const what = `${product.engine === 'kafka' ? 'Kafka' : 'embedded'}, ${connections} connections`;
  const rates = {
    values: references.map(({ perSecond }) => perSecond),
    what: 'bare node:http',
    ...(connections === 64 ? { atLeast: 0.4 } : {}),
  };
  const p99 = { what: `${what}: 99th percentile`, unit: 'ms', values: ours.map(({ p99Ms }) => p99Ms) };
  return [
    { what, unit: 'votes/s', values: ours.map(({ perSecond }) => perSecond), reference: rates },
    connections === 64 ? { ...p99, target: { atMost: 20 } } : p99,
  ];
}
