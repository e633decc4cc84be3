import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { registerAppScheme, serveApp } from '../../../electron/app-protocol.ts';
import { contentSecurityPolicy } from '../../../main/content-security-policy.ts';
import { given } from './fake-electron.ts';

vi.mock('electron', async () => (await import('./fake-electron.ts')).fakeElectron);

const folder = mkdtempSync(join(tmpdir(), 'kpoll-protocol-'));
const renderer = join(folder, 'renderer');
mkdirSync(renderer);
writeFileSync(join(renderer, 'index.html'), '<title>Kpoll</title>');
writeFileSync(join(renderer, 'notes.txt'), 'not of a kind that is served');
writeFileSync(join(folder, 'secret.js'), 'secret');
mkdirSync(`${renderer}-other`);
writeFileSync(join(`${renderer}-other`, 'x.js'), 'secret');
afterAll(() => rmSync(folder, { recursive: true }));

async function get(url: string): Promise<Response> {
  serveApp(renderer);
  if (given.serve === undefined) throw new Error('nothing serves the scheme');
  return given.serve({ url });
}

describe('the scheme of the interface', () => {
  it('has an origin and headers, and no privilege besides', () => {
    registerAppScheme();
    expect(given.schemes).toEqual([{ scheme: 'kpoll', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('gives every file with the policy, which allows nothing inline and nothing foreign', async () => {
    const response = await get('kpoll://app/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|wss?:/);
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; /);
  });

  it.each([
    ...['kpoll://app/../secret.js', 'kpoll://app/%2e%2e/secret.js', 'kpoll://app/..%2fsecret.js', 'kpoll://app/..%2frenderer-other/x.js'],
    ...[
      'kpoll://other/index.html',
      'kpoll://app/notes.txt',
      'kpoll://app/nothing.js',
      'kpoll://app/%00.js',
      'kpoll://app/%E0%A4%A.js',
      'no url',
    ],
  ])('gives nothing for %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});
