import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbeddedLog, openEmbeddedLogReader } from '../../../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistory, openEmbeddedHistoryReader } from '../../../../engines/embedded/embedded-history-store.ts';
import { openEmbeddedTallyState } from '../../../../engines/embedded/embedded-tally-state-store.ts';
import type { Connection } from '../../../../engines/embedded/sqlite.ts';
import { openForWriting } from '../../../../engines/embedded/sqlite.ts';
import { collectRecords } from '../../../contract/collect-records.ts';
import { makeFolder, writerThread } from '../../../contract/embedded-world.ts';
import { ballot, poll } from '../../../contract/history-samples.ts';
import { startProgram } from './child-program.ts';

const plan = { votesPartitions: 2, resultsPartitions: 1 };
const garbage = 'this is not a database, whatever its name says. '.repeat(200);

describe('files that are not as they should be', () => {
  let folder: string;
  beforeEach(() => void (folder = makeFolder()));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const openLog = () => openEmbeddedLog({ folder, plan, writerThread });
  const inFolder = (name: string) => join(folder, name);

  function change(name: string, work: (connection: Connection) => void): void {
    const connection = openForWriting(inFolder(name), { synchronous: 'NORMAL', busyTimeoutMs: 1000 });
    work(connection);
    connection.close();
  }

  it('leaves a damaged log as it is and says so', async () => {
    writeFileSync(inFolder('log.db'), garbage);
    await expect(openLog()).rejects.toMatchObject({ name: 'Failure', code: 'data-folder-unusable', retriable: false });
    await expect(openLog()).rejects.toThrow(/log\.db is damaged.*holds the votes/);
    expect(readFileSync(inFolder('log.db'), 'utf8')).toBe(garbage);
    await expect(openEmbeddedLogReader({ folder })).rejects.toMatchObject({ name: 'Failure' });
  });

  it('says which file it cannot open', async () => {
    mkdirSync(inFolder('log.db'));
    await expect(openLog()).rejects.toMatchObject({ code: 'data-folder-unusable', message: expect.stringContaining('log.db') as string });
  });

  it('leaves a log of a newer version alone', async () => {
    await (await openLog()).stop();
    change('log.db', (connection) => connection.exec('PRAGMA user_version = 2'));
    await expect(openLog()).rejects.toMatchObject({ name: 'Failure', code: 'newer-format' });
    await expect(openEmbeddedLogReader({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'newer-format' });
  });

  it('says so when the thread that writes cannot be started', async () => {
    const missing = openEmbeddedLog({ folder, plan, writerThread: pathToFileURL(inFolder('no-such-thread.js')) });
    await expect(missing).rejects.toMatchObject({ name: 'Failure', code: 'log-unavailable' });
  });

  it('refuses appends once the thread that writes has failed, rather than leaving them without an answer', async () => {
    await (await openLog()).stop();
    writeFileSync(
      inFolder('failing-thread.mjs'),
      `import { parentPort } from 'node:worker_threads';
       parentPort.postMessage({ kind: 'ready' });
       parentPort.on('message', ({ port }) => port.once('message', () => { throw new Error('planted'); }));`,
    );
    const log = await openEmbeddedLog({ folder, plan, writerThread: pathToFileURL(inFolder('failing-thread.mjs')) });
    const vote = { partition: 0, key: 'p:1', value: 'v' };
    await expect(log.append('votes', [vote])).rejects.toMatchObject({ name: 'Failure', code: 'log-unavailable', retriable: true });
    await expect(log.append('votes', [vote])).rejects.toMatchObject({ code: 'log-unavailable' });
    await expect(log.diagnose()).rejects.toMatchObject({ code: 'log-unavailable' });
    await log.stop();
  });

  it('stops at a hole in the log rather than leaving votes out', async () => {
    const log = await openLog();
    const votes = ['a', 'b', 'c'].map((value) => ({ partition: 0, key: 'p:1', value }));
    await log.append('votes', votes);
    change('log.db', (connection) => connection.exec('DELETE FROM votes_0 WHERE "offset" = 1'));
    const { failures, batches } = collectRecords(log, 'votes');
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'log-incomplete', retriable: false }]), 60_000);
    expect(batches).toEqual([]);
    await log.stop();
  });

  it('ends reading for good at a damaged page, with what happened to the votes and what to do', async () => {
    const log = await openLog();
    const votes = Array.from({ length: 400 }, (_, index) => ({ partition: 0, key: 'p:1', value: `${index}`.padEnd(500, 'v') }));
    await log.append('votes', votes);
    await log.stop();
    change('log.db', (connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    const bytes = readFileSync(inFolder('log.db'));
    bytes.fill(0xa5, Math.floor(bytes.length / 2));
    writeFileSync(inFolder('log.db'), bytes);
    const reader = await openEmbeddedLogReader({ folder });
    const { failures } = collectRecords(reader, 'votes');
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'data-folder-unusable', retriable: false }]), 60_000);
    expect(failures[0]?.message).toMatch(/damaged.*holds the votes.*put back a copy/i);
    await reader.stop();
  });

  it('reports a log that lacks its beginning to whoever still needs it', async () => {
    const log = await openLog();
    await log.append(
      'votes',
      [0, 1, 2].map((index) => ({ partition: 0, key: 'p:1', value: `${index}` })),
    );
    change('log.db', (connection) => connection.exec('DELETE FROM votes_0 WHERE "offset" < 2'));
    const needing = collectRecords(log, 'votes', { from: () => 0 });
    await vi.waitFor(() => expect(needing.failures).toHaveLength(1), 60_000);
    expect(needing.failures).toMatchObject([{ code: 'log-incomplete', message: expect.stringContaining('it begins at 2') as string }]);
    const content = collectRecords(log, 'votes', { from: 'start' });
    await content.subscription.caughtUp;
    expect([content.values(), await log.begins('votes')]).toEqual([['2'], [2, 0]]);
    await log.stop();
  });

  it('reads on in a compacted topic where records have been removed', async () => {
    const log = await openLog();
    await log.append(
      'results',
      [0, 1, 2].map((index) => ({ partition: 0, key: 'k', value: `${index}` })),
    );
    change('log.db', (connection) => connection.exec('DELETE FROM results_0 WHERE "offset" < 2'));
    const { values, failures, subscription } = collectRecords(log, 'results', { from: () => 0 });
    await subscription.caughtUp;
    expect([values(), failures]).toEqual([['2'], []]);
    await log.stop();
  });

  it('sets a damaged derived.db aside, says so, and begins anew', async () => {
    writeFileSync(inFolder('derived.db'), garbage);
    const notices: string[] = [];
    const history = await openEmbeddedHistory({ folder, onNotice: (message) => notices.push(message) });
    const tally = await openEmbeddedTallyState({ folder, onNotice: (message) => notices.push(message) });
    await history.write({ ballots: [ballot({})] });
    expect(await history.countBallots({ pollId: 'p1', run: 1 })).toBe(1);
    expect(await tally.load(0)).toBeUndefined();
    expect(notices).toEqual([expect.stringMatching(/damaged.*set aside as .*rebuilt from the log; no vote is lost/)]);
    const aside = readdirSync(folder).filter((name) => name.startsWith('derived.db.damaged-'));
    expect(aside.map((name) => readFileSync(inFolder(name), 'utf8'))).toEqual([garbage]);
    await tally.stop();
    await history.stop();
  });

  it.each(['no derived.db', 'a damaged derived.db'])('lets several begin at the same moment with %s', async (what) => {
    if (what.startsWith('a damaged')) writeFileSync(inFolder('derived.db'), garbage);
    const programs = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => startProgram('write-ballot', [folder, name])),
    );
    await Promise.all(programs.map((program) => program.untilLines(1)));
    programs.forEach((program) => {
      program.write('go\n');
    });
    await Promise.all(programs.map((program) => program.untilLines(2)));
    const reader = await openEmbeddedHistoryReader({ folder });
    expect(await reader.countBallots({ pollId: 'p1', run: 1 })).toBe(8);
    await reader.stop();
  });

  it('leaves a derived.db of a newer version alone', async () => {
    await (await openEmbeddedHistory({ folder })).stop();
    change('derived.db', (connection) => connection.exec('PRAGMA user_version = 2'));
    for (const open of [openEmbeddedHistory, openEmbeddedTallyState, openEmbeddedHistoryReader]) {
      await expect(open({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'newer-format' });
    }
  });

  it('begins an empty derived.db where it was deleted, and lets a reader that was open follow', async () => {
    const first = await openEmbeddedHistory({ folder });
    await first.write({ polls: [poll('old')] });
    const reader = await openEmbeddedHistoryReader({ folder });
    expect(await reader.listPolls()).toHaveLength(1);
    await first.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(inFolder(`derived.db${suffix}`), { force: true });
    await expect(reader.listPolls()).rejects.toMatchObject({ code: 'history-unavailable', retriable: true });
    const second = await openEmbeddedHistory({ folder });
    expect(await reader.listPolls()).toEqual([]);
    await second.write({ polls: [poll('new')] });
    expect(await reader.listPolls()).toMatchObject([{ id: 'new' }]);
    await reader.stop();
    await second.stop();
  });

  it('has no history to read before a server has made it, and makes none', async () => {
    await expect(openEmbeddedHistoryReader({ folder })).rejects.toMatchObject({ code: 'history-unavailable', retriable: true });
    expect(existsSync(inFolder('derived.db'))).toBe(false);
  });
});
