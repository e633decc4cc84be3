import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbeddedLog, openEmbeddedLogReader } from '../../../../engines/embedded/embedded-event-log.ts';
import { collectRecords } from '../../../contract/collect-records.ts';
import { makeFolder, writerThread } from '../../../contract/embedded-world.ts';
import { startProgram } from './child-program.ts';

const plan = { votesPartitions: 2, resultsPartitions: 1 };
const vote = { partition: 0, key: 'p:1', value: 'v' };

describe('the embedded log, read by another process', () => {
  let folder: string;
  beforeEach(() => void (folder = makeFolder()));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('wakes a subscriber there within 50 ms', async () => {
    const log = await openEmbeddedLog({ folder, plan, writerThread });
    const child = await startProgram('read-on', [folder]);
    await child.untilLines(1);
    for (let round = 0; round < 41; round += 1) {
      await log.append('votes', [vote]);
      await child.untilLines(round + 2);
    }
    const delays = child.lines
      .slice(1)
      .map(Number)
      .sort((a, b) => a - b);
    // The median: the promise is one for an idle computer, and this one may have other tests to run.
    expect(delays[20]).toBeLessThanOrEqual(50);
    await child.kill();
    await log.stop();
  });

  it('is not there before a server has made it', async () => {
    await expect(openEmbeddedLogReader({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'log-unavailable', retriable: true });
  });

  it('can be read without a server, and goes on with the next one', async () => {
    const first = await openEmbeddedLog({ folder, plan, writerThread });
    await first.append('votes', [vote]);
    await first.stop();
    const reader = await openEmbeddedLogReader({ folder });
    const { values, failures, subscription } = collectRecords(reader, 'votes');
    await subscription.caughtUp;
    const second = await openEmbeddedLog({ folder, plan, writerThread });
    await second.append('votes', [{ ...vote, value: 'w' }]);
    await vi.waitFor(() => expect(values()).toEqual(['v', 'w']), 60_000);
    expect(failures).toEqual([]);
    await reader.stop();
    await second.stop();
  });

  it('stops with a failure when another file takes its place', async () => {
    const first = await openEmbeddedLog({ folder, plan, writerThread });
    await first.stop();
    const reader = await openEmbeddedLogReader({ folder });
    const { failures } = collectRecords(reader, 'votes');
    mkdirSync(join(folder, 'aside'));
    for (const file of ['log.db', 'log.db-wal', 'log.db-shm']) renameSync(join(folder, file), join(folder, 'aside', file));
    const second = await openEmbeddedLog({ folder, plan, writerThread });
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'log-incomplete', retriable: false }]), 60_000);
    await reader.stop();
    await second.stop();
  });
});
