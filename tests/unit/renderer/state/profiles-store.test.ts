import { describe, expect, it } from 'vitest';
import { findEntries } from '../../../../renderer/features/palette/find-entries.ts';
import { createAppActions } from '../../../../renderer/state/app-actions.ts';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { startOn } from './start-stores.ts';

const office = { profile: { id: 'office', name: 'Office', kind: 'kpoll-server', url: 'https://kpoll.example.org' }, secrets: [] } as const;

describe('switching profiles', () => {
  it('begins the window anew, once, however often it is told', async () => {
    const { stores, bridge, begunAnew } = await startOn(createFakeBridge({ profiles: { entries: [office] } }));
    await stores.profiles.getState().switchTo('office');
    bridge.emit('profile:switched', { id: 'office' });
    expect(begunAnew()).toBe(1);
    expect(stores.profiles.getState().switching).toEqual({ id: 'office', message: null });
  });

  it('follows a switch that another window asked for', async () => {
    const { bridge, begunAnew } = await startOn();
    bridge.emit('profile:switched', { id: 'office' });
    expect(begunAnew()).toBe(1);
  });

  it('says why it failed, stays, and can be tried again', async () => {
    const { stores, bridge, begunAnew } = await startOn(createFakeBridge({ profiles: { entries: [office] } }));
    bridge.fail('profile:switch', { code: 'settings-invalid', message: 'The disk is full.' });
    await stores.profiles.getState().switchTo('office');
    expect(stores.profiles.getState().switching).toEqual({ id: 'office', message: 'The disk is full.' });
    expect(begunAnew()).toBe(0);
    bridge.fail('profile:switch', undefined);
    await stores.profiles.getState().switchTo('office');
    expect(begunAnew()).toBe(1);
  });

  it('asks for one switch at a time', async () => {
    const { stores, bridge } = await startOn(createFakeBridge({ profiles: { entries: [office] } }));
    const { switchTo } = stores.profiles.getState();
    await Promise.all([switchTo('office'), switchTo('office')]);
    expect(bridge.asked.filter(({ channel }) => channel === 'profile:switch')).toHaveLength(1);
  });
});

describe('the list of profiles', () => {
  it('says why it cannot be had, and comes at the second try', async () => {
    const bridge = createFakeBridge();
    bridge.fail('profiles:list', { code: 'settings-invalid', message: 'Cannot be read.' });
    const { stores } = await startOn(bridge);
    expect(stores.profiles.getState()).toMatchObject({ list: null, message: 'Cannot be read.' });
    bridge.fail('profiles:list', undefined);
    await stores.profiles.getState().load();
    expect(stores.profiles.getState()).toMatchObject({ list: { active: 'this-computer' }, message: null });
  });

  it('is not offered where profiles belong to another computer', async () => {
    const bridge = createFakeBridge();
    const { stores } = await startOn(bridge);
    const isOffered = () =>
      createAppActions(stores)
        .find(({ id }) => id === 'profiles')
        ?.isOffered();
    expect(isOffered()).toBe(true);
    bridge.fail('profiles:list', { code: 'unauthorized', message: 'Profiles belong to the computer that runs this dashboard.' });
    await stores.profiles.getState().load();
    expect(stores.profiles.getState().isRefused).toBe(true);
    expect(isOffered()).toBe(false);
  });

  it('is found in the palette, but for the profile in use', async () => {
    const { stores } = await startOn(createFakeBridge({ profiles: { entries: [office] } }));
    const profiles = stores.profiles.getState().list;
    const found = (search: string) => findEntries({ actions: [], polls: [], profiles }, search).profiles.map(({ id }) => id);
    expect(found('')).toEqual(['office']);
    expect(found('office switch')).toEqual(['office']);
    expect(found('computer')).toEqual([]);
  });
});
