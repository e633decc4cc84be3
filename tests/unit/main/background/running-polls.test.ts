import { describe, expect, it, vi } from 'vitest';
import type { Feed } from '../../../../core/contract/bridge.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import type { Poll } from '../../../../core/domain/poll.ts';
import type { RunningPolls } from '../../../../main/background/running-polls.ts';
import { followRunningPolls } from '../../../../main/background/running-polls.ts';
import type { Handlers } from '../../../../main/bridge/answer.ts';
import type { SendEvent } from '../../../../main/bridge/event-hub.ts';
import { createSilentLogger } from '../silent-logger.ts';

function pollOf(id: string, changes: Partial<Poll> = {}): Poll {
  return {
    ...{ id, code: id.toUpperCase(), revision: 2, state: 'open', hidden: false, createdAt: 1, nextOption: 3, runs: [] },
    content: {
      ...{ question: `Question ${id}`, type: 'single', min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' },
      options: [
        { number: 1, label: 'Tea' },
        { number: 2, label: 'Coffee' },
      ],
    },
    ...changes,
  };
}

const live: Feed = { state: 'live', since: 0, lagVotes: 0, lagSeconds: 0, message: null };

/** A place with these polls, and the session that follows them. */
function follow(polls: readonly Poll[], refuse?: Failure) {
  const watched: (readonly string[])[] = [];
  const closed: string[] = [];
  let tell: SendEvent = () => undefined;
  const handlers = {
    'polls:list': async () => polls,
    'feed:read': async () => live,
    'results:watch': async ({ pollIds }: { readonly pollIds: readonly string[] }) => void watched.push(pollIds),
    'poll:command': async ({ pollId }: { readonly pollId: string }) => {
      if (refuse !== undefined) throw refuse;
      closed.push(pollId);
      tell('polls:changed', [pollOf(pollId, { revision: 3, state: 'closed' })] as never);
    },
  } as unknown as Handlers;
  const following: RunningPolls = followRunningPolls({
    openSession(send) {
      tell = send;
      return { context: { handlers }, stop: () => undefined };
    },
    logger: createSilentLogger(),
  });
  return { following, watched, closed, tell: ((...told: Parameters<SendEvent>) => tell(...told)) as SendEvent };
}

const idsOf = (following: RunningPolls) => following.read().polls.map(({ id }) => id);

describe('the running polls', () => {
  it('are those that are neither draft nor closed, and only their results are asked for', async () => {
    const { following, watched } = follow([
      pollOf('a', { createdAt: 1 }),
      pollOf('b', { state: 'draft' }),
      pollOf('c', { state: 'paused', createdAt: 2 }),
      pollOf('d', { state: 'closed' }),
    ]);
    await expect.poll(() => idsOf(following)).toEqual(['c', 'a']);
    expect(watched).toEqual([['c', 'a']]);
  });

  it('follow what is told, and never go back to what was before', async () => {
    const { following, tell, watched } = follow([pollOf('a')]);
    await expect.poll(() => idsOf(following)).toEqual(['a']);
    const onChange = vi.fn();
    following.onChange(onChange);
    tell('results:changed', [{ pollId: 'a', voters: 41 }] as never);
    expect(following.read().votes).toBe(41);
    tell('polls:changed', [pollOf('a', { revision: 3, state: 'closed' })] as never);
    tell('polls:changed', [pollOf('a')] as never);
    expect(idsOf(following)).toEqual([]);
    expect(following.read().votes).toBe(0);
    expect(watched).toEqual([['a'], []]);
    expect(onChange).toHaveBeenCalled();
  });

  it('tell of a feed that failed, until it is back', async () => {
    const { following, tell } = follow([]);
    tell('feed:changed', { ...live, state: 'failed', message: 'The disk is full.' });
    expect(following.read().trouble).toBe('The disk is full.');
    tell('feed:changed', live);
    expect(following.read().trouble).toBeNull();
  });

  it('begin anew at another place', async () => {
    const polls = [pollOf('a')];
    const { following, tell } = follow(polls);
    await expect.poll(() => idsOf(following)).toEqual(['a']);
    polls.splice(0, 1, pollOf('z'));
    tell('profile:switched', { id: 'other' });
    expect(idsOf(following)).toEqual([]);
    await expect.poll(() => idsOf(following)).toEqual(['z']);
  });

  it('can be closed all at once', async () => {
    const { following, closed } = follow([pollOf('a'), pollOf('b', { state: 'paused' })]);
    await expect.poll(() => idsOf(following)).toHaveLength(2);
    await following.closeAll();
    expect(closed.sort()).toEqual(['a', 'b']);
    expect(idsOf(following)).toEqual([]);
  });

  it('say why they could not be closed', async () => {
    const { following } = follow([pollOf('a')], new Failure('server-unreachable', 'The server is not running.'));
    await expect.poll(() => idsOf(following)).toHaveLength(1);
    await expect(following.closeAll()).rejects.toThrow('not running');
  });
});
