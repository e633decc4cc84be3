import { join } from 'node:path';
import type { DataInfo } from '../../core/contract/bridge-data.ts';
import type { ShellPort } from '../shell-port.ts';
import { backupsFolderOf } from './data-places.ts';

/** What a shell can do with the data of this computer. What it says that it cannot is never asked of it. */
export interface DataShell {
  readonly abilities: DataInfo['abilities'];
  /** Where a backup shall be written; null where the person changed their mind. Without a dialog: the data folder's own `backups`. */
  chooseBackupFile(suggestedName: string): Promise<string | null>;
  /** Which backup shall be restored. */
  chooseBackup(): Promise<string | null>;
  /** Where the data shall live. */
  chooseFolder(): Promise<string | null>;
  show(path: string): void;
  /** Ends the program in order and starts it again. */
  restart(): void;
}

const fileType = { name: 'Kpoll backup', extensions: ['kpoll-backup'] };

/** `restart` is undefined where a program cannot start itself again. */
export function createDataShell(shell: ShellPort, dataFolder: string, restart: (() => void) | undefined): DataShell {
  const choose = shell.abilities.includes('choose-file');
  return {
    abilities: {
      choose,
      show: shell.abilities.includes('show-folder'),
      move: shell.abilities.includes('choose-folder') && restart !== undefined,
    },
    chooseBackupFile: async (suggestedName) =>
      choose
        ? shell.chooseFile({ title: 'Back up', kind: 'save', suggestedName, fileType })
        : join(backupsFolderOf(dataFolder), suggestedName),
    chooseBackup: () => shell.chooseFile({ title: 'Restore a backup', kind: 'open', fileType }),
    chooseFolder: () => shell.chooseFolder('Where the data shall live'),
    show: (path) => shell.showInFolder(path),
    restart: () => restart?.(),
  };
}
