import { describe, expect, it } from 'vitest';
import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import { startOn } from './start-stores.ts';

const textsOf = (stores: Awaited<ReturnType<typeof startOn>>['stores']) => stores.toasts.getState().toasts.map(({ text }) => text);

describe('help', () => {
  it('says where the log is where no folder can be shown', async () => {
    const { stores, stop } = await startOn(createFakeBridge({ info: { shell: 'browser', abilities: [] } }));
    await stores.help.getState().showLogs();
    expect(textsOf(stores)).toEqual(['The log is /home/ada/Kpoll/logs/kpoll.log']);
    stop();
  });

  it('says nothing where the folder opens', async () => {
    const { bridge, stores, stop } = await startOn();
    await stores.help.getState().showLogs();
    expect(bridge.asked.map(({ channel }) => channel)).toContain('logs:show');
    expect(textsOf(stores)).toEqual([]);
    stop();
  });

  it('copies diagnostics by itself where the shell cannot, and only there', async () => {
    const bridge = createFakeBridge();
    const { stores, stop, copied } = await startOn(bridge);
    await stores.help.getState().copyDiagnostics();
    expect(copied).toEqual([]);
    bridge.answer('diagnostics:read', async () => ({ text: 'Kpoll 0.1.0', isCopied: false }));
    await stores.help.getState().copyDiagnostics();
    expect(copied).toEqual(['Kpoll 0.1.0']);
    expect(textsOf(stores)[0]).toMatch(/^Copied:/);
    stop();
  });

  it('is not offered to whoever looks in from another computer', async () => {
    const { stores, stop } = await startOn(createFakeBridge({ info: { dataFolder: '', abilities: [] } }));
    expect(stores.help.getState().isOffered()).toBe(false);
    stop();
  });
});
