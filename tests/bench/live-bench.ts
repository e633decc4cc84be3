import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import type { Deliveries, VoteReport } from './load/load-messages.ts';
import type { LoadProcess } from './load/load-process.ts';
import { startLoad } from './load/load-process.ts';
import type { Product } from './product.ts';
import { startProduct } from './product.ts';
import type { Program } from './programs.ts';
import { scoped } from './scope.ts';
import { createHistogram } from './statistics.ts';
import { until } from './until.ts';

const crowds = [1_000, 5_000];
const perSecond = 500;
const warmUpVotes = 2_000;

interface Live {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one processor. */
  readonly share: number;
  /** The same votes while nobody watches. */
  readonly shareAlone: number;
  readonly messagesPerSecond: number;
  /** That the server holds for each phone: what is resident, and what V8 has of it in objects and buffers. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export const liveBenchmark: Benchmark = {
  name: 'live',
  title: 'Live: phones that follow a poll',
  about: `1,000 and 5,000 phones follow one poll on \`WS /ws\`, each over a socket of its own, while 500 new voters vote each second. _Delivery_ is from a vote's 204 to a phone's first message that counts it,
over all votes and all phones; the server sends at most four messages a second to each. Memory is what the whole server process holds more with the phones than before, after a collection each time: once when they are connected and once after
the votes, and the greater counts; the operating system's own buffers are not in it. The server has all roles, on one computer.`,
  run: (context) =>
    scoped(async (onEnd) => {
      const [phones, voters] = [startLoad(), startLoad()];
      onEnd(phones.stop);
      onEnd(voters.stop);
      const rows: Row[] = [];
      for (const crowd of crowds) rows.push(...(await benchCrowd(context, { phones, voters, crowd })));
      return { rows };
    }),
};

interface Crowd {
  readonly phones: LoadProcess;
  readonly voters: LoadProcess;
  readonly crowd: number;
}

async function benchCrowd(context: BenchContext, crowd: Crowd): Promise<readonly Row[]> {
  const lives: Live[] = [];
  for (let run = 0; run < context.runs; run += 1) lives.push(await benchOnce(context, crowd));
  const what = `${crowd.crowd.toLocaleString('en-US')} phones`;
  const each = (of: (live: Live) => number) => lives.map(of);
  return [
    { what: `${what}: delivery, p50`, unit: 'ms', values: each(({ p50Ms }) => p50Ms) },
    { what: `${what}: delivery, p99`, unit: 'ms', values: each(({ p99Ms }) => p99Ms), target: { atMost: 1_000 } },
    { what: `${what}: messages sent`, unit: '/s', values: each(({ messagesPerSecond }) => messagesPerSecond) },
    { what: `${what}: server, of one processor`, unit: '%', values: each(({ share }) => share * 100) },
    { what: `${what}: the same votes without phones`, unit: '%', values: each(({ shareAlone }) => shareAlone * 100) },
    {
      ...{ what: `${what}: memory for a socket`, unit: 'KB', target: { atMost: 30 } },
      values: each(({ residentBytes }) => residentBytes / 1024),
    },
    { what: `${what}: of V8's objects and buffers for a socket`, unit: 'KB', values: each(({ heapBytes }) => heapBytes / 1024) },
  ];
}

/** On a server of its own: what one crowd has left behind, the next would use again. */
function benchOnce(context: BenchContext, { phones, voters, crowd }: Crowd): Promise<Live> {
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine: 'embedded', context });
    onEnd(product.stop);
    const { url } = product;
    const pollId = await product.makeOpenPoll();
    // A server's first votes are spent on compiling itself.
    await voters.run({ kind: 'votes', url, pollIds: [pollId], perSecond: 2_000, votes: warmUpVotes, connections: 16, patienceMs: 60_000 });
    const alone = await vote(context, product, voters, pollId);
    const server = serverOf(product);
    const before = await until(
      () => product.votersOf(pollId),
      (count) => count === warmUpVotes + alone.report.dueAt.length,
    );
    const without = await server.memory();
    await phones.run({ kind: 'connect-phones', url, pollId, count: crowd });
    onEnd(() => phones.run({ kind: 'disconnect-phones' }));
    const connected = await server.memory();
    await phones.run({ kind: 'collect-deliveries' });
    const { report, share } = await vote(context, product, voters, pollId);
    const deliveries = await allDelivered(phones, { before, votes: report.dueAt.length, crowd });
    const told = await server.memory();
    const delays = delaysOf(report, deliveries, before, crowd);
    const more = (of: (memory: NodeJS.MemoryUsage) => number) => (Math.max(of(connected), of(told)) - of(without)) / crowd;
    return {
      ...{ p50Ms: delays.quantile(0.5), p99Ms: delays.quantile(0.99), share, shareAlone: alone.share },
      messagesPerSecond: ratePerSecond(deliveries),
      residentBytes: more(({ rss }) => rss),
      heapBytes: more(({ heapUsed, external }) => heapUsed + external),
    };
  });
}

function ratePerSecond({ at }: Deliveries): number {
  return (at.length / ((at.at(-1) ?? NaN) - (at[0] ?? NaN))) * 1000;
}

function serverOf({ programs }: Product): Program {
  const [server] = programs;
  if (server === undefined) throw new Error('no server runs');
  return server;
}

async function vote({ quick }: BenchContext, product: Product, voters: LoadProcess, pollId: string) {
  const server = serverOf(product);
  const seconds = quick ? 1 : 5;
  const [started, before] = [performance.now(), await server.cpu()];
  const report = await voters.run({
    ...{ kind: 'votes', url: product.url, pollIds: [pollId], perSecond, votes: perSecond * seconds },
    ...{ connections: 16, patienceMs: 60_000 },
  });
  const after = await server.cpu();
  const usedMs = (after.user - before.user + after.system - before.system) / 1000;
  return { report, share: usedMs / (performance.now() - started) };
}

/** Everything that came, once each phone knows of every vote. */
async function allDelivered(phones: LoadProcess, goal: { before: number; votes: number; crowd: number }): Promise<Deliveries> {
  const limit = performance.now() + 60_000;
  const parts: Deliveries[] = [];
  const done = new Set<number>();
  while (done.size < goal.crowd) {
    const part = await phones.run({ kind: 'collect-deliveries' });
    part.phone.forEach((phone, index) => (part.voters[index] ?? 0) >= goal.before + goal.votes && done.add(phone));
    parts.push(part);
    if (performance.now() > limit) throw new Error(`only ${done.size} of ${goal.crowd} phones were told of every vote`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    phone: Uint32Array.from(parts.flatMap(({ phone }) => [...phone])),
    at: Float64Array.from(parts.flatMap(({ at }) => [...at])),
    voters: Uint32Array.from(parts.flatMap(({ voters }) => [...voters])),
  };
}

/** For each vote and phone, in ms. The k-th 204 has been delivered with k votes: a phone is told only how many there are. */
function delaysOf({ recordedAt }: VoteReport, { phone, at, voters }: Deliveries, before: number, crowd: number) {
  const recorded = recordedAt.filter((time) => !Number.isNaN(time)).sort();
  const known = new Uint32Array(crowd);
  const delays = createHistogram();
  phone.forEach((who, index) => {
    const told = Math.min(recorded.length, (voters[index] ?? 0) - before);
    for (let rank = known[who] ?? 0; rank < told; rank += 1) delays.add(Math.max(0, (at[index] ?? NaN) - (recorded[rank] ?? NaN)));
    if (told > (known[who] ?? 0)) known[who] = told;
  });
  return delays;
}
