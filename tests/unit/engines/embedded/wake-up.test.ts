import { describe, expect, it } from 'vitest';
import { createWakeUp } from '../../../../engines/embedded/wake-up.ts';

describe('a wake-up', () => {
  it('ends a sleep', async () => {
    const wakeUp = createWakeUp();
    const slept = wakeUp.sleep();
    wakeUp.wake();
    await slept;
  });

  it('keeps a call that came while nobody slept', async () => {
    const wakeUp = createWakeUp();
    wakeUp.clear();
    wakeUp.wake();
    await wakeUp.sleep();
  });

  it('forgets a call once it is cleared, and then wakes after the given time', async () => {
    const wakeUp = createWakeUp();
    wakeUp.wake();
    wakeUp.clear();
    const order: string[] = [];
    const slept = wakeUp.sleep(1).then(() => order.push('woken'));
    await Promise.resolve();
    order.push('still asleep');
    await slept;
    expect(order).toEqual(['still asleep', 'woken']);
  });
});
