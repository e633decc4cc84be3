import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../../core/domain/failure.ts';
import { defaultSettings } from '../../core/domain/settings.ts';
import { isAuthorWith } from '../../ingest-server/keys/author-token.ts';
import { parseKeyRing } from '../../ingest-server/keys/key-ring.ts';
import { findServer } from '../../main/connection/server-file.ts';
import { openBox } from '../../main/profiles/secret-box.ts';
import { openProfiles } from '../../main/profiles/profiles.ts';
import { openSettingsStore } from '../../main/settings/settings-store.ts';
import { createSilentLogger } from '../unit/main/silent-logger.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import { deepJson, hostileText, mutated, mutatedBytes } from './hostile-values.ts';

const cluster = {
  ...{ id: 'c1', name: 'Hall', kind: 'cluster', authorApi: 'http://10.0.0.1:7300', joinUrl: 'http://10.0.0.1:7300' },
  kafka: { brokers: ['10.0.0.1:9092'], topicPrefix: 'kpoll.', tls: null, sasl: null },
  cassandra: {
    contactPoints: ['10.0.0.2'],
    port: 9042,
    localDataCenter: 'dc1',
    keyspace: 'kpoll',
    username: null,
    tls: null,
    consistency: 'LOCAL_QUORUM',
  },
};
const damagedTexts = (good: object) =>
  fc.oneof(
    { weight: 5, arbitrary: mutated(good) },
    mutatedBytes(JSON.stringify(good)).map((bytes) => bytes.toString('latin1')),
    hostileText,
    fc.constant(deepJson(100_000)),
  );

/** A Failure that can be shown, or nothing thrown. */
async function expectedOnly(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
  }
}

function proofKeyIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly proofKey?: unknown } | null)?.proofKey;
  } catch {
    return undefined;
  }
}

describe('files that the product reads, given rubbish', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-test-'));
  const inFolder = (name: string) => join(folder, name);
  const options = { clock: () => 7, logger: createSilentLogger() };
  const clean = () => readdirSync(folder).forEach((name) => rmSync(inFolder(name), { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const openAll = () => openProfiles({ ...options, folder, box: openBox, newId: () => 'fresh' });

  it(
    'profiles are taken over from a file whole or not at all',
    async () => {
      await check(
        fc.asyncProperty(damagedTexts({ v: 1, kind: 'kpoll-profiles', profiles: [cluster] }), async (text) => {
          clean();
          const profiles = await openAll();
          const before = profiles.list();
          try {
            await profiles.importText(text);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
            expect(profiles.list()).toEqual(before);
          }
          expect(profiles.active().id).toBe('this-computer');
          await profiles.stop();
          const again = await openAll();
          expect(again.list()).toEqual(profiles.list());
          await again.stop();
        }),
        runs(80),
      );
    },
    propertyTimeoutMs,
  );

  it(
    'settings, profiles and secrets that make no sense are set aside, and the desktop starts',
    async () => {
      const files = [
        ['settings.json', defaultSettings],
        ['profiles.json', { v: 1, active: 'c1', profiles: [cluster] }],
        ['secrets.json', { v: 1, profiles: { c1: { authorToken: { sealed: 'plain', value: 'c2VjcmV0' } } } }],
      ] as const;
      const damaged = fc.constantFrom(...files).chain(([name, good]) => damagedTexts(good).map((text) => ({ name, text })));
      await check(
        fc.asyncProperty(damaged, async ({ name, text }) => {
          clean();
          writeFileSync(inFolder(name), text, 'latin1');
          const given = readFileSync(inFolder(name));
          const settings = await openSettingsStore({ ...options, file: inFolder('settings.json') });
          const profiles = await openAll();
          await profiles.secretsOf('c1');
          await profiles.setActive('this-computer');
          await settings.write({});
          const aside = readdirSync(folder).find((found) => found.startsWith(`${name}.damaged-`));
          if (aside !== undefined) expect(readFileSync(inFolder(aside)).equals(given)).toBe(true);
          await profiles.stop();
          await settings.stop();
        }),
        runs(80),
      );
    },
    propertyTimeoutMs,
  );

  it(
    'a key ring or author token that makes no sense is refused in a sentence',
    async () => {
      const ring = { v: 1, keys: [{ secret: Buffer.alloc(32, 1).toString('base64'), createdAt: '2026-01-01T00:00:00Z' }] };
      await check(
        fc.asyncProperty(damagedTexts(ring), async (text) => {
          await expectedOnly(() => parseKeyRing(text, 'key ring'));
          await expectedOnly(() => isAuthorWith(text, 'the file'));
        }),
        runs(300),
      );
    },
    propertyTimeoutMs,
  );

  it(
    'a server.json that makes no sense is no server, and is shown no token',
    async () => {
      const good = { v: 1, pid: 1, url: 'http://127.0.0.1:1', port: 1, host: '127.0.0.1', proofKey: 'a'.repeat(48), startedAt: 1 };
      await check(
        fc.asyncProperty(damagedTexts(good), async (text) => {
          clean();
          writeFileSync(inFolder('server.json'), text);
          writeFileSync(inFolder('author-token'), 'the-token-of-the-author');
          const asked: RequestInit[] = [];
          const found = await findServer({
            dataFolder: folder,
            fetch: async (_url, init = {}) => {
              asked.push(init);
              return new Response('{"status":"ok","proof":"guessed"}');
            },
          });
          // Only a server of an earlier version, whose file says nothing of a proof, is asked with the token at once.
          if (proofKeyIn(text) === undefined) return;
          expect(found).toBeUndefined();
          expect(JSON.stringify(asked)).not.toContain('the-token');
        }),
        runs(150),
      );
    },
    propertyTimeoutMs,
  );
});
