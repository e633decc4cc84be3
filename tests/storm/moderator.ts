import { authorPollView } from '../../core/contract/http.ts';
import type { AuthorPollView } from '../../core/contract/http.ts';
import { createPause } from '../../main/connection/pause.ts';
import type { Crowd, OpenPoll } from './crowd.ts';
import { optionCount } from './crowd.ts';
import type { Journal } from './journal.ts';
import type { PlannedPoll } from './plan.ts';
import type { Screen } from './screen.ts';
import { until } from './until.ts';
import type { StormWorld } from './world.ts';

export interface RunPoll extends PlannedPoll {
  readonly id: string;
}

export interface ModeratorOptions {
  readonly world: Pick<StormWorld, 'authorUrls' | 'authorToken'>;
  readonly crowd: Pick<Crowd, 'polls'>;
  readonly screen: Pick<Screen, 'watch'>;
  readonly journal: Journal;
  /** Ms since 1970. */
  readonly startedAt: number;
}

const closingHaste = 4;
const burstMs = 1_500;
const answerLimitMs = 8_000;

/** Opens and closes polls as planned, whatever is broken just now: asks again until it is done. Returns all that were opened. */
export async function moderate(polls: readonly PlannedPoll[], options: ModeratorOptions): Promise<readonly RunPoll[]> {
  return Promise.all(polls.map((poll) => runPoll(poll, options)));
}

async function runPoll(planned: PlannedPoll, { world, crowd, screen, journal, startedAt }: ModeratorOptions): Promise<RunPoll> {
  const pause = createPause();
  const at = (ms: number) => pause.wait(Math.max(0, startedAt + ms - Date.now()));
  await at(planned.openAtMs);
  const { id } = await createPoll(world, planned);
  await bringTo(world, id, 'open');
  const poll: OpenPoll = { id, type: planned.type, changes: planned.changes, haste: 1 };
  crowd.polls.add(poll);
  journal.note(`opened: ${planned.name} ${id}`);
  screen.watch(id);
  await at(planned.closeAtMs - burstMs);
  poll.haste = closingHaste;
  await at(planned.closeAtMs);
  journal.note(`closing: ${planned.name} ${id}`);
  await bringTo(world, id, 'closed');
  journal.note(`closed: ${planned.name} ${id}`);
  // The burst goes on against the closed door.
  await pause.wait(burstMs / 3);
  crowd.polls.delete(poll);
  return { ...planned, id };
}

type Authors = Pick<StormWorld, 'authorUrls' | 'authorToken'>;

/** An order whose answer is lost may make a poll that nobody opens. */
async function createPoll(world: Authors, { name, type, changes }: PlannedPoll): Promise<AuthorPollView> {
  const options = Array.from({ length: optionCount }, (_, index) => `Option ${index + 1}`);
  const limits = type === 'single' ? {} : { min: 1, max: optionCount };
  const body = { question: `Storm: ${name}`, options, type, changes, reveal: 'always', ...limits };
  let made: AuthorPollView | undefined;
  await until(`poll ${name} is made`, async () => (made = await ask(world, 'POST', '/polls', body)) !== undefined);
  if (made === undefined) throw new Error('no poll');
  return made;
}

async function bringTo(world: Authors, id: string, state: 'open' | 'closed'): Promise<void> {
  const isThere = (seen: AuthorPollView['state'] | undefined) => seen === state || (state === 'closed' && seen === 'closing');
  await until(`poll ${id} is ${state}`, async () => {
    const seen = (await ask(world, 'GET', `/polls/${id}`))?.state;
    if (isThere(seen)) return true;
    if (seen === undefined || seen === 'opening') return false;
    return isThere((await ask(world, 'PATCH', `/polls/${id}`, { state }))?.state);
  });
}

let turn = 0;

/** Undefined where no server gave an answer of use. */
async function ask(world: Authors, method: string, path: string, body?: object): Promise<AuthorPollView | undefined> {
  const urls = world.authorUrls();
  const url = urls[(turn += 1) % Math.max(1, urls.length)];
  if (url === undefined) return undefined;
  const headers = { authorization: `Bearer ${world.authorToken()}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const signal = AbortSignal.timeout(answerLimitMs);
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return authorPollView.safeParse(await response.json()).data;
  } catch {
    // No answer: the next server is asked.
    return undefined;
  }
}
