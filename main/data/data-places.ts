import { join } from 'node:path';

export const backupExtension = '.kpoll-backup';

export function backupsFolderOf(dataFolder: string): string {
  return join(dataFolder, 'backups');
}
