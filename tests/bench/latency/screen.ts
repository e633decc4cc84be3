import type { Browser, Page } from '@playwright/test';
import type { Desktop } from '../desktop.ts';
import { until } from '../until.ts';
import type { Sighting } from './journeys.ts';

/** The page of a poll in a browser, which notes when it shows how many voters. */
export interface Screen {
  /** What was shown since the last time, once it shows this many voters. */
  reached(voters: number): Promise<readonly Sighting[]>;
  stop(): Promise<void>;
}

type NotingWindow = Window & { sightings: Sighting[] };

export async function openScreen(browser: Browser, desktop: Desktop, question: string): Promise<Screen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = '', ...value] = desktop.cookie.split('=');
  await context.addCookies([{ name, value: value.join('='), url: desktop.origin }]);
  const page = await context.newPage();
  await page.goto(desktop.origin);
  await page.getByText(question, { exact: true }).first().click();
  await page.getByTestId('figure-voters').waitFor();
  await noteVoters(page);
  return {
    async reached(voters) {
      await until(
        () => page.evaluate(() => (window as unknown as NotingWindow).sightings.at(-1)?.voters ?? 0),
        (shown) => shown >= voters,
      );
      return page.evaluate(() => (window as unknown as NotingWindow).sightings.splice(0));
    },
    stop: () => context.close(),
  };
}

function noteVoters(page: Page): Promise<void> {
  return page.evaluate(() => {
    const figure = document.querySelector('[data-testid="figure-voters"]');
    const sightings: Sighting[] = [];
    Object.assign(window, { sightings });
    new MutationObserver(() => {
      const at = performance.timeOrigin + performance.now();
      sightings.push({ at, voters: Number((figure?.textContent ?? '').replace(/\D/g, '')) });
    }).observe(figure?.parentElement ?? document.body, { childList: true, characterData: true, subtree: true });
  });
}
