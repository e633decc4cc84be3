import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, AppInfo, CallName, ProfileList } from '../../../../core/contract/bridge.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import type { Profile, Secrets } from '../../../../core/domain/profile.ts';
import { answer } from '../../../../main/bridge/answer.ts';
import type { PlaceHandlers } from '../../../../main/bridge/answer.ts';
import type { SendEvent } from '../../../../main/bridge/event-hub.ts';
import type { Desktop } from '../../../../main/desktop.ts';
import type { DesktopHost, SessionOptions } from '../../../../main/host/desktop-host.ts';
import { startDesktopHost } from '../../../../main/host/desktop-host.ts';
import { refusedDataCalls } from '../../../../main/host/data-handlers.ts';
import { createHostHandlers } from '../../../../main/host/host-handlers.ts';
import type { Profiles } from '../../../../main/profiles/profiles.ts';
import { openProfiles } from '../../../../main/profiles/profiles.ts';
import { openBox } from '../../../../main/profiles/secret-box.ts';
import { openSettingsStore } from '../../../../main/settings/settings-store.ts';
import { openAlerts } from '../alerts/open-alerts.ts';
import type { Alerts } from '../../../../main/alerts/alerts.ts';
import { sampleCluster } from '../profiles/sample-profiles.ts';
import { createSilentLogger } from '../silent-logger.ts';
import { createFakeShellServices } from '../../../fakes/fake-shell-services.ts';
import { offUpdates } from '../../../fakes/off-updates.ts';

interface FakePlace {
  readonly profile: Profile;
  readonly secrets: Secrets;
  readonly sends: Set<SendEvent>;
  stopped: boolean;
  broken: boolean;
}

