import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { DataServices } from '../host/data-handlers.ts';
import type { Logger } from '../logger.ts';
import type { NewNotice, Notices } from '../notices/notices.ts';
import type { FileTrouble } from '../settings/atomic-file.ts';
import type { ShellPort } from '../shell-port.ts';
import { createBackupService } from './backup-service.ts';
import type { DataEngine, FolderMigration } from './data-engine.ts';
import { createDataFolderService } from './data-folder-service.ts';
import { createDataShell } from './data-shell.ts';
import { watchDisk } from './disk-watch.ts';
import { openLastBackup } from './last-backup.ts';
import { createRestoreService } from './restore-service.ts';
import { askRefusal } from './server-refusal.ts';

/** What the shells give for it. */
export interface DataPorts {
  readonly engine: DataEngine;
  /** Ends the program in order and starts it again; undefined where it cannot. */
  readonly restart: (() => void) | undefined;
  /** Notes another data folder for the next start; undefined where the start says where it is. */
  readonly noteLocation: ((folder: string) => Promise<void>) | undefined;
}

interface Common {
  readonly dataFolder: string;
  readonly ports: DataPorts;
  readonly shell: ShellPort;
  readonly notices: Notices;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** Brings the folder in order before anything in it is opened. Never fails: what is wrong is a notice, and the window stays usable. */
export async function prepareData({ dataFolder, ports, shell, notices, clock, logger }: Common): Promise<void> {
  try {
    const migration = await ports.engine.prepareFolder({ folder: dataFolder, version: shell.version, clock });
    if (migration !== undefined) notices.put(migrated(migration));
  } catch (error) {
    // A server that works on the folder has brought it in order itself.
    if (error instanceof Failure && error.code === 'data-folder-busy') return;
    // A failure that is expected, whoever starts the server on it tells in the same words.
    if (!(error instanceof Failure)) logger.error('the data folder could not be prepared', { error });
    notices.put({ id: 'data-folder', severity: 'bad', title: 'The data folder cannot be used.', message: messageOf(error) });
  }
}

/** Everything about the data of this computer, for windows that look from it. */
export async function startData(
  { dataFolder, ports, shell: port, notices, clock, logger }: Common,
  stores: readonly { reload(): Promise<void> }[],
): Promise<DataServices & { stop(): Promise<void> }> {
  const { engine, noteLocation } = ports;
  const shell = createDataShell(port, dataFolder, ports.restart);
  const lastBackup = await openLastBackup(dataFolder, { clock, logger });
  const common = { engine, shell, folder: dataFolder, version: port.version, clock };
  const backups = createBackupService({ ...common, logger, onDone: (last) => lastBackup.write({ v: 1, last }) });
  const reload = async () => {
    for (const store of stores) await store.reload();
  };
  const restores = createRestoreService({ ...common, reload, putNotice: notices.put });
  const disk = watchDisk({
    freeBytes: () => engine.freeBytesOf(dataFolder),
    refusal: () => askRefusal(dataFolder),
    putNotice: notices.put,
    removeNotice: notices.remove,
  });
  return {
    notices,
    backups,
    restores,
    folder: createDataFolderService({ ...common, lastBackup, noteLocation }),
    async stop() {
      disk.stop();
      await backups.stop();
      await restores.stop();
      await lastBackup.stop();
    },
  };
}

/** A file that was not taken as it is, in words for people. */
export function troubleNotice(trouble: FileTrouble): NewNotice {
  const what = trouble.what.replace(/^the /, '');
  if (trouble.kind === 'newer') {
    return {
      id: `newer ${trouble.file}`,
      severity: 'warning',
      title: `A newer Kpoll has written the ${what}.`,
      message: `They are left as they are in ${trouble.file}, defaults are used, and changes are not kept. Votes are not concerned. Start that version, or a newer one.`,
    };
  }
  return {
    id: `damaged ${trouble.file}`,
    severity: 'warning',
    title: `The file with the ${what} was damaged.`,
    message: `It was set aside as ${trouble.aside}, and Kpoll begins anew with defaults. Votes are not concerned. Enter again what is missing, or restore a backup.`,
  };
}

function migrated({ from, to, backup }: FolderMigration): NewNotice {
  const saved =
    backup === null ? 'There were no votes in it yet.' : `A backup of it as it was lies in ${backup}; it holds the keys of the server.`;
  return {
    id: 'migrated',
    severity: 'info',
    title: 'Your data were brought to the format of this version.',
    message: `From format ${from} to ${to}; nothing is lost, and older versions of Kpoll cannot open the folder any more. ${saved}`,
  };
}
