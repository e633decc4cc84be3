import type { Page } from '@playwright/test';
import { launchChromium, openDashboard } from './dashboard.ts';
import { voteSteadily } from './steady-votes.ts';

const rounds = 5;

function takeLongTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
}

/** Fifty open polls under 2,000 votes a second: tasks over 50 ms in the page, and the heap after a collection, along the way. */
export async function benchRenderer({ polls, perSecond, seconds }: { polls: number; perSecond: number; seconds: number }) {
  const browser = await launchChromium();
  const dashboard = await openDashboard(browser);
  const { page } = dashboard;
  const pollIds: string[] = [];
  for (let index = 1; index <= polls; index += 1) pollIds.push(await dashboard.makeOpenPoll(`Poll number ${index}`));
  await page.getByText(`Poll number ${polls}`, { exact: true }).first().click();
  await page.getByTestId('figure-voters').waitFor();
  const heapMb = () =>
    page.evaluate(() => {
      (globalThis as unknown as { gc(): void }).gc();
      return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6;
    });
  await voteSteadily({ url: dashboard.ingestUrl, pollIds, perSecond, seconds: 5 });
  const heapsMb = [await heapMb()];
  await page.evaluate(() => {
    const longTasks: number[] = [];
    Object.assign(window, { longTasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longTasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  const longTasksMs: number[] = [];
  let refused = 0;
  for (let round = 0; round < rounds; round += 1) {
    refused += (await voteSteadily({ url: dashboard.ingestUrl, pollIds, perSecond, seconds: seconds / rounds })).refused;
    longTasksMs.push(...(await takeLongTasks(page)));
    heapsMb.push(await heapMb());
    // The collection asked for just now is a long task of ours, not of the page.
    await page.waitForTimeout(500);
    await takeLongTasks(page);
  }
  await dashboard.stop();
  await browser.close();
  return { polls, perSecond, seconds, refused, longTasksMs, heapsMb };
}

/** From `npm start` to a page that can be used, in ms, several times. */
export async function benchStart(rounds: number): Promise<readonly number[]> {
  const browser = await launchChromium();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const dashboard = await openDashboard(browser);
    times.push(dashboard.startMs);
    await dashboard.stop();
  }
  await browser.close();
  return times;
}
