import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cluster, startCluster as StartCluster } from '../../build/cluster/cluster.mjs';
import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { RoleName } from '../../core/domain/server-status.ts';
import type { Elsewhere } from './dashboard.ts';
import type { IngestUnderTest, Program } from './programs.ts';
import { startServer, underTest } from './programs.ts';

/** The product on a fresh cluster of one broker and one node, each role a process of its own. */
export interface BenchCluster {
  readonly http: IngestUnderTest;
  readonly elsewhere: Elsewhere;
  /** Where the history role tells its metrics, if it runs. */
  readonly historyUrl: string;
  readonly cassandra: CassandraSettings;
  stop(): Promise<void>;
}

/** The launcher finds its own files beside it, so it is not bundled with this. */
async function launch(): Promise<Cluster> {
  const file = pathToFileURL(join(process.cwd(), 'build/cluster/cluster.mjs')).href;
  const { startCluster } = (await import(file)) as { startCluster: typeof StartCluster };
  return startCluster({ temporary: true });
}

export async function startBenchCluster({ roles }: { readonly roles: readonly RoleName[] }): Promise<BenchCluster> {
  const cluster = await launch();
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const token = randomBytes(18).toString('base64url');
  const tokenFile = join(folder, 'author-token');
  writeFileSync(tokenFile, token);
  const { brokers, contactPoints, cassandraPort, dataCenter } = cluster;
  const flags = {
    ...{ brokers: brokers.join(','), 'contact-points': contactPoints.join(','), 'cassandra-port': String(cassandraPort) },
    ...{ 'data-center': dataCenter, 'key-ring': join(folder, 'key-ring.json'), 'author-token-file': tokenFile },
  };
  const programs: Program[] = [];
  for (const role of roles) {
    mkdirSync(join(folder, role));
    programs.push(
      await startServer(
        join(folder, role),
        Object.entries({ ...flags, roles: role }).flatMap(([name, value]) => [`--${name}`, value]),
      ),
    );
  }
  const [program, ...others] = programs;
  if (program === undefined) throw new Error('the first role must be http');
  const http = underTest(program, folder, token);
  const cassandra = { contactPoints, port: cassandraPort, localDataCenter: dataCenter };
  const profileFile = join(folder, 'profile.json');
  const profile = { id: 'bench', name: 'Bench', kind: 'cluster', kafka: { brokers }, cassandra, authorApi: http.url, joinUrl: http.url };
  writeFileSync(profileFile, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
  return {
    http,
    historyUrl: programs[roles.indexOf('history')]?.url ?? '',
    cassandra: cassandraSettingsSchema.parse(cassandra),
    elsewhere: { args: ['--profile-file', profileFile], url: http.url, token },
    async stop() {
      for (const other of others) await other.stop();
      await http.stop();
      await cluster.stop();
    },
  };
}
