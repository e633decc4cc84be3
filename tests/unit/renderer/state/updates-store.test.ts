import { describe, expect, it } from 'vitest';
import { createAppActions } from '../../../../renderer/state/app-actions.ts';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { startOn } from './start-stores.ts';

const available = { kind: 'available', version: '1.2.0', notes: 'Calmer' } as const;

const textsOf = ({ toasts }: Awaited<ReturnType<typeof startOn>>['stores']) => toasts.getState().toasts.map(({ text }) => text);
const asked = (bridge: ReturnType<typeof createFakeBridge>) =>
  bridge.asked.map(({ channel }) => channel).filter((channel) => channel === 'updates:check' || channel === 'updates:download');

describe('updates in the window', () => {
  it('are told once a version, and lead to what is new', async () => {
    const { bridge, stores, stop } = await startOn();
    bridge.emit('updates:changed', available);
    bridge.emit('updates:changed', { kind: 'checking' });
    stores.toasts.getState().toasts.forEach(({ id }) => stores.toasts.getState().dismiss(id));
    bridge.emit('updates:changed', available);
    expect(textsOf(stores)).toEqual([]);
    bridge.emit('updates:changed', { ...available, version: '1.3.0' });
    expect(textsOf(stores)).toEqual(['Kpoll 1.3.0 is available.']);
    stores.toasts.getState().toasts[0]?.action?.run();
    expect(stores.navigation.getState().dialog).toEqual({ kind: 'updates' });
    stop();
  });

  it('are told to a window that is opened later', async () => {
    const bridge = createFakeBridge();
    bridge.answer('updates:read', async () => available);
    const { stores, stop } = await startOn(bridge);
    expect(textsOf(stores)).toEqual(['Kpoll 1.2.0 is available.']);
    stop();
  });

  it('wait while the big screen is on, and are not told to somebody who looks at them', async () => {
    const { bridge, stores, stop } = await startOn();
    stores.navigation.getState().present('poll-1');
    bridge.emit('updates:changed', available);
    expect(textsOf(stores)).toEqual([]);
    stores.navigation.getState().present(null);
    expect(textsOf(stores)).toEqual(['Kpoll 1.2.0 is available.']);
    stores.navigation.getState().open({ kind: 'updates' });
    bridge.emit('updates:changed', { ...available, version: '1.3.0' });
    expect(textsOf(stores)).toHaveLength(1);
    stop();
  });

  it('are told again when they are here, or did not come, to whoever turned away meanwhile', async () => {
    const { bridge, stores, stop } = await startOn();
    const downloading = { ...available, kind: 'downloading', percent: 99 } as const;
    bridge.emit('updates:changed', { kind: 'failed', message: 'No network.' });
    bridge.emit('updates:changed', downloading);
    bridge.emit('updates:changed', { kind: 'failed', message: 'It was thrown away.' });
    bridge.emit('updates:changed', downloading);
    bridge.emit('updates:changed', { ...available, kind: 'ready' });
    bridge.emit('updates:changed', { ...available, kind: 'ready' });
    expect(textsOf(stores)).toEqual(['It was thrown away.', 'Kpoll 1.2.0 is ready. It is installed when you quit Kpoll.']);
    stop();
  });

  it('are looked for by the action of their name, and again for another channel', async () => {
    const { bridge, stores, stop } = await startOn();
    const action = createAppActions(stores).find(({ id }) => id === 'updates');
    expect(action?.isOffered()).toBe(true);
    action?.run();
    await expect.poll(() => stores.updates.getState().update?.kind).toBe('current');
    expect(stores.navigation.getState().dialog).toEqual({ kind: 'updates' });
    await stores.updates.getState().change({ channel: 'beta' });
    await stores.updates.getState().change({ channel: 'beta' });
    await stores.updates.getState().change({ automatic: false });
    expect(stores.settings.getState().settings.updates).toEqual({ automatic: false, channel: 'beta' });
    expect(asked(bridge)).toEqual(['updates:check', 'updates:check']);
    const order = bridge.asked.map(({ channel }) => channel);
    expect(order.indexOf('settings:write')).toBeLessThan(order.lastIndexOf('updates:check'));
    stop();
  });

  it('are not looked for where Kpoll does not update itself, and the reason is shown', async () => {
    const bridge = createFakeBridge();
    bridge.answer('updates:read', async () => ({ kind: 'off', reason: 'Installed by a package manager.' }));
    const { stores, stop } = await startOn(bridge);
    await stores.updates.getState().open();
    await stores.updates.getState().change({ channel: 'beta' });
    expect(stores.navigation.getState().dialog).toEqual({ kind: 'updates' });
    expect(asked(bridge)).toEqual([]);
    stop();
  });

  it('are nobody’s business on another computer: nothing is offered, nothing complains', async () => {
    const bridge = createFakeBridge();
    bridge.fail('updates:read', { code: 'unauthorized', message: 'Not from there.' });
    const { stores, stop } = await startOn(bridge);
    expect(stores.updates.getState().update).toBeNull();
    expect(
      createAppActions(stores)
        .find(({ id }) => id === 'updates')
        ?.isOffered(),
    ).toBe(false);
    expect(textsOf(stores)).toEqual([]);
    stop();
  });

  it('take what was told over an answer that comes later', async () => {
    const bridge = createFakeBridge();
    bridge.answer('updates:read', async () => {
      bridge.emit('updates:changed', { kind: 'checking' });
      return { kind: 'idle' };
    });
    const { stores, stop } = await startOn(bridge);
    expect(stores.updates.getState().update).toEqual({ kind: 'checking' });
    stop();
  });
});
