import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedHistoryReader } from '../../../engines/embedded/embedded-history-store.ts';
import { firstFormatAnswers, firstFormatFolder } from '../../fixtures/first-format.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { cookiesOf, eventually, makeFolder, readAsAuthor, setState, startIngest, vote } from '../ingest-process.ts';

const { closed, running, changing, voterOfRunning, voterOfChanging, polls } = firstFormatAnswers;
const votersOf = (pollId: string) => polls.find(({ id }) => id === pollId)?.result?.voters ?? 0;

describe('a data folder of the first format', () => {
  let world: ReturnType<typeof makeFolder>;
  let folder: string;
  let server: IngestProcess | undefined;
  beforeEach(() => {
    world = makeFolder();
    folder = join(world.folder, 'data');
    cpSync(firstFormatFolder, folder, { recursive: true });
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    world.remove();
  });

  async function expectSameResults(now: IngestProcess): Promise<void> {
    for (const { id, question, state, options, result } of polls) {
      const view = await eventually(
        () => readAsAuthor(now, id),
        (seen) => seen.result?.voters === result?.voters,
      );
      expect(view).toMatchObject({ question, state, options });
      if (result !== undefined) expect(view.result).toMatchObject({ voters: result.voters, duplicates: result.duplicates });
    }
  }

  it('opens with the same results after a backup, and its open polls go on', async () => {
    server = await startIngest(folder);
    expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8'))).toEqual({ v: 2 });
    expect(server.said()).toContain('brought to the format');
    expect(readdirSync(join(folder, 'backups'))).toEqual([expect.stringMatching(/^before-format-.*-from-1\.kpoll-backup$/)]);
    await expectSameResults(server);

    expect((await vote(server, running, { option: 2 })).status).toBe(204);
    expect((await vote(server, running, { option: 1 }, voterOfRunning)).status).toBe(409);
    const changed = await vote(server, changing, { options: [3] }, voterOfChanging);
    expect(changed.status).toBe(204);
    expect(cookiesOf(changed, voterOfChanging)).not.toBe('');
    await setState(server, running, 'closed');
    const final = await eventually(
      () => readAsAuthor(server as IngestProcess, running),
      ({ result }) => result?.final === true && result.voters === votersOf(running) + 1,
    );
    expect(final.options.map(({ votes }) => votes)).toEqual([7, 8, 6]);
    const withChange = await eventually(
      () => readAsAuthor(server as IngestProcess, changing),
      ({ options }) => options[0]?.votes === 4,
    );
    expect(withChange.result?.voters).toBe(votersOf(changing));
    await server.stop();
    server = undefined;
    const history = await openEmbeddedHistoryReader({ folder });
    let ballots = 0;
    for await (const rows of history.readBallots({ pollId: closed, run: 1 })) ballots += rows.length;
    await history.stop();
    expect(ballots).toBe(votersOf(closed));
  });

  it('opens without its derived files as well: all in them follows from the log', async () => {
    for (const name of readdirSync(folder).filter((file) => file.startsWith('derived.db'))) writeFileSync(join(folder, name), 'damaged');
    server = await startIngest(folder);
    await expectSameResults(server);
  });

  it('is migrated once, and a killed migration is done again', async () => {
    server = await startIngest(folder);
    await server.kill();
    // As if the kill had come before the note.
    writeFileSync(join(folder, 'format.json'), '{"v":1}\n');
    server = await startIngest(folder);
    await expectSameResults(server);
    await server.stop();
    server = await startIngest(folder);
    expect(server.said()).not.toContain('brought to the format');
    expect(readdirSync(join(folder, 'backups')).length).toBeLessThanOrEqual(2);
  });

  it('of a newer format is refused with a sentence, and nothing is touched', async () => {
    writeFileSync(join(folder, 'format.json'), '{"v":99}');
    await expect(startIngest(folder)).rejects.toThrow(/was written by a newer version of Kpoll\. Nothing was changed/);
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });
});
