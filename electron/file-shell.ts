import { join } from 'node:path';
import { app, BrowserWindow, dialog, shell } from 'electron';
import type { ShellPort } from '../main/shell-port.ts';

/** Reports go where the person says, and are shown in their folder. */
export function createFileShell(): ShellPort {
  return {
    kind: 'electron',
    version: app.getVersion(),
    async chooseReportFile(suggestedName) {
      const options = {
        title: 'Save the report',
        defaultPath: join(app.getPath('documents'), suggestedName),
        filters: [{ name: 'CSV', extensions: ['csv'] }],
      };
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
      return canceled || !filePath ? null : filePath;
    },
    downloadUrlOf: () => null,
    revealReport: ({ file }) => {
      if (file !== null) shell.showItemInFolder(file);
    },
  };
}
