import { dataCallNames } from '../../core/contract/bridge-data.ts';
import type { Handlers } from '../bridge/answer.ts';
import type { SendEvent } from '../bridge/event-hub.ts';
import type { BackupService } from '../data/backup-service.ts';
import type { DataFolderService } from '../data/data-folder-service.ts';
import type { RestoreService } from '../data/restore-service.ts';
import type { Notices } from '../notices/notices.ts';
import type { PlaceSwitch } from './desktop-host.ts';
import { refusedCalls } from './refused-calls.ts';

export type DataHandlers = Pick<Handlers, (typeof dataCallNames)[number]>;

export interface DataServices {
  readonly notices: Notices;
  readonly folder: DataFolderService;
  readonly backups: BackupService;
  readonly restores: RestoreService;
}

/** The calls about this computer's own data. */
export function createDataHandlers({ notices, folder, backups, restores }: DataServices, place: PlaceSwitch): DataHandlers {
  return {
    'notices:read': async () => [...notices.list()],
    'notice:dismiss': async ({ id }) => notices.dismiss(id),
    'data:read': () => folder.read(),
    'data:show': async () => folder.show(),
    'data:move': ({ stopOpenPolls }) => folder.move({ stopOpenPolls, place }),
    'backup:start': () => backups.start(),
    'backup:cancel': async ({ jobId }) => backups.cancel(jobId),
    'backup:reveal': async ({ jobId }) => backups.reveal(jobId),
    'restore:check': ({ file }) => restores.check(file),
    'restore:run': ({ planId, stopOpenPolls }) => restores.run({ planId, stopOpenPolls, place }),
    'restore:drop': ({ planId }) => restores.drop(planId),
  };
}

/** Tells the windows of this computer what changes. Returns how to end that. */
export function tellOfData({ notices, backups }: Pick<DataServices, 'notices' | 'backups'>, send: SendEvent): () => void {
  const forget = [notices.onChange((list) => send('notices:changed', [...list])), backups.onChange((job) => send('backup:changed', job))];
  return () => forget.forEach((stop) => stop());
}

/** For whoever looks in from another computer. */
export const refusedDataCalls: DataHandlers = refusedCalls(
  dataCallNames,
  'The data of this dashboard belongs to the computer that runs it and can be seen, saved and replaced there only. Nothing was changed.',
);
