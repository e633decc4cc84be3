import autocannon from 'autocannon';
import type { IngestUnderTest } from './programs.ts';
import { startReference } from './programs.ts';
import { median } from './statistics.ts';

export interface IngestRound {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const body = '{"option":2}';
const headers = { 'content-type': 'application/json' };

async function load(url: string, connections: number, seconds: number): Promise<IngestRound> {
  const result = await autocannon({ url, method: 'POST', headers, body, connections, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} errors`);
  return { perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}

interface IngestBench {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** A broker's first seconds under load are spent on compiling itself. */
  readonly warmUpSeconds?: number;
  readonly ingest: Pick<IngestUnderTest, 'url' | 'makeOpenPoll'>;
}

/**
 * Durable votes per second through POST /polls/{id}/vote, every request a new voter, against a bare node:http server
 * under the same load in the same run. Rounds alternate, so that a slow minute of the machine falls on both.
 */
export async function benchIngest({ rounds, seconds, connections, warmUpSeconds = 2, ingest }: IngestBench) {
  const reference = await startReference();
  const poll = await ingest.makeOpenPoll();
  const voteUrl = `${ingest.url}/polls/${poll}/vote`;
  await load(reference.url, connections, 2);
  await load(voteUrl, connections, warmUpSeconds);
  const references: IngestRound[] = [];
  const ours: IngestRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    references.push(await load(reference.url, connections, seconds));
    ours.push(await load(voteUrl, connections, seconds));
  }
  await reference.stop();
  const ratios = ours.map(({ perSecond }, round) => perSecond / (references[round]?.perSecond ?? NaN));
  return {
    connections,
    reference: median(references.map(({ perSecond }) => perSecond)),
    perSecond: median(ours.map(({ perSecond }) => perSecond)),
    ratio: median(ratios),
    ratios,
    p99Ms: median(ours.map(({ p99Ms }) => p99Ms)),
    p99sMs: ours.map(({ p99Ms }) => p99Ms),
  };
}
