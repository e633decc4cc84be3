import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { Profile } from '../../core/domain/profile.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { eventually } from '../integration/ingest-process.ts';
import type { ClusterWorld } from './cluster-world.ts';

/** The real desktop program on a cluster profile, watching one poll. */
export interface TestDesktop {
  readonly dashboard: Dashboard;
  watch(pollId: string): Promise<void>;
  snapshot(): Snapshot | undefined;
  voters(): number;
  feed(): Promise<Feed>;
  /** Snapshots, looked at every 100 ms, in which a number was lower than before. */
  wentBackwards(): readonly string[];
  /** Ballots per option in the CSV that a moderator saves. */
  exportedBallots(pollId: string): Promise<readonly { readonly number: number; readonly votes: number }[]>;
  stop(): Promise<void>;
}

export function profileOf({ kafka, cassandra }: Pick<ClusterWorld, 'kafka' | 'cassandra'>, authorApi: string): Profile {
  return { id: 'test', name: 'Test cluster', kind: 'cluster', kafka, cassandra, authorApi, joinUrl: authorApi };
}

export function writeProfileFile(folder: string, profile: Profile): string {
  const file = join(folder, 'profiles.json');
  writeFileSync(file, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
  return file;
}

export async function startTestDesktop(world: ClusterWorld, authorApi: string): Promise<TestDesktop> {
  process.env['KPOLL_AUTHOR_TOKEN'] = world.token;
  const file = writeProfileFile(world.folder, profileOf(world, authorApi));
  const dashboard = await startDashboard(join(world.folder, 'desktop'), ['--profile-file', file]);
  const steps: string[] = [];
  let watched = '';
  let seen = 0;
  const sampling = setInterval(() => {
    const { voters = seen } = dashboard.snapshot(watched) ?? {};
    if (voters < seen) steps.push(`${seen} voters, then ${voters}`);
    seen = voters;
  }, 100);
  return {
    dashboard,
    async watch(pollId) {
      watched = pollId;
      await dashboard.call('results:watch', { pollIds: [pollId] });
    },
    snapshot: () => dashboard.snapshot(watched),
    voters: () => dashboard.snapshot(watched)?.voters ?? 0,
    feed: () => dashboard.call('feed:read'),
    wentBackwards: () => steps,
    async exportedBallots(pollId) {
      const job = await dashboard.call('report:start', { pollId, run: 1, report: 'ballots', bom: false });
      await eventually(
        async () =>
          dashboard.told.filter(({ event }) => event === 'report:changed').at(-1)?.payload as { state: string; file: string } | undefined,
        (told) => told?.state === 'done',
      );
      const download = await fetch(`${dashboard.origin}/reports/${job?.jobId ?? ''}`, { headers: { cookie: dashboard.cookie } });
      return countColumns(await download.text());
    },
    async stop() {
      clearInterval(sampling);
      await dashboard.stop();
    },
  };
}

function countColumns(csv: string): { number: number; votes: number }[] {
  const rows = parse<Record<string, string>>(csv, { columns: true });
  const headers = Object.keys(rows[0] ?? {}).filter((header) => /^\d+\. /.test(header));
  return headers.map((header, index) => ({ number: index + 1, votes: rows.filter((row) => row[header] === '1').length }));
}
