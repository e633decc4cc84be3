import type { Page } from '@playwright/test';

/** What a page did since it was last asked. Times in ms. */
export interface PageActivity {
  /** Between two animation frames. */
  readonly frameGapsMs: readonly number[];
  /** Tasks over 50 ms. */
  readonly longTasksMs: readonly number[];
}

interface Watched {
  pageActivity: { frameGapsMs: number[]; longTasksMs: number[] };
}

/** Watches frames and long tasks from now on; `take` gives what came since, and forgets it. */
export async function watchPage(page: Page): Promise<{ take(): Promise<PageActivity> }> {
  await page.evaluate(() => {
    const activity: Watched['pageActivity'] = { frameGapsMs: [], longTasksMs: [] };
    Object.assign(window, { pageActivity: activity });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) activity.longTasksMs.push(entry.duration);
    }).observe({ type: 'longtask' });
    let last: number | undefined;
    const onFrame = (at: number) => {
      if (last !== undefined) activity.frameGapsMs.push(at - last);
      last = at;
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
  return {
    take: () =>
      page.evaluate(() => {
        const watched = window as unknown as Watched;
        const { frameGapsMs, longTasksMs } = watched.pageActivity;
        return { frameGapsMs: frameGapsMs.splice(0), longTasksMs: longTasksMs.splice(0) };
      }),
  };
}

/** What the page's objects take after a collection, in MB. The collection itself is a long task: take what came before first. */
export function readHeapMb(page: Page): Promise<number> {
  return page.evaluate(() => {
    (globalThis as unknown as { gc(): void }).gc();
    return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6;
  });
}
