import { describe, expect, it } from 'vitest';
import type { AuthorPollView, CreatePollBody, PatchPollBody } from '../../../../core/contract/http.ts';
import type { Poll } from '../../../../core/domain/poll.ts';
import type { AuthorApi } from '../../../../main/connection/author-api.ts';
import { createPollCommands } from '../../../../main/polls/poll-commands.ts';
import { createPollList } from '../../../../main/polls/poll-list.ts';
import { createFakeConnection } from '../fake-connection.ts';
import { commandsTo, sampleContent } from '../sample-polls.ts';
import { createSilentLogger } from '../silent-logger.ts';

function viewOf(changes: Partial<AuthorPollView>): AuthorPollView {
  const { options, ...content } = sampleContent;
  return {
    ...content,
    options: [...options],
    id: 'p1',
    code: 'c',
    state: 'draft',
    revision: 1,
    hidden: false,
    createdAt: '',
    runs: [],
    ...changes,
  };
}

function makeWorld(api?: AuthorApi) {
  const connection = createFakeConnection(api === undefined ? {} : { api });
  const polls = createPollList({ connection, logger: createSilentLogger() });
  return { connection, polls };
}

describe('the poll list', () => {
  it('tells the polls as the log does, newest first', async () => {
    const { connection, polls } = makeWorld();
    await connection.writable.log.append('polls', [...commandsTo('open'), ...commandsTo('draft', 'p2')]);
    await expect
      .poll(() => polls.list().map(({ id, state }) => [id, state]))
      .toEqual([
        ['p1', 'open'],
        ['p2', 'draft'],
      ]);
    await polls.stop();
  });

  it('tells several changes in one go, each poll once', async () => {
    const { connection, polls } = makeWorld();
    await polls.caughtUp;
    const told: (readonly Poll[])[] = [];
    polls.onChange((changed) => told.push(changed));
    await connection.writable.log.append('polls', [...commandsTo('open'), ...commandsTo('draft', 'p2')]);
    await expect
      .poll(() => told)
      .toMatchObject([
        [
          { id: 'p1', state: 'open' },
          { id: 'p2', state: 'draft' },
        ],
      ]);
    await polls.stop();
  });

  it('passes over records that it does not understand', async () => {
    const { connection, polls } = makeWorld();
    await connection.writable.log.append('polls', [{ partition: 0, key: 'x', value: '{"kind":"new-thing"}' }, ...commandsTo('draft')]);
    await expect.poll(() => polls.list().length).toBe(1);
    await polls.stop();
  });

  it('reads on where it was after a retry', async () => {
    const { connection, polls } = makeWorld();
    await connection.writable.log.append('polls', commandsTo('draft'));
    await expect.poll(() => polls.list().length).toBe(1);
    polls.retry();
    await connection.writable.log.append('polls', commandsTo('open').slice(1));
    await expect.poll(() => polls.find('p1')?.state).toBe('open');
    await polls.stop();
  });
});

describe('poll commands', () => {
  it('resolve with the poll as the log tells it, once the log has told', async () => {
    const patches: PatchPollBody[] = [];
    const { connection, polls } = makeWorld({
      createPoll: () => Promise.reject(new Error('not asked for')),
      async patchPoll(_id, body) {
        patches.push(body);
        setImmediate(() => void connection.writable.log.append('polls', commandsTo('open').slice(1)));
        return viewOf({ state: 'open', revision: 2 });
      },
    });
    await connection.writable.log.append('polls', commandsTo('draft'));
    await expect.poll(() => polls.find('p1')).toBeDefined();
    const poll = await createPollCommands(connection.api, polls).order('p1', 1, 'open');
    expect(poll).toMatchObject({ state: 'open', revision: 2 });
    expect(patches).toEqual([{ state: 'open', revision: 1 }]);
    await polls.stop();
  });

  it('duplicate the content under a name that says so, with option numbers of its own', async () => {
    const bodies: CreatePollBody[] = [];
    const { connection, polls } = makeWorld({
      async createPoll(body) {
        bodies.push(body);
        await connection.writable.log.append('polls', commandsTo('draft', 'p2'));
        return viewOf({ id: 'p2' });
      },
      patchPoll: () => Promise.reject(new Error('not asked for')),
    });
    await connection.writable.log.append('polls', commandsTo('closed'));
    await expect.poll(() => polls.find('p1')).toBeDefined();
    expect(await createPollCommands(connection.api, polls).duplicate('p1')).toMatchObject({ id: 'p2', state: 'draft' });
    expect(bodies).toEqual([
      {
        ...{ question: 'Tea or coffee? (copy)', type: 'single', options: ['Tea', 'Coffee'] },
        reveal: 'always',
        changes: 'none',
        timeZone: 'Europe/Berlin',
      },
    ]);
    await polls.stop();
  });

  it('refuse a poll that is not known', async () => {
    const { connection, polls } = makeWorld();
    expect(() => createPollCommands(connection.api, polls).duplicate('nope')).toThrow('There is no such poll');
    await polls.stop();
  });
});
