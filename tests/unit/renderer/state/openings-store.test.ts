import { describe, expect, it } from 'vitest';
import { pollFileText } from '../../../../core/contract/poll-file.ts';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { draft, startOn } from './start-stores.ts';

const textsOf = (stores: Awaited<ReturnType<typeof startOn>>['stores']) => stores.toasts.getState().toasts.map(({ text }) => text);

async function start(bridge = createFakeBridge(), picked?: Parameters<typeof startOn>[1]) {
  const started = await startOn(bridge, picked);
  const poll = await started.stores.actions.getState().save(draft, undefined);
  return { ...started, poll };
}

describe('openings', () => {
  it('show the poll of a link', async () => {
    const { bridge, stores, poll, stop } = await start();
    stores.navigation.getState().present(poll.id);
    bridge.answer('opening:take', async () => [{ kind: 'poll', code: poll.code }]);
    bridge.emit('opening:offered', {});
    await expect.poll(() => stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: poll.id });
    expect(stores.navigation.getState().presenting).toBeNull();
    stop();
  });

  it('wait a while for a poll that is not known yet, then say so', async () => {
    const { bridge, stores, timers, stop } = await start();
    bridge.answer('opening:take', async () => [{ kind: 'poll', code: 'K7Q4MA' }]);
    await stores.openings.getState().take();
    expect(textsOf(stores)).toEqual([]);
    timers.runOut();
    expect(textsOf(stores)).toEqual(['No poll with the code K7Q4MA is known in this place. It may belong to another connection.']);
    stop();
  });

  it('wait longer for a place that is not reached yet, but not for ever', async () => {
    const since = { since: 0, lagVotes: 0, lagSeconds: 0, message: null };
    const { bridge, stores, timers, stop } = await start(createFakeBridge({ feed: { state: 'connecting', ...since } }));
    bridge.answer('opening:take', async () => [{ kind: 'poll', code: 'K7Q4MA' }]);
    await stores.openings.getState().take();
    for (let round = 1; round < 12; round += 1) timers.runOut();
    expect(textsOf(stores)).toEqual([]);
    timers.runOut();
    expect(textsOf(stores)).toEqual([expect.stringContaining('this place is not reached')]);
    await stores.openings.getState().take();
    timers.runOut();
    bridge.emit('feed:changed', { state: 'live', ...since });
    timers.runOut();
    expect(textsOf(stores)).toEqual([expect.stringContaining('not reached'), expect.stringContaining('is known in this place')]);
    expect(timers.waitingMs()).toEqual([]);
    stop();
  });

  it('show a poll that becomes known in time, and say nothing', async () => {
    const { bridge, stores, timers, stop } = await start();
    // The next poll of the fake bridge, whose ids count calls and commands.
    const twin = createFakeBridge();
    const before = await startOn(twin);
    await before.stores.actions.getState().save(draft, undefined);
    const { code } = await before.stores.actions.getState().save(draft, undefined);
    before.stop();
    bridge.answer('opening:take', async () => [{ kind: 'poll', code }]);
    await stores.openings.getState().take();
    const late = await stores.actions.getState().save(draft, undefined);
    expect(late.code).toBe(code);
    expect(stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: late.id });
    timers.runOut();
    expect(textsOf(stores)).toEqual([]);
    stop();
  });

  it('offer the editor what a file holds, once', async () => {
    const { bridge, stores, stop } = await start();
    bridge.answer('pollfile:open', async () => ({ kind: 'draft', name: 'tea.kpoll', draft: { ...draft, options: [...draft.options] } }));
    await stores.openings.getState().choose();
    expect(stores.openings.getState().offered).toMatchObject({ name: 'tea.kpoll', draft: { question: 'Tea or coffee?' } });
    stores.openings.getState().accept();
    expect(stores.openings.getState().offered).toBeNull();
    stop();
  });

  it('use the browser’s own dialog where the shell has none', async () => {
    const content = { ...draft, min: 1, max: 1, options: draft.options.map((option, index) => ({ ...option, number: index + 1 })) };
    const text = pollFileText(content);
    const bridge = createFakeBridge({ info: { shell: 'browser', abilities: [] } });
    const { stores, stop } = await start(bridge, { name: 'tea.kpoll', size: text.length, text: async () => text });
    await stores.openings.getState().choose();
    expect(stores.openings.getState().offered?.name).toBe('tea.kpoll');
    expect(bridge.asked.map(({ channel }) => channel)).not.toContain('opening:take');
    stop();
  });

  it('do not even read a file that is far too large', async () => {
    const { stores, stop } = await start();
    await stores.openings.getState().openFile({ name: 'film.kpoll', size: 1e9, text: () => expect.unreachable('it was read') });
    expect(textsOf(stores)).toEqual([expect.stringContaining('far larger than any poll')]);
    stop();
  });

  it('save a poll under a name that tells what it asks', async () => {
    const { stores, saved, poll, stop } = await start();
    stores.openings.getState().saveFile(poll);
    expect(saved).toEqual([{ name: 'Tea or coffee.kpoll', text: expect.stringContaining('"kpoll-poll"') as string }]);
    stop();
  });
});
