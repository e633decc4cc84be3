import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { BackupManifest } from '../../../../engines/embedded/backup/backup-manifest.ts';
import { checkBackup } from '../../../../engines/embedded/backup/restore-backup.ts';
import { writeBackup } from '../../../../engines/embedded/backup/write-backup.ts';
import { lockDataFolder } from '../../../../engines/embedded/data-folder.ts';
import { makeFolder } from '../../../contract/embedded-world.ts';
import { firstFormatFolder } from '../../../fixtures/first-format.ts';

const version = '9.9.9';
const clock = () => Date.UTC(2030, 0, 2, 3, 4, 5);

/** Name and hash of every file, without the lock and what follows from the log. */
function filesOf(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter(
      (name) =>
        statSync(join(folder, name)).isFile() && !/^(lock|derived)\.db/.test(name) && !name.endsWith('-shm') && !name.endsWith('-wal'),
    )
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}`,
    )
    .sort();
}

/** One header and content of a tar archive. */
function tarEntry(name: string, content: Buffer, { type = '0', link = '', size = content.length } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

const end = Buffer.alloc(1024);

interface Part {
  readonly name: string;
  readonly content: Buffer;
}

function partsOf(file: string): Part[] {
  const bytes = gunzipSync(readFileSync(file));
  const parts: Part[] = [];
  for (let at = 0; bytes[at] !== 0;) {
    const name = bytes.toString('utf8', at, bytes.indexOf(0, at));
    const size = parseInt(bytes.toString('utf8', at + 124, at + 135), 8);
    parts.push({ name, content: bytes.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return parts;
}

describe('a backup', () => {
  let parent: string;
  let folder: string;
  let file: string;
  const make = () => writeBackup({ folder, file, version, clock });
  const check = (from = file) => checkBackup({ folder, file: from, version, clock });

  beforeEach(async () => {
    parent = makeFolder();
    folder = join(parent, 'data');
    file = join(parent, 'a.kpoll-backup');
    cpSync(firstFormatFolder, folder, { recursive: true });
    await (await lockDataFolder({ folder, version, clock })).release();
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('holds the log, the keys and the settings, and is for its owner alone', async () => {
    const { manifest } = await make();
    expect(manifest).toMatchObject({ v: 1, format: 2, createdAt: clock(), version, content: { polls: 4, votes: 42, openPolls: 2 } });
    expect(partsOf(file).map(({ name }) => name)).toEqual(['manifest.json', 'log.db', 'key-ring.json', 'author-token', 'settings.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(parent)).toEqual(['a.kpoll-backup', 'data']);
    expect(readdirSync(join(folder, 'backups')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is put back as it was, with what it replaces set aside', async () => {
    await make();
    const before = { log: rowsIn(join(folder, 'log.db')), ring: readFileSync(join(folder, 'key-ring.json'), 'utf8') };
    writeFileSync(join(folder, 'settings.json'), '{"v":1,"theme":"light"}');
    writeFileSync(join(folder, 'key-ring.json'), '{"v":1,"keys":[]}');
    const log = new Database(join(folder, 'log.db'));
    log.exec('DELETE FROM votes_0');
    log.close();
    const checked = await check();
    expect(checked.manifest.content.votes).toBe(42);
    expect(checked.current.votes).toBeLessThan(42);
    const aside = await checked.restore();
    expect(rowsIn(join(folder, 'log.db'))).toEqual(before.log);
    expect(readFileSync(join(folder, 'key-ring.json'), 'utf8')).toBe(before.ring);
    expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'dark' });
    expect(existsSync(join(folder, 'derived.db'))).toBe(false);
    expect(readFileSync(join(aside, 'settings.json'), 'utf8')).toBe('{"v":1,"theme":"light"}');
    expect(readdirSync(aside)).toEqual(expect.arrayContaining(['log.db', 'derived.db', 'key-ring.json']));
    await (await lockDataFolder({ folder })).release();
  });

  it('is not put back while a server works on the folder', async () => {
    await make();
    const checked = await check();
    const lock = await lockDataFolder({ folder });
    const before = filesOf(folder);
    await expect(checked.restore()).rejects.toMatchObject({ code: 'data-folder-busy' });
    expect(filesOf(folder)).toEqual(before);
    await lock.release();
    await checked.drop();
  });

  it('of the first format is brought to today’s when it is opened', async () => {
    const first = partsOf(join(folder, 'backups', backupsOf(folder)[0] ?? ''));
    expect(JSON.parse(first[0]?.content.toString() ?? '')).toMatchObject({ format: 1 });
    await (await check(join(folder, 'backups', backupsOf(folder)[0] ?? ''))).restore();
    expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe('{"v":1}\n');
    const lock = await lockDataFolder({ folder, version, clock: () => clock() + 1000 });
    expect(lock.migration).toMatchObject({ from: 1, to: 2 });
    await lock.release();
  });

  it('that is cancelled leaves no file', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(writeBackup({ folder, file, version, clock, signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(readdirSync(parent)).toEqual(['data']);
  });

  it('that cannot be written leaves no file and says why', async () => {
    writeFileSync(join(parent, 'plain'), '');
    const wrong = join(parent, 'plain', 'a.kpoll-backup');
    await expect(writeBackup({ folder, file: wrong, version, clock })).rejects.toMatchObject({ code: 'backup-failed' });
    expect(readdirSync(parent).sort()).toEqual(['data', 'plain']);
  });

  describe('that is damaged or hostile is refused with nothing changed:', () => {
    const write = (parts: readonly Buffer[]) => writeFileSync(file, gzipSync(Buffer.concat(parts)));
    const rewrite = (change: (parts: Part[]) => readonly Buffer[]) => write(change(partsOf(file)));
    const entries = (parts: readonly Part[]) => parts.map(({ name, content }) => tarEntry(name, content));
    /** The same with another list of contents. */
    const withManifest = (change: (manifest: BackupManifest) => unknown, changeParts: (parts: Part[]) => Part[] = (parts) => parts) =>
      rewrite((parts) => {
        const [first, ...rest] = parts;
        const manifest = change(JSON.parse(first?.content.toString() ?? '') as BackupManifest);
        return [...entries([{ name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) }, ...changeParts(rest)]), end];
      });
    /** A file of the backup made another, hash and all. */
    const replaced = (name: string, content: Buffer) =>
      withManifest(
        (manifest) => ({
          ...manifest,
          files: manifest.files.map((known) =>
            known.name === name ? { name, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') } : known,
          ),
        }),
        (parts) => parts.map((part) => (part.name === name ? { name, content } : part)),
      );
    const withSql = (sql: string) => {
      const copy = join(parent, 'hostile.db');
      writeFileSync(copy, partsOf(file).find(({ name }) => name === 'log.db')?.content ?? '');
      const log = new Database(copy);
      log.exec(sql);
      log.close();
      replaced('log.db', readFileSync(copy));
      rmSync(copy);
    };

    const faults: Readonly<Record<string, () => void>> = {
      'an empty file': () => writeFileSync(file, ''),
      'some other file': () => writeFileSync(file, 'Question,Votes\n'),
      'an empty archive': () => write([end]),
      'a part of it': () => truncateSync(file, Math.floor(statSync(file).size / 2)),
      'without its end': () => truncateSync(file, statSync(file).size - 20),
      'a byte changed': () => {
        const bytes = gunzipSync(readFileSync(file));
        const at = bytes.indexOf('"kind":"vote"') + 60;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(file, gzipSync(bytes));
      },
      'without its log': () => withManifest((manifest) => ({ ...manifest, files: manifest.files.filter(({ name }) => name !== 'log.db') })),
      'a file missing': () => rewrite((parts) => [...entries(parts.slice(0, -1)), end]),
      'a file twice': () => rewrite((parts) => [...entries([...parts, ...parts.slice(1, 2)]), end]),
      'a file too many': () => rewrite((parts) => [...entries([...parts, { name: 'lock.db', content: Buffer.from('x') }]), end]),
      'the list of contents last': () => rewrite((parts) => [...entries([...parts].reverse()), end]),
      'a path that leads up': () => rewrite((parts) => [...entries(parts), tarEntry('../evil', Buffer.from('x')), end]),
      'a path from the root': () => rewrite((parts) => [...entries(parts), tarEntry('/evil', Buffer.from('x')), end]),
      'a path that leads up, in the list': () =>
        withManifest((manifest) => ({
          ...manifest,
          files: [...manifest.files, { name: '../evil', sizeBytes: 1, sha256: '0'.repeat(64) }],
        })),
      'a symbolic link': () =>
        rewrite((parts) => [...entries(parts.slice(0, 1)), tarEntry('log.db', Buffer.alloc(0), { type: '2', link: '/etc/passwd' }), end]),
      'a hard link': () =>
        rewrite((parts) => [...entries(parts.slice(0, 1)), tarEntry('log.db', Buffer.alloc(0), { type: '1', link: 'key-ring.json' }), end]),
      'a folder': () => rewrite((parts) => [...entries(parts), tarEntry('log.db/', Buffer.alloc(0), { type: '5' }), end]),
      'a long name in a further header': () =>
        rewrite((parts) => [...entries(parts), tarEntry('PaxHeader', Buffer.from('17 path=../evil\n'), { type: 'x' }), end]),
      'sizes beyond every disk': () =>
        withManifest((manifest) => ({ ...manifest, files: manifest.files.map((known) => ({ ...known, sizeBytes: 2 ** 52 })) })),
      'a size that is not its own': () =>
        rewrite((parts) => [...entries(parts.slice(0, 1)), tarEntry('log.db', Buffer.alloc(0), { size: 4_000_000_000 }), end]),
      'a bomb of zeros after it': () => rewrite((parts) => [...entries(parts), end, Buffer.alloc(64 * 1024 * 1024)]),
      'packed twice': () => writeFileSync(file, gzipSync(readFileSync(file))),
      'a list of contents that is none': () => withManifest(() => ['x']),
      'a list that is far too long': () => withManifest((manifest) => ({ ...manifest, more: 'x'.repeat(100_000) })),
      'a list with more votes than there are': () =>
        withManifest((manifest) => ({ ...manifest, content: { ...manifest.content, votes: 43 } })),
      'a log that is no database': () => replaced('log.db', Buffer.from('no database at all'.repeat(500))),
      'a log with a trigger': () => withSql('CREATE TRIGGER evil AFTER INSERT ON votes_0 BEGIN DELETE FROM polls_0; END'),
      'a log with a view in place of a table': () =>
        withSql('ALTER TABLE votes_1 RENAME TO hidden; CREATE VIEW votes_1 AS SELECT * FROM hidden'),
      'a log of a newer version': () => withSql('PRAGMA user_version = 99'),
      'a log of no version': () => withSql('PRAGMA user_version = 0'),
      'a log with a million partitions': () => withSql("UPDATE topics SET partitions = 1000000 WHERE topic = 'votes'"),
      'a key ring that is none': () => replaced('key-ring.json', Buffer.from('[]')),
      'a token that anybody guesses': () => replaced('author-token', Buffer.from('abc\n')),
      'of a newer version': () => withManifest((manifest) => ({ ...manifest, v: 2 })),
      'of a newer data folder': () => withManifest((manifest) => ({ ...manifest, format: 99 })),
    };

    it.each(Object.keys(faults))('%s', async (name) => {
      await make();
      const before = filesOf(folder);
      const outside = readdirSync(parent);
      faults[name]?.();
      const failure: unknown = await check().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect(['backup-unusable', 'newer-format']).toContain((failure as Failure).code);
      expect(filesOf(folder)).toEqual(before);
      expect(readdirSync(parent)).toEqual(outside);
      expect(readdirSync(join(folder, 'backups')).filter((left) => left.startsWith('.'))).toEqual([]);
    });

    it('any byte of it flipped', async () => {
      await make();
      const good = readFileSync(file);
      for (let at = 11; at < good.length; at += Math.ceil(good.length / 60)) {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        writeFileSync(file, bytes);
        const outcome = await check().then(
          async (checked) => {
            await checked.drop();
            return checked.manifest.content.votes;
          },
          (error: unknown) => (error instanceof Failure ? error.code : error),
        );
        expect(['backup-unusable', 42], `byte ${at}`).toContain(outcome);
      }
    });

    it('something that follows the packed bytes', async () => {
      await make();
      appendFileSync(file, Buffer.alloc(2048, 1));
      await expect(check()).rejects.toBeInstanceOf(Failure);
    });
  });
});

function backupsOf(folder: string): readonly string[] {
  mkdirSync(join(folder, 'backups'), { recursive: true });
  return readdirSync(join(folder, 'backups')).filter((name) => name.endsWith('.kpoll-backup'));
}

function rowsIn(file: string): unknown {
  const log = new Database(file);
  try {
    return ['polls_0', 'votes_0', 'votes_1', 'votes_2', 'votes_3'].map((table) => log.prepare(`SELECT * FROM ${table}`).all());
  } finally {
    log.close();
  }
}
