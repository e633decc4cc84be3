import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '../../core/contract/bridge.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { now } from './clock.ts';
import type { Product } from './product.ts';

/** When which number of voters was first seen. Times in ms since 1970. */
export interface Sightings {
  /** Ascending in time. */
  readonly seen: readonly { readonly at: number; readonly voters: number }[];
  /** When at least so many voters were seen; rejects after two minutes. */
  reached(voters: number): Promise<number>;
}

/** The desktop in the browser shell, spoken to over its bridge as its page does. */
export interface Desktop extends Pick<Dashboard, 'origin' | 'cookie'> {
  /** What the page is told of this poll from now on; one poll at a time. */
  watch(pollId: string): Promise<Sightings>;
  stop(): Promise<void>;
}

export async function openDesktop({ elsewhere }: Product): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  let told: (snapshot: Snapshot) => void = () => undefined;
  const env = { KPOLL_AUTHOR_TOKEN: elsewhere.token };
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const dashboard = await startDashboard(folder, elsewhere.args, env, (snapshot) => told(snapshot)).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  return {
    origin: dashboard.origin,
    cookie: dashboard.cookie,
    async watch(pollId) {
      const sightings = createSightings();
      told = (snapshot) => {
        if (snapshot.pollId === pollId) sightings.see(now(), snapshot.voters);
      };
      await dashboard.call('results:watch', { pollIds: [pollId] });
      return sightings;
    },
    async stop() {
      await dashboard.stop();
      removeFolder();
    },
  };
}

function createSightings(): Sightings & { see(at: number, voters: number): void } {
  const seen: { at: number; voters: number }[] = [];
  const waiting = new Set<() => void>();
  return {
    seen,
    see(at, voters) {
      seen.push({ at, voters });
      for (const look of waiting) look();
    },
    reached: (voters) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const first = seen.find((sighting) => sighting.voters >= voters);
          if (first === undefined) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(first.at);
        };
        const timer = setTimeout(() => reject(new Error(`${voters} voters were not seen; last: ${seen.at(-1)?.voters ?? 0}`)), 120_000);
        waiting.add(look);
        look();
      }),
  };
}
