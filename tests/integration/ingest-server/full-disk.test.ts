import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../../core/domain/notice.ts';
import { embeddedData } from '../../../engines/embedded/embedded-data.ts';
import { watchDisk } from '../../../main/data/disk-watch.ts';
import { askRefusal } from '../../../main/data/server-refusal.ts';
import { createNotices } from '../../../main/notices/notices.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { eventually, openPoll, readAsAuthor, startIngest, vote } from '../ingest-process.ts';
import type { SmallDisk } from '../small-disk.ts';
import { makeSmallDisk, whyNoSmallDisk } from '../small-disk.ts';

const reason = whyNoSmallDisk();
const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;

describe.skipIf(reason !== undefined)(`a disk that is full${skipped}`, () => {
  let disk: SmallDisk;
  let server: IngestProcess;
  beforeEach(async () => {
    disk = makeSmallDisk(24);
    server = await startIngest(join(disk.folder, 'data'));
  });
  afterEach(async () => {
    await server.stop();
    disk.remove();
  });

  it('pauses voting with 503, says so, and goes on by itself with every acknowledged vote', async () => {
    const { folder } = server;
    const notices = createNotices(Date.now);
    const watch = watchDisk({
      freeBytes: () => embeddedData.freeBytesOf(folder),
      refusal: () => askRefusal(folder),
      putNotice: notices.put,
      removeNotice: notices.remove,
      everyMs: 100,
    });
    const shown = (id: string) =>
      eventually(
        async () => notices.list().find((notice) => notice.id === id),
        (notice) => notice !== undefined,
      );
    const poll = await openPoll(server, { question: 'Tea or coffee?', options: ['Tea', 'Coffee'] });
    let recorded = 0;
    const voteOnce = async () => {
      const answer = await vote(server, poll.id, { option: 1 });
      if (answer.status === 204) recorded += 1;
      return answer;
    };
    for (let count = 0; count < 50; count += 1) expect((await voteOnce()).status).toBe(204);
    expect(await shown('disk-low')).toMatchObject({ severity: 'warning', dismissible: true });

    disk.fill();
    const refused = await eventually(voteOnce, ({ status }) => status !== 204);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'disk-full', title: 'The disk is full', status: 503 });
    const health = await eventually(
      async () => (await (await fetch(`${server.url}/healthz`)).json()) as { status: string; refusing?: { code: string } },
      ({ refusing }) => refusing !== undefined,
    );
    expect(health).toMatchObject({ status: 'ok', refusing: { code: 'disk-full' } });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    const notice: Notice | undefined = await shown('disk-full');
    expect(notice).toMatchObject({ severity: 'bad', dismissible: false });
    expect(notice?.title).toBe('Voting is paused: the disk of this computer is full.');

    disk.free();
    await eventually(
      async () => notices.list().some(({ id }) => id === 'disk-full'),
      (isFull) => !isFull,
    );
    for (let count = 0; count < 20; count += 1) expect((await voteOnce()).status).toBe(204);
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    const view = await eventually(
      () => readAsAuthor(server, poll.id),
      ({ result }) => result?.voters === recorded,
    );
    expect(view.options[0]?.votes).toBe(recorded);
    watch.stop();
    // What got 204 is in the log, whatever became of the rest.
    await server.kill();
    server = await startIngest(folder);
    await eventually(
      () => readAsAuthor(server, poll.id),
      ({ result }) => result?.voters === recorded,
    );
  });
});
