import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerRefusal } from '../../../../main/data/disk-watch.ts';
import { watchDisk } from '../../../../main/data/disk-watch.ts';
import { createNotices } from '../../../../main/notices/notices.ts';

const megabyte = 1024 * 1024;
const full: ServerRefusal = { code: 'disk-full', message: 'No space is left.' };

describe('the watch over the disk', () => {
  let free: number | undefined;
  let refusal: ServerRefusal | undefined;
  let notices: ReturnType<typeof createNotices>;
  let stop: () => void;
  const shown = () => notices.list().map(({ id, message }) => `${id}: ${message}`);
  const look = () => vi.advanceTimersByTimeAsync(1_000);

  beforeEach(async () => {
    vi.useFakeTimers();
    free = 10_000 * megabyte;
    refusal = undefined;
    notices = createNotices(() => 0);
    ({ stop } = watchDisk({
      freeBytes: async () => free,
      refusal: async () => refusal,
      putNotice: notices.put,
      removeNotice: notices.remove,
      everyMs: 1_000,
    }));
    await look();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('says nothing while there is room, or where the system does not tell', async () => {
    expect(shown()).toEqual([]);
    free = undefined;
    await look();
    expect(shown()).toEqual([]);
  });

  it('warns of little space until there is enough again; once dismissed, only when it has become less', async () => {
    free = 75 * megabyte;
    await look();
    expect(shown()).toEqual([expect.stringMatching(/^disk-low: Less than 80 MB are free\./)]);
    notices.dismiss('disk-low');
    await look();
    expect(shown()).toEqual([]);
    free = 65 * megabyte;
    await look();
    expect(shown()).toEqual([expect.stringMatching(/^disk-low: Less than 70 MB are free\./)]);
    free = 500 * megabyte;
    await look();
    expect(shown()).toEqual([]);
    free = 65 * megabyte;
    await look();
    expect(shown()).toHaveLength(1);
  });

  it('says that voting is paused while the server says so, whatever seems to be free, and nothing else of the disk', async () => {
    free = 20 * megabyte;
    refusal = full;
    await look();
    expect(notices.list()).toMatchObject([{ id: 'disk-full', severity: 'bad', dismissible: false }]);
    refusal = { code: 'log-busy', message: 'Too much at once.' };
    free = 500 * megabyte;
    await look();
    expect(shown()).toEqual([]);
  });

  it('goes on where free space cannot be read', async () => {
    stop();
    ({ stop } = watchDisk({
      freeBytes: () => Promise.reject(new Error('no such disk')),
      refusal: async () => full,
      putNotice: notices.put,
      removeNotice: notices.remove,
      everyMs: 1_000,
    }));
    await look();
    expect(notices.list()).toMatchObject([{ id: 'disk-full' }]);
  });
});
