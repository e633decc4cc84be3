import { describe, expect, it, vi } from 'vitest';
import { createNotices } from '../../../../main/notices/notices.ts';

const low = { id: 'disk-low', severity: 'warning', title: 'Nearly full.', message: 'Free some space.' } as const;

describe('notices', () => {
  it('keeps one of each id, from when it was first said, and tells only what is new', () => {
    let now = 1;
    const notices = createNotices(() => now);
    const told = vi.fn();
    notices.onChange(told);
    notices.put(low);
    now = 2;
    notices.put(low);
    expect(told).toHaveBeenCalledTimes(1);
    notices.put({ ...low, message: 'Free more.' });
    expect(notices.list()).toEqual([{ ...low, message: 'Free more.', at: 1, dismissible: true }]);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('lets a person dismiss what is over, and not what still goes on', () => {
    const notices = createNotices(() => 0);
    notices.put(low);
    notices.put({ ...low, id: 'disk-full', dismissible: false });
    notices.dismiss('disk-low');
    notices.dismiss('disk-full');
    expect(notices.list().map(({ id }) => id)).toEqual(['disk-full']);
    notices.remove('disk-full');
    expect(notices.list()).toEqual([]);
  });
});
