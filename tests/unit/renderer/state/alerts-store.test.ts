import { describe, expect, it } from 'vitest';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { samplePoll } from '../../main/sample-polls.ts';
import { startOn } from './start-stores.ts';

const fired = { pollId: 'p1', title: '20 people have voted', text: 'Tea or coffee?', isTest: false };
const bridgeOf = (info: { shell: 'electron' | 'browser'; abilities: readonly 'notify'[] }) =>
  createFakeBridge({ polls: [samplePoll()], info: { shell: info.shell, abilities: [...info.abilities] } });

describe('alerts in a window', () => {
  it('are said in a toast that leads to the poll, and noted under Activity', async () => {
    const { bridge, stores, notices } = await startOn(bridgeOf({ shell: 'electron', abilities: ['notify'] }));
    bridge.emit('alert:fired', fired);
    const [toast] = stores.toasts.getState().toasts;
    expect(toast?.text).toBe('20 people have voted. Tea or coffee?');
    toast?.action?.run();
    expect(stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: 'p1' });
    expect(stores.activity.getState().activities).toMatchObject([{ text: '20 people have voted: Tea or coffee?', pollId: 'p1' }]);
    expect(notices.shown, 'the desktop has told it already').toEqual([]);
  });

  it('are messages of the browser where there is no desktop, once a person allowed that', async () => {
    const { bridge, stores, notices } = await startOn(bridgeOf({ shell: 'browser', abilities: [] }));
    await stores.alerts.getState().load('p1');
    expect(stores.alerts.getState().reach).toBe('ask');
    bridge.emit('alert:fired', fired);
    expect(notices.shown).toEqual([]);
    await stores.alerts.getState().askPermission();
    expect(stores.alerts.getState().reach).toBe('page');
    bridge.emit('alert:fired', { ...fired, isTest: true });
    expect(notices.shown).toMatchObject([{ title: '20 people have voted', text: 'Tea or coffee?' }]);
    notices.shown[0]?.onClick();
    expect(stores.navigation.getState().screen).toEqual({ kind: 'live', pollId: 'p1' });
    expect(stores.activity.getState().activities, 'a test is no news').toHaveLength(1);
  });

  it('reach nobody elsewhere where the system shows no messages', async () => {
    const { stores } = await startOn(bridgeOf({ shell: 'electron', abilities: [] }));
    await stores.alerts.getState().load('p1');
    expect(stores.alerts.getState().reach).toBe('none');
  });

  it('are kept at once; what is refused is said and changes nothing', async () => {
    const { bridge, stores } = await startOn(bridgeOf({ shell: 'electron', abilities: [] }));
    const rule = { kind: 'lag', seconds: 5 } as const;
    expect(await stores.alerts.getState().save('p1', [rule])).toBe(true);
    expect(stores.alerts.getState().byPoll.get('p1')?.alerts).toEqual([{ rule, firedAt: null }]);
    bridge.fail('alerts:write', { code: 'unauthorized', message: 'Alerts belong to another computer.' });
    expect(await stores.alerts.getState().save('p1', [])).toBe(false);
    expect(stores.alerts.getState().byPoll.get('p1')?.alerts).toHaveLength(1);
    expect(stores.toasts.getState().toasts.at(-1)).toMatchObject({ tone: 'bad', text: 'Alerts belong to another computer.' });
  });
});
