import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thisComputer } from '../../../../core/domain/profile.ts';
import { openProfiles } from '../../../../main/profiles/profiles.ts';
import type { SecretBox } from '../../../../main/profiles/secret-box.ts';
import { openBox } from '../../../../main/profiles/secret-box.ts';
import { secretsFromEnv } from '../../../../main/profiles/secrets-from-env.ts';
import { createSilentLogger } from '../silent-logger.ts';
import { sampleCluster, sampleKpollServer } from './sample-profiles.ts';

/** Turns bytes round; nobody else can read that. */
const turned = (bytes: Buffer) => Buffer.from(bytes).reverse();
const keychain: SecretBox = {
  kind: 'keychain',
  encrypt: async (text) => turned(Buffer.from(text)).toString('base64'),
  decrypt: async (sealed) => turned(Buffer.from(sealed, 'base64')).toString(),
};

describe('connection profiles', () => {
  let folder: string;
  let logger: ReturnType<typeof createSilentLogger>;
  let ids: number;
  const open = (changes: Partial<Parameters<typeof openProfiles>[0]> = {}) =>
    openProfiles({ folder, box: keychain, newId: () => `new-${(ids += 1)}`, clock: () => 42, logger, ...changes });
  const onDisk = (name: string) => readFile(join(folder, name), 'utf8');
  const save = { profile: sampleCluster(), secrets: {}, allowPlainText: false };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-profiles-'));
    logger = createSilentLogger();
    ids = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('begin with this computer, which is in use', async () => {
    const profiles = await open();
    expect(profiles.list()).toEqual({
      active: thisComputer.id,
      profiles: [{ profile: thisComputer, secrets: [] }],
      secretStore: 'keychain',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('are there again after a restart, with the one in use and the names of their secrets', async () => {
    const first = await open();
    await first.save({ ...save, secrets: { kafkaPassword: 'pass word', authorToken: 'tok' } });
    await first.setActive('c1');
    const second = await open();
    expect(second.list()).toMatchObject({
      active: 'c1',
      profiles: [{ profile: thisComputer }, { profile: sampleCluster(), secrets: ['kafkaPassword', 'authorToken'] }],
    });
    expect(await second.secretsOf('c1')).toEqual({ kafkaPassword: 'pass word', authorToken: 'tok' });
  });

  it('change in place, keep secrets that are not mentioned and drop those set to null', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'a', cassandraPassword: 'b' } });
    await profiles.save({ ...save, profile: sampleCluster({ name: 'New' }), secrets: { kafkaPassword: null, authorToken: 'c' } });
    expect(profiles.list().profiles.map(({ profile }) => profile.name)).toEqual(['This computer', 'New']);
    expect(await profiles.secretsOf('c1')).toEqual({ cassandraPassword: 'b', authorToken: 'c' });
  });

  it('keep secrets sealed in a file that nobody else can read, and none in the file of profiles', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'hunter2' } });
    const stored = await onDisk('secrets.json');
    expect(stored).not.toContain('hunter2');
    expect(stored).not.toContain(Buffer.from('hunter2').toString('base64'));
    expect(await onDisk('profiles.json')).not.toMatch(/hunter2|password"/i);
    // Windows has other rights: there the person's own folder guards it.
    if (process.platform !== 'win32') expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('refuse to store secrets in plain text without consent, and then store nothing', async () => {
    const profiles = await open({ box: openBox });
    await expect(profiles.save({ ...save, secrets: { kafkaPassword: 'x' } })).rejects.toMatchObject({ code: 'secrets-need-consent' });
    expect(await readdir(folder)).toEqual([]);
    await profiles.save({ ...save, secrets: { kafkaPassword: null } });
    await profiles.save({ ...save, secrets: { kafkaPassword: 'x' }, allowPlainText: true });
    expect(profiles.list()).toMatchObject({ secretStore: 'file' });
    expect(await onDisk('secrets.json')).toContain('"sealed": "plain"');
    expect(await (await open({ box: openBox })).secretsOf('c1')).toEqual({ kafkaPassword: 'x' });
  });

  it('say so when a secret cannot be unsealed any more, and go on without it', async () => {
    await (await open()).save({ ...save, secrets: { kafkaPassword: 'x' } });
    const elsewhere = await open({ box: openBox });
    expect(elsewhere.list().profiles[1]?.secrets).toEqual([]);
    expect(await elsewhere.secretsOf('c1')).toEqual({});
    expect(logger.lines).toMatchObject([{ level: 'error', details: { profileId: 'c1', name: 'kafkaPassword' } }]);
    expect(JSON.stringify(logger.lines)).not.toContain('"x"');
  });

  it('are not said to have a secret that the keychain does not take back, until it is entered again', async () => {
    await (await open()).save({ ...save, secrets: { kafkaPassword: 'x' } });
    const box: SecretBox = { kind: 'keychain', encrypt: openBox.encrypt, decrypt: () => Promise.reject(new Error('another keychain')) };
    const profiles = await open({ box });
    expect(await profiles.secretsOf('c1')).toEqual({});
    expect(profiles.list().profiles[1]?.secrets).toEqual([]);
    await profiles.save({ ...save, secrets: { kafkaPassword: 'y' } });
    expect(profiles.list().profiles[1]?.secrets).toEqual(['kafkaPassword']);
  });

  it('go with their secrets when removed, but not while in use, and never this computer', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'x' } });
    await profiles.setActive('c1');
    await expect(profiles.remove('c1')).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(profiles.remove(thisComputer.id)).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(profiles.remove('other')).rejects.toMatchObject({ code: 'profile-not-found' });
    await expect(profiles.setActive('other')).rejects.toMatchObject({ code: 'profile-not-found' });
    await profiles.setActive(thisComputer.id);
    await profiles.remove('c1');
    expect(profiles.list().profiles).toHaveLength(1);
    expect(JSON.parse(await onDisk('secrets.json'))).toEqual({ v: 1, profiles: {} });
  });

  it('lose the secrets that another kind has no use for', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'x', serverToken: 'not for a cluster' } });
    await profiles.save({ profile: sampleKpollServer({ id: 'c1' }), secrets: { serverToken: 't' }, allowPlainText: false });
    expect(await profiles.secretsOf('c1')).toEqual({ serverToken: 't' });
  });

  it('are tested with what was typed in, else with what is stored', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'old', cassandraPassword: 'kept' } });
    const input = { profile: sampleCluster(), secrets: { kafkaPassword: 'new', authorToken: null } };
    expect(await profiles.secretsFor(input)).toEqual({ kafkaPassword: 'new', cassandraPassword: 'kept' });
  });

  it.each(['profiles.json', 'secrets.json'])('begin anew where %s is damaged, and set it aside', async (name) => {
    await writeFile(join(folder, name), '{"v":1,"act');
    expect((await open()).list().active).toBe(thisComputer.id);
    expect(await onDisk(`${name}.damaged-42`)).toBe('{"v":1,"act');
    expect(logger.lines).toHaveLength(1);
  });

  it('stay whole where a write was killed in the middle', async () => {
    await (await open()).save(save);
    await writeFile(join(folder, 'profiles.json.deadbeef.tmp'), '{"v":1,"act');
    expect((await open()).list().profiles).toHaveLength(2);
  });

  it('are handed on without secrets and without this computer, and taken over under new ids where those are taken', async () => {
    const profiles = await open();
    await profiles.save({ ...save, secrets: { kafkaPassword: 'hunter2' } });
    const text = profiles.exportText();
    expect(text).not.toMatch(/hunter2|this-computer/);
    await profiles.importText(text);
    expect(profiles.list().profiles.map(({ profile, secrets }) => [profile.id, profile.name, secrets])).toEqual([
      ['this-computer', 'This computer', []],
      ['c1', 'Town hall', ['kafkaPassword']],
      ['new-1', 'Town hall', []],
    ]);
  });

  it('are not taken over from a file with faults, all of which are named at once', async () => {
    const faulty = { ...sampleCluster(), joinUrl: 'ftp://x', kafka: { brokers: ['no port'], topicPrefix: 'a b' } };
    const text = JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [faulty, { id: '', name: 'x', kind: 'this-computer' }] });
    const profiles = await open();
    await expect(profiles.importText(text)).rejects.toMatchObject({ code: 'settings-invalid' });
    const message = await profiles.importText(text).catch((error: unknown) => (error instanceof Error ? error.message : ''));
    for (const path of ['profiles.0.joinUrl', 'profiles.0.kafka.brokers.0', 'profiles.0.kafka.topicPrefix', 'profiles.1.id']) {
      expect(message).toContain(path);
    }
    expect(profiles.list().profiles).toHaveLength(1);
  });

  it.each([
    ['{', /not JSON/],
    ['{}', /v: .*kind: .*profiles: /],
    ['{"v":1,"kind":"kpoll-profiles","profiles":[]}', /none to take over/],
    [JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [sampleCluster(), sampleCluster()] }), /"c1" is there twice/],
    [JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [sampleCluster({ id: 'this-computer' })] }), /this computer/],
  ])('are not taken over from %s', async (text, fault) => {
    await expect((await open()).importText(text)).rejects.toThrow(fault);
  });

  it('given at the start replace those of the same id; the first is used, with secrets of the environment that are never stored', async () => {
    const first = await open();
    await first.save({ ...save, secrets: { kafkaPassword: 'stored', authorToken: 'stored' } });
    const text = JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [sampleCluster({ name: 'Newer' }), sampleKpollServer()] });
    const secrets = secretsFromEnv({ KPOLL_KAFKA_PASSWORD: 'from outside', KPOLL_SERVER_TOKEN: '', PATH: '/bin' });
    const second = await open({ given: { text, file: '/some/profiles.json', secrets } });
    expect(second.active()).toMatchObject({ id: 'c1', name: 'Newer' });
    expect(await second.secretsOf('c1')).toEqual({ kafkaPassword: 'from outside', authorToken: 'stored' });
    expect(await second.secretsOf('k1')).toEqual({});
    expect(await (await open()).secretsOf('c1')).toEqual({ kafkaPassword: 'stored', authorToken: 'stored' });
    await expect(open({ given: { text: '{', file: '/some/profiles.json', secrets } })).rejects.toThrow(/\/some\/profiles\.json/);
  });
});