describe('the host of desktops', () => {
  let folder: string;
  let host: DesktopHost;
  let profiles: Profiles;
  let alerts: Alerts;
  const places: FakePlace[] = [];
  const retried: string[] = [];
  const logger = createSilentLogger();
  /** Awaited by a place that is told to stop. */
  let beforeStop: () => Promise<void>;

  function openDesktop(profile: Profile, secrets: Secrets): Desktop {
    const place: FakePlace = { profile, secrets, sends: new Set(), stopped: false, broken: false };
    places.push(place);
    const handlers = {
      'feed:read': async () => ({ state: 'live', since: 0, lagVotes: 0, lagSeconds: 0, message: profile.name }),
      'feed:retry': async () => void retried.push(profile.id),
    } as unknown as PlaceHandlers;
    const firstUp = Promise.reject(new Failure('log-unavailable', 'not there'));
    firstUp.catch(() => undefined);
    return {
      firstUp,
      openSession(send) {
        place.sends.add(send);
        return { handlers, stop: () => void place.sends.delete(send) };
      },
      joinAddresses: () => [{ url: `http://${profile.id}`, label: profile.name, loopback: false }],
      isReadingBroken: () => place.broken,
      ownsServer: () => profile.kind === 'this-computer',
      startDemo: async () => undefined,
      findReport: () => undefined,
      async stop() {
        await beforeStop();
        place.stopped = true;
      },
    };
  }

  function openWindow(options?: SessionOptions) {
    const told: unknown[] = [];
    const session = host.openSession((event, payload) => told.push([event, payload]), options);
    const call = (channel: CallName, args?: unknown): Promise<Answer> => answer(session.context, channel, args);
    return { told, session, call };
  }

  const valueOf = (given: Answer) => (given.ok ? given.value : given);

  beforeEach(async () => {
    places.length = 0;
    retried.length = 0;
    beforeStop = async () => undefined;
    folder = await mkdtemp(join(tmpdir(), 'kpoll-host-'));
    const stores = { clock: Date.now, logger };
    profiles = await openProfiles({ ...stores, folder, box: openBox, newId: () => 'new' });
    await profiles.save({ profile: sampleCluster(), secrets: { kafkaPassword: 'k' }, allowPlainText: true });
    const settings = await openSettingsStore({ ...stores, file: join(folder, 'settings.json') });
    const shell = { kind: 'browser' as const, version: '1.2.3', abilities: ['notify'] as const };
    const testProfile = async (profile: Profile, secrets: Secrets) => ({
      parts: [{ part: 'kafka' as const, ok: true, message: `${profile.name} with ${secrets.kafkaPassword ?? 'nothing'}` }],
    });
    alerts = await openAlerts({ folder, profiles });
    const createDataHandlers = () => refusedDataCalls;
    const services = {
      ...{ profiles, settings, shell, dataFolder: folder, testProfile, alerts, createDataHandlers },
      shellServices: createFakeShellServices(),
      updates: offUpdates(),
    };
    host = await startDesktopHost({
      ...{ profiles, openDesktop, logger },
      createHostHandlers: (place, session) => createHostHandlers(services, place, session),
    });
  });
  afterEach(async () => {
    await alerts.stop();
    await host.stop();
    await profiles.stop();
    await rm(folder, { recursive: true });
  });

  it('starts with the active profile, and opens windows also where that place cannot be reached', async () => {
    await expect(host.firstUp).rejects.toThrow('not there');
    const { call } = openWindow();
    expect(valueOf(await call('app:info'))).toEqual({
      ...{ version: '1.2.3', shell: 'browser', dataFolder: folder, profileId: 'this-computer', profileKind: 'this-computer' },
      placeId: expect.any(String) as unknown,
      ...{ profile: 'This computer', joinAddresses: [{ url: 'http://this-computer', label: 'This computer', loopback: false }] },
      abilities: ['notify'],
    });
    expect(valueOf(await call('settings:write', { theme: 'dark' }))).toMatchObject({ theme: 'dark' });
  });

  it('tells the windows of this computer what is theirs alone; whoever looks in from another one can do nothing here', async () => {
    const own = openWindow();
    const remote = openWindow({ remote: true });
    host.tellHere('menu:chosen', { action: 'new' });
    expect(own.told).toEqual([['menu:chosen', { action: 'new' }]]);
    expect(remote.told).toEqual([]);
    expect(valueOf(await remote.call('app:info'))).toMatchObject({ abilities: [], dataFolder: '' });
    for (const call of ['updates:read', 'updates:check', 'updates:download'] as const) {
      expect(valueOf(await remote.call(call))).toMatchObject({ code: 'unauthorized' });
      expect(valueOf(await own.call(call))).toEqual({ kind: 'off', reason: 'Not here.' });
    }
    own.session.stop();
    host.tellHere('menu:chosen', { action: 'new' });
    expect(own.told).toHaveLength(1);
  });

  it('lets whoever looks in from another computer see alerts, and neither set nor silence nor test them', async () => {
    const remote = openWindow({ remote: true });
    expect(valueOf(await remote.call('alerts:read', { pollId: 'p1' }))).toEqual({ pollId: 'p1', alerts: [], isMine: false });
    expect(await remote.call('alerts:write', { pollId: 'p1', rules: [] })).toMatchObject({ ok: false, code: 'unauthorized' });
    expect(await remote.call('alerts:test', { pollId: 'p1' })).toMatchObject({ ok: false, code: 'unauthorized' });
    expect(valueOf(await openWindow().call('alerts:read', { pollId: 'p1' }))).toMatchObject({ isMine: true });
  });

  it('switches: the former place is closed first, windows stay and are told to begin anew', async () => {
    const { told, call } = openWindow();
    const before = valueOf(await call('app:info')) as AppInfo;
    expect(await call('profile:switch', { id: 'c1' })).toEqual({ ok: true, value: undefined });
    expect(places.map(({ profile, stopped, sends }) => [profile.id, stopped, sends.size])).toEqual([
      ['this-computer', true, 0],
      ['c1', false, 1],
    ]);
    expect(places[1]?.secrets).toEqual({ kafkaPassword: 'k' });
    expect(told).toEqual([['profile:switched', { id: 'c1' }]]);
    expect(valueOf(await call('feed:read'))).toMatchObject({ message: 'Town hall' });
    expect(valueOf(await call('app:info'))).toMatchObject({ profileId: 'c1', profileKind: 'cluster' });
    expect((valueOf(await call('app:info')) as AppInfo).placeId).not.toBe(before.placeId);
    expect(profiles.active().id).toBe('c1');
  });

  it('lets a call made between two places wait for the next one', async () => {
    let letGo: () => void = () => undefined;
    beforeStop = () => new Promise((resolve) => (letGo = resolve));
    const { call } = openWindow();
    const switching = call('profile:switch', { id: 'c1' });
    await expect.poll(() => places[0]?.sends.size).toBe(0);
    const reading = call('feed:read');
    const newcomer = openWindow();
    const newReading = newcomer.call('feed:read');
    expect(valueOf(await call('settings:read'))).toMatchObject({ v: 1 });
    letGo();
    beforeStop = async () => undefined;
    expect(valueOf(await reading)).toMatchObject({ message: 'Town hall' });
    expect(valueOf(await newReading)).toMatchObject({ message: 'Town hall' });
    await switching;
    expect(places.map(({ sends }) => sends.size)).toEqual([0, 2]);
  });

  it('goes on to the next place although the former one could not be closed in order', async () => {
    beforeStop = () => Promise.reject(new Error('stuck'));
    const { call } = openWindow();
    expect(await call('profile:switch', { id: 'c1' })).toMatchObject({ ok: true });
    beforeStop = async () => undefined;
    expect(valueOf(await call('feed:read'))).toMatchObject({ message: 'Town hall' });
  });

  it('connects anew when the profile in use is changed, and only then', async () => {
    const { call, told } = openWindow();
    const change = (name: string) => call('profile:save', { profile: sampleCluster({ name }), secrets: {}, allowPlainText: false });
    await change('Renamed');
    expect(places).toHaveLength(1);
    await call('profile:switch', { id: 'c1' });
    const list = valueOf(await change('Once more')) as ProfileList;
    expect(list.profiles.map(({ profile }) => profile.name)).toEqual(['This computer', 'Once more']);
    expect(places.map(({ profile }) => profile.name)).toEqual(['This computer', 'Renamed', 'Once more']);
    expect(told).toHaveLength(2);
  });

  it('connects to a cluster anew on retry where something cannot be read any more, and else lets the place try', async () => {
    const { call, told } = openWindow();
    const breakReading = () => places.forEach((place) => (place.broken = true));
    breakReading();
    await call('feed:retry');
    await call('profile:switch', { id: 'c1' });
    await call('feed:retry');
    expect(retried).toEqual(['this-computer', 'c1']);
    breakReading();
    await call('feed:retry');
    expect(places.map(({ profile, stopped }) => [profile.id, stopped])).toEqual([
      ['this-computer', true],
      ['c1', true],
      ['c1', false],
    ]);
    expect(retried).toHaveLength(2);
    expect(told.at(-1)).toEqual(['profile:switched', { id: 'c1' }]);
  });

  it('tests a profile as it was typed in, with the stored secrets', async () => {
    const { call } = openWindow();
    const tested = await call('profile:test', { profile: sampleCluster({ name: 'Draft' }), secrets: {} });
    expect(valueOf(tested)).toEqual({ parts: [{ part: 'kafka', ok: true, message: 'Draft with k' }] });
  });

  it('says what is wrong with a switch to nowhere, and stays', async () => {
    const { call } = openWindow();
    expect(await call('profile:switch', { id: 'gone' })).toMatchObject({ ok: false, code: 'profile-not-found' });
    expect(places).toHaveLength(1);
  });

  it('refuses whoever looks in from elsewhere the profiles, the data folder and the stored settings', async () => {
    const remote = openWindow({ remote: true });
    for (const [channel, args] of [
      ['profiles:list', undefined],
      ['profiles:export', undefined],
      ['profiles:import', { text: '{}' }],
      ['profile:switch', { id: 'c1' }],
      ['profile:remove', { id: 'c1' }],
      ['profile:save', { profile: sampleCluster(), secrets: {}, allowPlainText: true }],
      ['profile:test', { profile: sampleCluster(), secrets: {} }],
    ] as const) {
      expect(await remote.call(channel, args), channel).toMatchObject({ ok: false, code: 'unauthorized' });
    }
    expect(valueOf(await remote.call('app:info'))).toMatchObject({ dataFolder: '' });
    await remote.call('settings:write', { theme: 'dark' });
    expect(valueOf(await remote.call('settings:read'))).toMatchObject({ theme: 'dark' });
    expect(valueOf(await openWindow().call('settings:read'))).toMatchObject({ theme: 'system' });
    expect(valueOf(await remote.call('feed:read'))).toMatchObject({ message: 'This computer' });
  });

  it('tells a closed window nothing more', async () => {
    const { told, session } = openWindow();
    session.stop();
    await openWindow().call('profile:switch', { id: 'c1' });
    expect(told).toEqual([]);
    expect(places[1]?.sends.size).toBe(1);
  });

  it('ends although a connection behind a dead network does not close', async () => {
    let closeAtLast: () => void = () => undefined;
    beforeStop = () => new Promise((resolve) => (closeAtLast = resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = host.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    await expect(stopped).resolves.toBeUndefined();
    vi.useRealTimers();
    expect(places.at(-1)?.stopped).toBe(false);
    closeAtLast();
  });
});
