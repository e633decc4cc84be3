import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { clusterStatus } from '../../../build/cluster/cluster.mjs';
import { profileFileSchema } from '../../../core/domain/profile.ts';

const data = mkdtempSync(join(tmpdir(), 'kpoll-start-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

it('npm start -- --cluster runs the whole product, and ends all of it on Ctrl+C', { timeout: 240_000 }, async () => {
  const args = ['build/start.mjs', '--cluster', '--browser', '--no-open', '--port', '0', '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    void exit.then(([code]) => reject(new Error(`it ended with ${String(code)}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Dashboard: ')) resolve();
    });
  });
  expect(clusterStatus(data).map(({ state }) => state)).toEqual(['up', 'up']);

  const [profile] = profileFileSchema.parse(JSON.parse(readFileSync(join(data, 'desktop/local-cluster.json'), 'utf8'))).profiles;
  if (profile?.kind !== 'cluster') throw new Error('no profile of a cluster was written');
  expect((await fetch(`${profile.authorApi}/readyz`)).status).toBe(200);
  const token = readFileSync(join(data, 'servers/author-token'), 'utf8').trim();
  expect((await fetch(`${profile.authorApi}/polls`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);

  child.kill('SIGINT');
  await exit;
  expect(clusterStatus(data).map(({ state }) => state)).toEqual(['down', 'down']);
  await expect(fetch(`${profile.authorApi}/healthz`)).rejects.toThrow();
});
