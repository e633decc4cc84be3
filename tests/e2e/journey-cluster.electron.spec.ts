import { _electron, expect } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster } from '../../build/cluster/cluster.mjs';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { startIngest } from '../integration/ingest-process.ts';
import { test } from './fixtures.ts';
import { journey } from './journey.ts';
import { skipTour } from './product.ts';
import { saveThroughDialog } from './save-through-dialog.ts';

const executablePath = process.env['KPOLL_TEST_ELECTRON'] ?? 'no Electron: run "npm test -- e2e-electron"';

test('the journey on a cluster: the window’s main process itself reads Kafka and Cassandra', async ({ folder }) => {
  test.setTimeout(300_000);
  const cluster = await startCluster({ temporary: true });
  const servers: IngestProcess[] = [];
  try {
    const { brokers, contactPoints, cassandraPort, dataCenter } = cluster;
    const tokenFile = join(folder, 'author-token');
    const start = async (role: string, ofFolder: string) => {
      const flags = {
        ...{ brokers: brokers.join(','), 'contact-points': contactPoints.join(','), 'cassandra-port': String(cassandraPort) },
        ...{ 'data-center': dataCenter, 'key-ring': join(folder, 'key-ring.json'), 'author-token-file': tokenFile, roles: role },
      };
      const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
      const server = await startIngest(ofFolder, args, tokenFile);
      servers.push(server);
      return server;
    };
    const server = await start('http', folder);
    for (const role of ['tally', 'history']) await start(role, join(folder, role));
    const profileFile = join(folder, 'profile.json');
    const profile = {
      ...{ id: 'hall', name: 'Hall cluster', kind: 'cluster', authorApi: server.url, joinUrl: server.url },
      kafka: { brokers },
      cassandra: { contactPoints, port: cassandraPort, localDataCenter: dataCenter },
    };
    writeFileSync(profileFile, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));

    const args = ['--no-sandbox', 'out/test-electron/electron/main.cjs', '--data', join(folder, 'desktop'), '--profile-file', profileFile];
    skipTour(join(folder, 'desktop'));
    const env = { ...process.env, KPOLL_AUTHOR_TOKEN: server.token };
    const desktop = await _electron.launch({ executablePath, args, env });
    const page = await desktop.firstWindow();
    await page.setViewportSize({ width: 1440, height: 900 });
    mkdirSync('out/screenshots', { recursive: true });
    await journey({
      ...{ page, folder, ingestUrl: server.url, screenshot: 'out/screenshots/journey-cluster-electron.png' },
      joinNote: 'Set “Join address” in the profile',
      saveReport: saveThroughDialog(desktop, folder),
    });
    expect(await page.evaluate(() => window.kpoll?.call('app:info', undefined))).toMatchObject({ value: { profileKind: 'cluster' } });
    await desktop.close();
  } finally {
    for (const server of servers) await server.stop();
    await cluster.stop();
  }
});
