import { describe, expect, it } from 'vitest';
import type { FakeBridge } from '../../../fakes/fake-bridge.ts';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { draft, startOn } from './start-stores.ts';

describe('a vote server that was started again', () => {
  it('is told of in words, with how long it was away', async () => {
    const { bridge, stores, stop } = await startOn();
    bridge.emit('server:restarted', { stoppedAt: 1_700_000_000_000, upAgainAt: 1_700_000_001_234 });
    const [toast] = stores.toasts.getState().toasts;
    expect(toast?.text).toMatch(/^The vote server stopped at .+ and was started again after 1\.2 s\. Votes that were confirmed are safe\./);
    expect(stores.activity.getState().activities.at(-1)?.text).toBe(toast?.text);
    stop();
  });
});

describe('a poll that the tray asks for', () => {
  it('is shown', async () => {
    const { bridge, stores, stop } = await startOn();
    bridge.emit('poll:shown', { pollId: 'p1' });
    expect(stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: 'p1' });
    stop();
  });
});

describe('stores', () => {
  it('lead a poll from draft over open and paused to closing', async () => {
    const { stores } = await startOn();
    const { actions, polls } = stores;
    const made = await actions.getState().save(draft, undefined);
    const opened = await actions.getState().command(made, 'open');
    expect(opened?.state).toBe('open');
    const paused = await actions.getState().command(opened ?? made, 'pause');
    const resumed = await actions.getState().command(paused ?? made, 'resume');
    await actions.getState().command(resumed ?? made, 'close');
    expect(polls.getState().byId.get(made.id)?.state).toBe('closing');
  });

  it('keep a finished state when the answer to the command comes after it', async () => {
    const { stores } = await startOn();
    const { actions, polls } = stores;
    const made = await actions.getState().save(draft, undefined);
    const opened = await actions.getState().command(made, 'open');
    const closing = await actions.getState().command(opened ?? made, 'close');
    if (closing === undefined) throw new Error('the poll did not close');
    polls.getState().apply([{ ...closing, state: 'closed' }]);
    polls.getState().apply([closing]);
    expect(polls.getState().byId.get(made.id)?.state).toBe('closed');
  });

  it('say why a command failed and leave the poll as it was', async () => {
    const { stores, bridge } = await startOn();
    const made = await stores.actions.getState().save(draft, undefined);
    bridge.fail('poll:command', { code: 'server-unreachable', message: 'The ingest server does not answer.' });
    expect(await stores.actions.getState().command(made, 'open')).toBeUndefined();
    expect(stores.toasts.getState().toasts).toMatchObject([{ tone: 'bad', text: 'The ingest server does not answer.' }]);
    expect(stores.polls.getState().byId.get(made.id)?.state).toBe('draft');
    expect(stores.actions.getState().busy.size).toBe(0);
  });

  it('give a poll one command at a time', async () => {
    const { stores, bridge } = await startOn();
    const made = await stores.actions.getState().save(draft, undefined);
    const both = await Promise.all([stores.actions.getState().command(made, 'open'), stores.actions.getState().command(made, 'open')]);
    expect(both.filter((poll) => poll !== undefined)).toHaveLength(1);
    expect(bridge.asked.filter(({ channel }) => channel === 'poll:command')).toHaveLength(1);
  });

  it('offer to undo hiding a poll', async () => {
    const { stores } = await startOn();
    const { actions, polls, toasts } = stores;
    const made = await actions.getState().save(draft, undefined);
    await actions.getState().hide(made);
    expect(polls.getState().byId.get(made.id)?.hidden).toBe(true);
    const [toast] = toasts.getState().toasts;
    expect(toast?.action?.label).toBe('Undo');
    toast?.action?.run();
    await expect.poll(() => polls.getState().byId.get(made.id)?.hidden).toBe(false);
  });

  it('restore the screen of the last time', async () => {
    const first = await startOn();
    const made = await first.stores.actions.getState().save(draft, undefined);
    first.stores.navigation.getState().go({ kind: 'live', pollId: made.id });
    first.stop();
    const second = await startOn(first.bridge);
    expect(second.stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: made.id });
  });

  it('start on the start page where the last poll is gone', async () => {
    const { stores } = await startOn(createFakeBridge({ settings: { openPollId: 'gone', view: 'live' } }));
    expect(stores.navigation.getState()).toMatchObject({ isRestored: true, screen: { kind: 'start' } });
  });

  it('offer the tour to a newcomer who has no polls, and to nobody else', async () => {
    const dialogOf = async (bridge: FakeBridge) => (await startOn(bridge)).stores.navigation.getState().dialog;
    expect(await dialogOf(createFakeBridge({ settings: { tour: 'new' } }))).toEqual({ kind: 'tour' });
    expect(await dialogOf(createFakeBridge({ settings: { tour: 'done' } }))).toBeNull();
    const used = createFakeBridge({ settings: { tour: 'new' } });
    await used.call('poll:create', draft);
    expect(await dialogOf(used)).toBeNull();
    const broken = createFakeBridge({ settings: { tour: 'new' } });
    broken.fail('polls:list', { code: 'server-unreachable', message: 'Nobody there.' });
    expect(await dialogOf(broken)).toBeNull();
  });

  it('make a sample poll that can be opened as it is, and say why where it cannot be made', async () => {
    const { stores, bridge } = await startOn();
    const sample = await stores.actions.getState().makeSample();
    expect(sample?.state).toBe('draft');
    expect(sample && (await stores.actions.getState().command(sample, 'open'))?.state).toBe('open');
    bridge.fail('poll:create', { code: 'server-unreachable', message: 'Nobody there.' });
    expect(await stores.actions.getState().makeSample()).toBeNull();
    expect(stores.toasts.getState().toasts).toMatchObject([{ tone: 'bad', text: 'Nobody there.' }]);
  });

  it('say that the list cannot be had, and get it at the second try', async () => {
    const bridge = createFakeBridge();
    bridge.fail('polls:list', { code: 'server-unreachable', message: 'Nobody there.' });
    const { stores } = await startOn(bridge);
    expect(stores.polls.getState()).toMatchObject({ phase: 'failed', message: 'Nobody there.' });
    bridge.fail('polls:list', undefined);
    await stores.polls.getState().load();
    expect(stores.polls.getState().phase).toBe('ready');
  });

  it('do not let the first answer about the feed overtake a newer event', async () => {
    const bridge = createFakeBridge();
    const failed = { state: 'failed', since: 5, lagVotes: 0, lagSeconds: 0, message: 'Lost.' } as const;
    bridge.answer('feed:read', async () => {
      bridge.emit('feed:changed', failed);
      return { state: 'live', since: 1, lagVotes: 0, lagSeconds: 0, message: null };
    });
    const { stores } = await startOn(bridge);
    expect(stores.feed.getState().feed).toEqual(failed);
  });

  it('name the polls on screen to the feed, once for all views', async () => {
    const { stores, bridge } = await startOn();
    stores.watch.name('list', ['b', 'a']);
    stores.watch.name('live', ['a']);
    const watched = bridge.asked.filter(({ channel }) => channel === 'results:watch').map(({ args }) => args);
    expect(watched).toEqual([{ pollIds: ['a', 'b'] }]);
  });

  it('fetch a finished report where the shell serves it, once', async () => {
    const { bridge, downloads, stores } = await startOn();
    const job = { jobId: 'j', report: 'summary', pollId: 'a', startedAt: 0, totalRows: 2, file: null, message: null } as const;
    bridge.emit('report:changed', { ...job, state: 'running', rows: 1, downloadUrl: null });
    bridge.emit('report:changed', { ...job, state: 'done', rows: 2, downloadUrl: '/reports/j' });
    bridge.emit('report:changed', { ...job, state: 'done', rows: 2, downloadUrl: '/reports/j' });
    expect(downloads).toEqual(['/reports/j']);
    expect(stores.toasts.getState().toasts).toHaveLength(1);
  });

  it('offer to show a finished report in its folder', async () => {
    const { bridge, stores } = await startOn();
    const job = { jobId: 'j', report: 'ballots', pollId: 'a', startedAt: 0, totalRows: 2, message: null } as const;
    bridge.emit('report:changed', { ...job, state: 'done', rows: 2, file: '/home/ada/a.csv', downloadUrl: null });
    stores.toasts.getState().toasts[0]?.action?.run();
    expect(bridge.asked).toContainEqual({ channel: 'report:reveal', args: { jobId: 'j' } });
  });
});
