import { describe, expect, it } from 'vitest';
import { startOn } from './start-stores.ts';

async function setUp() {
  const started = await startOn();
  const asked = () => started.bridge.asked.filter(({ channel }) => channel === 'cluster:status').length;
  return { ...started, asked, cluster: started.stores.cluster };
}

describe('the cluster’s status', () => {
  it('is asked for at once and every two seconds while somebody looks', async () => {
    const { cluster, timers, asked } = await setUp();
    expect(asked()).toBe(0);
    const stop = cluster.getState().watch();
    await expect.poll(timers.waitingMs).toEqual([2000]);
    expect(asked()).toBe(1);
    timers.runOut();
    await expect.poll(timers.waitingMs).toEqual([2000]);
    expect(asked()).toBe(2);
    stop();
    expect(timers.waitingMs()).toEqual([]);
  });

  it('is not asked again before the last question is answered', async () => {
    const { cluster, timers, bridge, asked } = await setUp();
    bridge.answer('cluster:status', () => new Promise(() => undefined));
    cluster.getState().watch();
    await expect.poll(asked).toBe(1);
    expect(timers.waitingMs()).toEqual([]);
  });

  it('stays on screen when a later question fails, and is fresh again after', async () => {
    const { cluster, timers, bridge } = await setUp();
    cluster.getState().watch();
    await expect.poll(timers.waitingMs).toEqual([2000]);
    bridge.fail('cluster:status', { code: 'log-unavailable', message: 'Nobody answers.' });
    timers.runOut();
    await expect.poll(() => cluster.getState().failure).toBe('Nobody answers.');
    expect(cluster.getState().status).not.toBeNull();
    bridge.fail('cluster:status', undefined);
    await expect.poll(timers.waitingMs).toEqual([2000]);
    timers.runOut();
    await expect.poll(() => cluster.getState().failure).toBeNull();
  });
});
