import type { Elsewhere } from './dashboard.ts';
import { launchChromium, openDashboard } from './dashboard.ts';
import { quantileOf } from './statistics.ts';
import { voteSteadily } from './steady-votes.ts';

interface Sighting {
  readonly at: number;
  readonly voters: number;
}

/** From a vote's 204 to its number in the page, in ms: for each vote, when the page first showed at least that many voters. */
export async function benchScreen({ perSecond, seconds, elsewhere }: { perSecond: number; seconds: number; elsewhere?: Elsewhere }) {
  const browser = await launchChromium();
  const dashboard = await openDashboard(browser, elsewhere);
  const { page } = dashboard;
  const pollId = await dashboard.makeOpenPoll('Vote to screen');
  await page.getByText('Vote to screen').first().click();
  await page.getByTestId('figure-voters').waitFor();
  await page.evaluate(() => {
    const figure = document.querySelector('[data-testid="figure-voters"]');
    const sightings: Sighting[] = [];
    Object.assign(window, { sightings });
    new MutationObserver(() => {
      sightings.push({ at: Date.now(), voters: Number((figure?.textContent ?? '').replace(/\D/g, '')) });
    }).observe(figure?.parentElement ?? document.body, { childList: true, characterData: true, subtree: true });
  });
  const { recordedAt, refused } = await voteSteadily({ url: dashboard.ingestUrl, pollIds: [pollId], perSecond, seconds });
  await page.waitForFunction(
    (total) => Number((document.querySelector('[data-testid="figure-voters"]')?.textContent ?? '').replace(/\D/g, '')) === total,
    recordedAt.length,
  );
  const sightings = await page.evaluate(() => (window as unknown as { sightings: Sighting[] }).sightings);
  await dashboard.stop();
  await browser.close();
  const delays: number[] = [];
  let next = 0;
  recordedAt.forEach((at, index) => {
    while ((sightings[next]?.voters ?? Infinity) < index + 1) next += 1;
    delays.push(Math.max(0, (sightings[next]?.at ?? NaN) - at));
  });
  return {
    perSecond,
    votes: recordedAt.length,
    refused,
    p50Ms: quantileOf(delays, 0.5),
    p99Ms: quantileOf(delays, 0.99),
    mostMs: Math.max(...delays),
  };
}
