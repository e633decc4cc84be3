import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpdateState } from '../../../../core/contract/bridge-updates.ts';
import { updateStateSchema } from '../../../../core/contract/bridge-updates.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import type { Settings } from '../../../../core/domain/settings.ts';
import { defaultSettings } from '../../../../core/domain/settings.ts';
import type { Release, UpdateChannel, Updater } from '../../../../main/updates/updater-port.ts';
import { createUpdates } from '../../../../main/updates/updates.ts';

const next: Release = { version: '1.2.0', notes: '<p>Faster &amp; calmer</p>' };
const hourMs = 3_600_000;

/** A source that holds what a test puts there. */
function createFakeUpdater() {
  const asked: UpdateChannel[] = [];
  const fake = {
    asked,
    found: null as Release | null,
    trouble: undefined as Error | undefined,
    downloads: 0,
    tell: undefined as ((percent: number) => void) | undefined,
    finish: undefined as ((error?: Error) => void) | undefined,
  };
  const updater: Updater = {
    async check(channel) {
      asked.push(channel);
      if (fake.trouble !== undefined) throw fake.trouble;
      return fake.found;
    },
    download(onPercent) {
      fake.downloads += 1;
      fake.tell = onPercent;
      return new Promise((resolve, reject) => {
        fake.finish = (error) => (error === undefined ? resolve() : reject(error));
      });
    },
  };
  return Object.assign(fake, { updater });
}

describe('updates', () => {
  let fake: ReturnType<typeof createFakeUpdater>;
  let wish: Settings['updates'];
  let logged: string[];
  let told: UpdateState[];
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
    fake = createFakeUpdater();
    wish = { automatic: true, channel: 'stable' };
    logged = [];
    told = [];
  });
  afterEach(() => vi.useRealTimers());

  function open(source: Parameters<typeof createUpdates>[0]['source'] = { updater: fake.updater }) {
    const logger = { info: () => undefined, error: (message: string) => void logged.push(message) };
    const updates = createUpdates({ source, settings: { read: () => ({ ...defaultSettings, updates: wish }) }, clock: Date.now, logger });
    updates.onChange((state) => told.push(updateStateSchema.parse(state)));
    return updates;
  }

  it('look for a version when asked, in the channel that is wished for', async () => {
    const updates = open();
    expect(updates.read()).toEqual({ kind: 'idle' });
    expect(await updates.check()).toEqual({ kind: 'current', checkedAt: Date.now() });
    wish = { automatic: true, channel: 'beta' };
    fake.found = next;
    expect(await updates.check()).toEqual({ kind: 'available', version: '1.2.0', notes: 'Faster & calmer' });
    expect(fake.asked).toEqual(['stable', 'beta']);
    expect(told.map(({ kind }) => kind)).toEqual(['checking', 'current', 'checking', 'available']);
    expect(fake.downloads).toBe(0);
  });

  it('download only what somebody agreed to, tell how far it is, and keep it for the end', async () => {
    const updates = open();
    expect(updates.download()).toEqual({ kind: 'idle' });
    fake.found = next;
    await updates.check();
    expect(updates.download()).toMatchObject({ kind: 'downloading', percent: 0 });
    updates.download();
    expect(fake.downloads).toBe(1);
    for (const percent of [0.4, 33.3, 33.9, 120]) fake.tell?.(percent);
    expect(told.slice(3)).toMatchObject([{ percent: 33 }, { percent: 100 }]);
    expect(await updates.check()).toMatchObject({ kind: 'downloading', percent: 100 });
    fake.finish?.();
    await vi.waitFor(() => expect(updates.read()).toEqual({ kind: 'ready', version: '1.2.0', notes: 'Faster & calmer' }));
    expect(await updates.check()).toMatchObject({ kind: 'ready' });
    expect(fake.asked).toHaveLength(1);
  });

  it('say what went wrong, and can be asked again', async () => {
    const updates = open();
    fake.trouble = new Failure('update-failed', 'The update server cannot be reached.');
    expect(await updates.check()).toEqual({ kind: 'failed', message: 'The update server cannot be reached.' });
    fake.trouble = new TypeError('x is not a function');
    expect(await updates.check()).toEqual({ kind: 'failed', message: expect.stringContaining('so does voting') as string });
    fake.trouble = undefined;
    fake.found = next;
    await updates.check();
    updates.download();
    fake.finish?.(new Failure('update-failed', 'It was thrown away.'));
    await vi.waitFor(() => expect(updates.read()).toEqual({ kind: 'failed', message: 'It was thrown away.' }));
    expect(await updates.check()).toMatchObject({ kind: 'available' });
    expect(logged).toHaveLength(3);
  });

  it('ask once where two ask at the same time', async () => {
    const updates = open();
    await Promise.all([updates.check(), updates.check()]);
    expect(fake.asked).toHaveLength(1);
  });

  it('look by themselves a while after the start and once a day', async () => {
    const updates = open();
    updates.start();
    expect(fake.asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(hourMs);
    expect(fake.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(22 * hourMs);
    expect(fake.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(fake.asked).toHaveLength(2);
    updates.stop();
    await vi.advanceTimersByTimeAsync(72 * hourMs);
    expect(fake.asked).toHaveLength(2);
  });

  it('look again sooner where nobody answered', async () => {
    const updates = open();
    fake.trouble = new Failure('update-failed', 'The update server cannot be reached.');
    updates.start();
    await vi.advanceTimersByTimeAsync(0.9 * hourMs);
    expect(fake.asked).toHaveLength(1);
    fake.trouble = undefined;
    await vi.advanceTimersByTimeAsync(0.5 * hourMs);
    expect(updates.read()).toMatchObject({ kind: 'current' });
    await vi.advanceTimersByTimeAsync(20 * hourMs);
    expect(fake.asked).toHaveLength(2);
    updates.stop();
  });

  it('do not look by themselves where that is not wished for, until it is', async () => {
    wish = { automatic: false, channel: 'stable' };
    const updates = open();
    updates.start();
    await vi.advanceTimersByTimeAsync(48 * hourMs);
    expect(fake.asked).toEqual([]);
    wish = { automatic: true, channel: 'stable' };
    await vi.advanceTimersByTimeAsync(hourMs);
    expect(fake.asked).toHaveLength(1);
    updates.stop();
  });

  it('are off with a reason, and then do nothing at all', async () => {
    const updates = open({ off: 'Installed by a package manager.' });
    updates.start();
    await vi.advanceTimersByTimeAsync(48 * hourMs);
    expect(await updates.check()).toEqual({ kind: 'off', reason: 'Installed by a package manager.' });
    expect(updates.download()).toEqual({ kind: 'off', reason: 'Installed by a package manager.' });
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
