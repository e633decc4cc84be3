import { until } from './until.ts';

export interface Lag {
  readonly role: string;
  readonly topic: string;
  readonly records: number;
}

/** What the roles of a server have not read yet, partition by partition. Throws where its metrics tell of none. */
export async function readLags(url: string): Promise<readonly Lag[]> {
  return lagsIn(await readMetrics(url));
}

export function lagsIn(metrics: string): readonly Lag[] {
  const lags = findLags(metrics);
  if (lags.length === 0) throw new Error('the metrics tell no lag');
  return lags;
}

async function readMetrics(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`the server has no metrics: ${response.status}`);
  return response.text();
}

function findLags(metrics: string): readonly Lag[] {
  const lines = [...metrics.matchAll(/^kpoll_role_lag_records\{role="(\w+)",topic="(\w+)",partition="\d+"\} (\d+)/gm)];
  return lines.map(([, role = '', topic = '', records]) => ({ role, topic, records: Number(records) }));
}

export function sumOf(lags: readonly Lag[]): number {
  return lags.reduce((sum, { records }) => sum + records, 0);
}

/** Fewer are no work that would show. */
const nearNothing = 100;
/** Roles tell of themselves once a second: what they told before the load ended does not count. */
const restsForMs = 1_200;
const limitMs = 60_000;

/** Waits until the roles of a server have read all there is. Returns how many records they still lacked after a minute, else 0. */
export async function restOf(url: string): Promise<number> {
  const giveUpAt = performance.now() + limitMs;
  let since: number | undefined;
  const look = async () => {
    const lags = findLags(await readMetrics(url));
    const behind = sumOf(lags);
    // Roles that have just been started tell nothing yet; history is the last to begin.
    const allTell = lags.some(({ role }) => role === 'tally') && lags.some(({ role }) => role === 'history');
    since = allTell && behind <= nearNothing ? (since ?? performance.now()) : undefined;
    return { behind, rested: since !== undefined && performance.now() - since >= restsForMs };
  };
  const last = await until(look, ({ rested }) => rested || performance.now() > giveUpAt);
  return last.rested ? 0 : last.behind;
}
