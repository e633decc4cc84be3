import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedData } from '../../../engines/embedded/embedded-data.ts';
import { createDataFolderService } from '../../../main/data/data-folder-service.ts';
import { locateDataFolder, noteDataLocation } from '../../../main/data/data-location.ts';
import { openLastBackup } from '../../../main/data/last-backup.ts';
import { firstFormatAnswers, firstFormatFolder } from '../../fixtures/first-format.ts';
import { createSilentLogger } from '../../unit/main/silent-logger.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { eventually, makeFolder, readAsAuthor, startIngest } from '../ingest-process.ts';

const { polls } = firstFormatAnswers;
const common = { clock: Date.now, logger: createSilentLogger() };

describe('moving the data of this computer', () => {
  let world: ReturnType<typeof makeFolder>;
  let folder: string;
  let chosen: string | null;
  let events: string[];
  let server: IngestProcess | undefined;
  beforeEach(() => {
    world = makeFolder();
    folder = join(world.folder, 'data');
    chosen = join(world.folder, 'stick');
    events = [];
    cpSync(firstFormatFolder, folder, { recursive: true });
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    world.remove();
  });

  async function move(stopOpenPolls = true) {
    const service = createDataFolderService({
      ...{ engine: embeddedData, folder, version: '9.9.9', clock: Date.now, lastBackup: await openLastBackup(folder, common) },
      noteLocation: (to) => noteDataLocation(folder, to, common),
      shell: {
        abilities: { choose: true, show: true, move: true },
        chooseBackupFile: async () => null,
        chooseBackup: async () => null,
        chooseFolder: async () => chosen,
        show: () => undefined,
        restart: () => void events.push('started again'),
      },
    });
    const leaveFor = async (work: () => Promise<void>) => {
      events.push('left');
      await work();
    };
    const nowhere = async () => undefined;
    return service.move({ stopOpenPolls, place: { placeId: () => '', joinAddresses: () => [], reconnect: nowhere, leaveFor } });
  }

  it('copies everything, starts there from then on, and leaves the old files', async () => {
    const before = readFileSync(join(folder, 'key-ring.json'));
    expect(await move()).toEqual({ folder: chosen });
    expect(events).toEqual(['left', 'started again']);
    const now = locateDataFolder(folder);
    expect(now).toBe(chosen);
    expect(readFileSync(join(now, 'key-ring.json'))).toEqual(before);
    expect(existsSync(join(folder, 'log.db'))).toBe(true);
    server = await startIngest(now);
    for (const { id, state, result } of polls) {
      const view = await eventually(
        () => readAsAuthor(server as IngestProcess, id),
        (seen) => seen.result?.voters === result?.voters,
      );
      expect(view.state).toBe(state);
    }
  });

  it('says where the data should be when that place is away, and begins nothing new there', async () => {
    await move();
    renameSync(chosen ?? '', join(world.folder, 'unplugged'));
    expect(() => locateDataFolder(folder)).toThrow(/were moved to .*stick, which is not there now\. Nothing was changed/);
    writeFileSync(join(folder, 'location.json'), '{"v":1');
    expect(() => locateDataFolder(folder)).toThrow(/says where your data live, and cannot be read/);
  });

  it('asks first where a poll is open, and does nothing where no folder is chosen', async () => {
    await expect(move(false)).rejects.toMatchObject({ code: 'wrong-state' });
    chosen = null;
    expect(await move()).toBeNull();
    expect(events).toEqual([]);
    expect(locateDataFolder(folder)).toBe(folder);
  });

  it('takes a folder of its own where the chosen one holds something, and refuses one within the other', async () => {
    const stick = chosen ?? '';
    mkdirSync(stick);
    writeFileSync(join(stick, 'holiday.jpg'), '');
    expect(await move()).toEqual({ folder: join(stick, 'kpoll') });
    expect(readdirSync(stick).sort()).toEqual(['holiday.jpg', 'kpoll']);
    await expect(move()).rejects.toThrow(/holds files already\. Everything is as it was/);
    chosen = join(folder, 'within');
    await expect(move()).rejects.toThrow(/one folder would lie within the other/);
  });

  it('does not happen while a server works on the folder', async () => {
    server = await startIngest(folder);
    await expect(move()).rejects.toMatchObject({ code: 'data-folder-busy' });
    expect(locateDataFolder(folder)).toBe(folder);
    expect(existsSync(join(chosen ?? '', 'log.db'))).toBe(false);
  });
});
