import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorPollView } from '../../core/contract/http.ts';
import { simulate } from '../e2e/product.ts';

/** What is seen in the pictures: a day of an association, always the same questions and, from seeds, the same choices. */
const agenda = [
  { question: 'Shall the annual accounts be approved?', options: ['Yes', 'No', 'Abstain'], voters: 214, rate: 9, seed: 4 },
  { question: 'Which evening suits you best?', options: ['Tuesday', 'Wednesday', 'Thursday'], voters: 187, rate: 24, seed: 11 },
] as const;

export const talk = {
  question: 'Which talk shall open the conference?',
  options: ['Small boats, long journeys', 'The archive that forgot', 'Listening at scale', 'A city without maps'],
};

const draft = { question: 'Who shall chair the committee?', options: ['Amara Okafor', 'Jonas Lindqvist', 'Priya Raman', 'Tomás Herrera'] };

/** An author at the server of a data folder. */
export function createAuthor(folder: string) {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  const token = readFileSync(join(folder, 'author-token'), 'utf8').trim();
  async function ask(method: string, path: string, body: object): Promise<AuthorPollView> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as AuthorPollView;
  }
  const setState = (poll: AuthorPollView, state: string) => ask('PATCH', `/polls/${poll.id}`, { state });
  return {
    url,
    make: (body: object) => ask('POST', '/polls', { timeZone: 'Europe/Berlin', ...body }),
    open: (poll: AuthorPollView) => setState(poll, 'open'),
    close: (poll: AuthorPollView) => setState(poll, 'closed'),
    vote: (poll: AuthorPollView, voters: number, rate: number, seed: number) =>
      simulate(url, poll.id, ['--voters', String(voters), '--rate', String(rate), '--seed', String(seed), '--repeats', '3'], folder),
  };
}

export type Author = ReturnType<typeof createAuthor>;

/** Votes on what came before, and leaves a draft of what comes next. Resolves to the first poll of the day, which is closed. */
export async function holdAssembly(author: Author): Promise<AuthorPollView> {
  const held: AuthorPollView[] = [];
  for (const { question, options, voters, rate, seed } of agenda) {
    const poll = await author.open(await author.make({ question, options }));
    await author.vote(poll, voters, rate, seed);
    held.push(await author.close(poll));
  }
  await author.make(draft);
  const [first] = held;
  if (first === undefined) throw new Error('the agenda is empty');
  return first;
}
