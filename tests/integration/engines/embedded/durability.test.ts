import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedLog } from '../../../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedLog, openEmbeddedLogReader } from '../../../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedTallyState } from '../../../../engines/embedded/embedded-tally-state-store.ts';
import { readBallots } from '../../../unit/core/domain/ballots/ballot-samples.ts';
import { collectRecords } from '../../../contract/collect-records.ts';
import { makeFolder, writerThread } from '../../../contract/embedded-world.ts';
import { startProgram } from './child-program.ts';

const plan = { votesPartitions: 4, resultsPartitions: 2 };

describe('what the embedded engine has acknowledged', () => {
  let folder: string;
  beforeEach(() => void (folder = makeFolder()));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const open = (): Promise<EmbeddedLog> => openEmbeddedLog({ folder, plan, writerThread });

  it('is synced: the writing connection is set to FULL', async () => {
    const log = await open();
    expect(await log.diagnose()).toMatchObject({ journalMode: 'wal', synchronous: 2 });
    await log.stop();
  });

  it('is committed: an independent reader sees a record by the time its append resolves', async () => {
    const log = await open();
    const reader = await openEmbeddedLogReader({ folder });
    for (let round = 0; round < 100; round += 1) {
      const [appended] = await log.append('votes', [{ partition: 0, key: 'p:1', value: 'v' }]);
      expect((await reader.ends('votes'))[0]).toBe((appended?.offset ?? 0) + 1);
    }
    await reader.stop();
    await log.stop();
  });

  it('is all there after kill -9 in the middle of appending, three times in a row', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const child = await startProgram('append-for-ever', [folder, fileURLToPath(writerThread)]);
      await child.untilLines(3_000);
      await child.kill();
      acknowledged.push(...child.lines.filter((line) => /^\d \d+ \d+-\d+-\d+$/.test(line)));
    }
    const log = await open();
    const { records, subscription, failures } = collectRecords(log, 'votes');
    await subscription.caughtUp;
    const found = new Set(records().map(({ partition, offset, value }) => `${partition} ${offset} ${value}`));
    expect(acknowledged.length).toBeGreaterThanOrEqual(9_000);
    expect(acknowledged.filter((line) => !found.has(line))).toEqual([]);
    expect(failures).toEqual([]);
    await log.stop();
  });

  it('is whole where it is a checkpoint of the tally: kill -9 leaves one of them, never a mixture', async () => {
    const child = await startProgram('save-for-ever', [folder]);
    const isInTheMiddle = () => /^5(\nturn){5,}$/m.test(child.lines.join('\n'));
    while (!isInTheMiddle()) await child.untilLines(child.lines.length + 1);
    await child.kill();
    const store = await openEmbeddedTallyState({ folder });
    const saved = await store.load(0);
    const votes = new Map<string, string>();
    for await (const batch of store.loadBallots(0)) for (const { voterId, voteId } of readBallots(batch)) votes.set(voterId, voteId);
    expect(saved?.offset).toBeGreaterThanOrEqual(5);
    expect([...new Set(votes.values())]).toEqual([`${saved?.offset ?? ''}`]);
    await store.stop();
  });
});
