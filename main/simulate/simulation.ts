import type { PollView } from '../../core/contract/http.ts';
import { pollView } from '../../core/contract/http.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { createPause } from '../connection/pause.ts';
import type { LatencySummary } from './latencies.ts';
import { summarizeLatencies } from './latencies.ts';
import type { Participant } from './participant.ts';
import { createParticipant } from './participant.ts';
import { createRandom } from './random.ts';
import type { AccountTotals } from './vote-account.ts';
import { createVoteAccount } from './vote-account.ts';
import type { VoteClient } from './vote-client.ts';
import { createVoteClient } from './vote-client.ts';
import type { PlannedVote } from './vote-plan.ts';
import { planVotes } from './vote-plan.ts';

export interface SimulationOptions {
  /** The ingest servers, at least one, without a trailing slash; participants spread over them. */
  readonly urls: readonly string[];
  readonly pollId: string;
  readonly voters: number;
  /** Votes that come due per second, whether or not earlier ones have been answered. */
  readonly rate: number;
  readonly repeats: number;
  readonly changes: number;
  readonly seed: number;
  /** Connections held open at most. */
  readonly concurrency: number;
  readonly patienceMs?: number;
  /** Stops early: votes under way are still answered, no further ones are sent. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

export interface SimulationProgress {
  readonly planned: number;
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
}

export interface SimulationSummary extends AccountTotals {
  readonly pollId: string;
  readonly planned: number;
  readonly sent: number;
  readonly seconds: number;
  /** How often which answer came, tries that were repeated included. */
  readonly answers: Readonly<Record<string, number>>;
  readonly latencyMs: LatencySummary;
}

/** Waits out a restart of the server. */
const defaultPatienceMs = 120_000;

/** Lets participants vote over HTTP, each with cookies of its own, at an even rate. Failures: `poll-not-found`, `server-unreachable`. */
export async function runSimulation(options: SimulationOptions): Promise<SimulationSummary> {
  const { urls, concurrency } = options;
  const clients = urls.map((url) => createVoteClient({ url, connections: Math.ceil(concurrency / urls.length) }));
  try {
    const [url, client] = [urls[0], clients[0]];
    if (url === undefined || client === undefined) throw new Error('a simulation needs a server to vote on');
    const poll = await readPoll(client, url, options.pollId);
    return await letThemVote(options, clients, poll);
  } finally {
    for (const client of clients) client.stop();
  }
}

async function readPoll(client: VoteClient, url: string, pollId: string): Promise<PollView> {
  const answer = await client.send({ method: 'GET', path: `/polls/${encodeURIComponent(pollId)}` }).catch((cause: unknown) => {
    throw new Failure('server-unreachable', `Nothing answers at ${url} (${messageOf(cause)}). Is the server running there?`, { cause });
  });
  if (answer.status === 404) throw new Failure('poll-not-found', `There is no poll "${pollId}" at ${url}.`);
  const view = answer.status === 200 ? pollView.safeParse(JSON.parse(answer.body)) : undefined;
  if (view?.success) return view.data;
  throw new Failure('server-unreachable', `${url} answers, but not like a Kpoll server (status ${answer.status}).`);
}

async function letThemVote(options: SimulationOptions, clients: readonly VoteClient[], poll: PollView): Promise<SimulationSummary> {
  const plan = planVotes({ ...options, poll, random: createRandom(options.seed) });
  const account = createVoteAccount({ options: poll.options.map(({ number }) => number), changes: poll.changes });
  const answers: Record<string, number> = {};
  const latencies: number[] = [];
  let sent = 0;
  const pause = createPause();
  const stopWaiting = () => pause.wake();
  options.signal.addEventListener('abort', stopWaiting);

  const newParticipant = (voter: number): Participant =>
    createParticipant({
      clients,
      firstClient: voter,
      pollId: poll.id,
      pause,
      isStopped: () => options.signal.aborted,
      onAnswer: (label) => (answers[label] = (answers[label] ?? 0) + 1),
      patienceMs: options.patienceMs ?? defaultPatienceMs,
    });
  const participants = new Map<number, { readonly person: Participant; busy: Promise<void> }>();
  const cast = async (person: Participant, vote: PlannedVote, due: number): Promise<void> => {
    const choice = vote.kind === 'repeat' ? (account.ballotOf(vote.voter) ?? vote.choice) : vote.choice;
    sent += 1;
    account.note(vote, choice, await person.vote(choice));
    latencies.push(performance.now() - due);
    const { accepted, refused } = account.totalsSoFar();
    options.onProgress({ planned: plan.length, sent, accepted, refused });
  };
  const started = performance.now();
  await atRate({ options, pause, started, count: plan.length }, (index, due) => {
    const vote = plan[index];
    if (vote === undefined) return;
    const one = participants.get(vote.voter) ?? { person: newParticipant(vote.voter), busy: Promise.resolve() };
    participants.set(vote.voter, one);
    one.busy = one.busy.then(() => cast(one.person, vote, due));
  });
  await Promise.all([...participants.values()].map(({ busy }) => busy));
  options.signal.removeEventListener('abort', stopWaiting);
  const seconds = Math.round(performance.now() - started) / 1000;
  return { ...account.totals(), pollId: poll.id, planned: plan.length, sent, seconds, answers, latencyMs: summarizeLatencies(latencies) };
}

interface Schedule {
  readonly options: Pick<SimulationOptions, 'rate' | 'signal'>;
  readonly pause: ReturnType<typeof createPause>;
  readonly started: number;
  readonly count: number;
}

/** After so many votes in a row without a pause, answers are looked at. */
const lettingOthersIn = 32;

/** Starts the n-th at n / rate seconds; late ones at once, so that the rate holds on average whatever the timer's grain. */
async function atRate({ options, pause, started, count }: Schedule, start: (index: number, due: number) => void): Promise<void> {
  for (let index = 0; index < count && !options.signal.aborted; index += 1) {
    const due = started + (index * 1000) / options.rate;
    const early = due - performance.now();
    if (early > 1) await pause.wait(early);
    else if (index % lettingOthersIn === 0) await new Promise((resolve) => setImmediate(resolve));
    if (!options.signal.aborted) start(index, due);
  }
}
