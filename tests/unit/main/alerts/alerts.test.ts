import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventName, EventPayload, Feed, Snapshot } from '../../../../core/contract/bridge.ts';
import type { AlertRule } from '../../../../core/domain/alert.ts';
import type { Poll } from '../../../../core/domain/poll.ts';
import type { Alerts } from '../../../../main/alerts/alerts.ts';
import type { SendEvent } from '../../../../main/bridge/event-hub.ts';
import type { Session } from '../../../../main/host/desktop-host.ts';
import type { Profiles } from '../../../../main/profiles/profiles.ts';
import { samplePoll } from '../sample-polls.ts';
import { createSilentLogger } from '../silent-logger.ts';
import type { Notice } from './open-alerts.ts';
import { openAlerts } from './open-alerts.ts';

const snapshotOf = (pollId: string, voters: number, more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ pollId, run: 1, options: [], voters, duplicates: 0, repeats: 0, late: 0, invalid: 0, final: false, completeUpTo: null },
  ...{ closedPartitions: 0, partitions: 2, lagVotes: 0, lagSeconds: 0, incomplete: null, votesPerSecond: 0, spark: [] },
  ...more,
});
const votes = (at: number): AlertRule => ({ kind: 'votes', at });

describe('alerts', () => {
  let folder: string;
  let alerts: Alerts;
  let now: number;
  let profileId: string;
  let polls: Poll[];
  let feed: Feed;
  let send: SendEvent;
  let watched: (readonly string[])[];
  let notices: Notice[];
  let chosen: string[];
  let told: [EventName, unknown][];
  const profiles = {
    active: () => ({ id: profileId }),
    list: () => ({ profiles: ['this-computer', 'hall'].map((id) => ({ profile: { id } })) }),
  } as unknown as Pick<Profiles, 'active' | 'list'>;

  async function start(): Promise<void> {
    alerts = await openAlerts({ folder, profiles, clock: () => now, notices, chosen });
    const handlers = {
      'polls:list': async () => polls,
      'feed:read': async () => feed,
      'results:watch': async ({ pollIds }: { readonly pollIds: readonly string[] }) => void watched.push(pollIds),
    };
    const openSession = (listener: SendEvent) => {
      send = listener;
      return { context: { handlers, logger: createSilentLogger() }, stop: () => undefined } as unknown as Session;
    };
    alerts.start({ openSession, tellHere: (event, payload) => void told.push([event, payload]) });
    await vi.advanceTimersByTimeAsync(0);
  }

  /** Lets time pass in whole seconds. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      now += 1000;
      await vi.advanceTimersByTimeAsync(1000);
    }
  }
  const emit = <E extends EventName>(event: E, payload: EventPayload<E>) => send(event, payload);
  const arrive = (...snapshots: Snapshot[]) => emit('results:changed', snapshots);
  const titles = () => notices.map(({ title }) => title);
  const stored = async () => JSON.parse(await readFile(join(folder, 'alerts.json'), 'utf8')) as { polls: { pollId: string }[] };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    now = 1_000_000;
    profileId = 'this-computer';
    polls = [samplePoll(), samplePoll({ id: 'p2' })];
    feed = { state: 'live', since: now, lagVotes: 0, lagSeconds: 0, message: null };
    [watched, notices, chosen, told] = [[], [], [], []];
    folder = await mkdtemp(join(tmpdir(), 'kpoll-alerts-'));
    await start();
  });
  afterEach(async () => {
    await alerts.stop();
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });

  it('watches the polls that have some, and tells desktop and windows once when a rule comes true', async () => {
    expect(watched).toEqual([]);
    await alerts.write('p1', [votes(20)]);
    expect(watched).toEqual([['p1']]);
    arrive(snapshotOf('p1', 19));
    expect(notices).toEqual([]);
    arrive(snapshotOf('p1', 23));
    arrive(snapshotOf('p1', 30));
    await pass(3);
    expect(notices).toMatchObject([{ title: '23 people have voted', text: 'Tea or coffee?' }]);
    expect(told).toEqual([['alert:fired', { pollId: 'p1', title: '23 people have voted', text: 'Tea or coffee?', isTest: false }]]);
    expect(alerts.read('p1')).toEqual({ pollId: 'p1', alerts: [{ rule: votes(20), firedAt: 1_000_000 }] });
    notices[0]?.onClick?.();
    expect(chosen).toEqual(['p1']);
  });

  it('tells when enough of those who may vote have voted', async () => {
    await alerts.write('p1', [{ kind: 'turnout', percent: 50, of: 7 }]);
    arrive(snapshotOf('p1', 3));
    await pass(1);
    expect(titles()).toEqual([]);
    arrive(snapshotOf('p1', 4));
    await pass(1);
    expect(titles()).toEqual(['Turnout 57 %: 4 of 7']);
  });

  it('tells nothing that was so already when the rule was made, nor again after a new start', async () => {
    await alerts.write('p1', [votes(5)]);
    arrive(snapshotOf('p1', 10));
    expect(titles()).toHaveLength(1);
    await alerts.write('p1', [votes(5), votes(8)]);
    arrive(snapshotOf('p1', 11));
    await alerts.stop();
    await start();
    expect(watched.at(-1)).toEqual(['p1']);
    arrive(snapshotOf('p1', 12));
    expect(titles()).toHaveLength(1);
    expect(alerts.read('p1').alerts.map(({ firedAt }) => firedAt)).toEqual([1_000_000, null]);
  });

  it('tells what came true while the program was off', async () => {
    await alerts.write('p1', [votes(5)]);
    arrive(snapshotOf('p1', 1));
    await alerts.stop();
    await start();
    arrive(snapshotOf('p1', 900));
    expect(titles()).toEqual(['900 people have voted']);
  });

  it('begins anew with a new run', async () => {
    await alerts.write('p1', [votes(5)]);
    arrive(snapshotOf('p1', 7));
    const [run] = samplePoll().runs;
    if (run === undefined) throw new Error('a sample has a run');
    emit('polls:changed', [samplePoll({ runs: [run, { ...run, run: 2 }] })]);
    arrive(snapshotOf('p1', 8));
    expect(titles()).toHaveLength(1);
    arrive(snapshotOf('p1', 6, { run: 2 }));
    expect(titles()).toHaveLength(2);
  });

  it('notices silence by itself, and not the silence of a broken line', async () => {
    await alerts.write('p1', [{ kind: 'silence', minutes: 1 }]);
    arrive(snapshotOf('p1', 7));
    await pass(30);
    emit('feed:changed', { ...feed, state: 'failed', since: now });
    await pass(120);
    expect(titles()).toEqual([]);
    emit('feed:changed', { ...feed, state: 'live', since: now });
    await pass(59);
    expect(titles()).toEqual([]);
    await pass(2);
    expect(titles()).toEqual(['No votes for 1 minute']);
    await pass(300);
    expect(titles()).toHaveLength(1);
    arrive(snapshotOf('p1', 8));
    await pass(61);
    expect(titles()).toHaveLength(2);
  });

  it('counts the time that nothing was heard as lag', async () => {
    await alerts.write('p1', [{ kind: 'lag', seconds: 10 }]);
    arrive(snapshotOf('p1', 7, { lagSeconds: 9.9 }));
    expect(titles()).toEqual([]);
    arrive(snapshotOf('p1', 7));
    emit('feed:changed', { ...feed, state: 'stale', since: now });
    await pass(9);
    expect(titles()).toEqual([]);
    await pass(2);
    expect(titles()).toEqual(['Results are 10 seconds behind; votes that were recorded are safe']);
  });

  it('counts down to the closing time', async () => {
    await alerts.write('p1', [{ kind: 'closing', minutes: 2 }]);
    const run = { ...samplePoll().runs[0], closesAt: now + 180_000 } as Poll['runs'][number];
    emit('polls:changed', [samplePoll({ runs: [run], timing: 1 })]);
    arrive(snapshotOf('p1', 0));
    await pass(59);
    expect(titles()).toEqual([]);
    await pass(1);
    expect(titles()).toEqual(['Voting closes in 2 minutes']);
    emit('polls:changed', [samplePoll({ runs: [{ ...run, closesAt: now + 300_000 }], timing: 2 })]);
    await pass(181);
    expect(titles()).toHaveLength(2);
  });

  it('keeps the alerts of each place apart', async () => {
    await alerts.write('p1', [votes(5)]);
    profileId = 'hall';
    emit('profile:switched', { id: 'hall' });
    await vi.advanceTimersByTimeAsync(0);
    expect(alerts.read('p1').alerts).toEqual([]);
    arrive(snapshotOf('p1', 50));
    await pass(2);
    expect(titles()).toEqual([]);
    profileId = 'this-computer';
    emit('profile:switched', { id: 'this-computer' });
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.at(-1)).toEqual(['p1']);
    arrive(snapshotOf('p1', 50));
    expect(titles()).toHaveLength(1);
    profileId = 'hall';
    notices[0]?.onClick?.();
    expect(chosen).toEqual([]);
  });

  it('forgets polls and profiles that are gone, once it is certain that they are', async () => {
    await alerts.write('p1', [votes(5)]);
    await alerts.write('p2', [votes(5)]);
    await alerts.stop();
    const content = (await stored()) as unknown as { polls: object[] };
    content.polls.push({ ...content.polls[0], profileId: 'removed' });
    await writeFile(join(folder, 'alerts.json'), JSON.stringify(content));
    polls = [samplePoll()];
    await start();
    await pass(50);
    expect((await stored()).polls).toHaveLength(3);
    await pass(15);
    await vi.waitFor(async () => expect((await stored()).polls.map(({ pollId }) => pollId)).toEqual(['p1']));
  });

  it('forgets nothing while the polls are not there', async () => {
    await alerts.write('p1', [votes(5)]);
    await alerts.stop();
    polls = [];
    await start();
    await pass(200);
    expect((await stored()).polls).toHaveLength(1);
  });

  it('sets a damaged file aside and goes on', async () => {
    await alerts.stop();
    await writeFile(join(folder, 'alerts.json'), '{"v":1,"polls":[{"pollId":7}]}');
    await start();
    expect(alerts.read('p1').alerts).toEqual([]);
    await alerts.write('p1', [votes(5)]);
    expect((await stored()).polls).toHaveLength(1);
  });

  it('refuses alerts for a poll that is not here, and leaves nothing of a poll without alerts', async () => {
    await expect(alerts.write('nowhere', [votes(5)])).rejects.toThrow('There is no such poll here');
    expect(() => alerts.test('nowhere')).toThrow('There is no such poll here');
    await alerts.write('p1', [votes(5)]);
    await alerts.write('p1', []);
    expect((await stored()).polls).toEqual([]);
    expect(watched.at(-1)).toEqual([]);
  });

  it('tests the way', () => {
    alerts.test('p2');
    expect(titles()).toEqual(['A test: alerts look like this']);
    expect(told).toMatchObject([['alert:fired', { pollId: 'p2', isTest: true }]]);
  });
});
