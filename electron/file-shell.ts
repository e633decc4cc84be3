import { join } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, shell } from 'electron';
import type { FileWish, ShellPort } from '../main/shell-port.ts';
import { canNotify, notify } from './notice.ts';

/** The installed app: reports go where the person says, and are shown in their folder. */
export function createFileShell({ showWindow }: { readonly showWindow: () => void }): ShellPort {
  return {
    kind: 'electron',
    version: app.getVersion(),
    abilities: ['choose-file', 'choose-folder', 'show-folder', 'copy-text', ...(canNotify() ? (['notify'] as const) : [])],
    chooseReportFile: (suggestedName) =>
      chooseFile({ title: 'Save the report', kind: 'save', suggestedName, fileType: { name: 'CSV', extensions: ['csv'] } }),
    downloadUrlOf: () => null,
    revealReport: ({ file }) => {
      if (file !== null) shell.showItemInFolder(file);
    },
    notify(notice) {
      notify(notice, () => {
        showWindow();
        notice.onClick?.();
      });
    },
    chooseFile,
    async chooseFolder(title) {
      const options = { title, properties: ['openDirectory', 'createDirectory'] as const };
      const { canceled, filePaths } = await inWindow(
        (window) => dialog.showOpenDialog(window, { ...options, properties: [...options.properties] }),
        () => dialog.showOpenDialog({ ...options, properties: [...options.properties] }),
      );
      return canceled ? null : (filePaths[0] ?? null);
    },
    showInFolder(path) {
      shell.showItemInFolder(path);
    },
    async copyText(text) {
      await clipboard.writeText(text);
    },
  };
}

async function chooseFile({ title, kind, suggestedName, fileType }: FileWish): Promise<string | null> {
  const filters = [{ name: fileType.name, extensions: [...fileType.extensions] }];
  if (kind === 'open') {
    const options = { title, filters, properties: ['openFile' as const] };
    const { canceled, filePaths } = await inWindow(
      (window) => dialog.showOpenDialog(window, options),
      () => dialog.showOpenDialog(options),
    );
    return canceled ? null : (filePaths[0] ?? null);
  }
  const options = { title, filters, defaultPath: join(app.getPath('documents'), suggestedName ?? '') };
  const { canceled, filePath } = await inWindow(
    (window) => dialog.showSaveDialog(window, options),
    () => dialog.showSaveDialog(options),
  );
  return canceled || !filePath ? null : filePath;
}

/** A dialog belongs to the window in use, where there is one to be seen. */
function inWindow<T>(withWindow: (window: ReturnType<typeof BrowserWindow.getAllWindows>[number]) => T, without: () => T): T {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().find((candidate) => candidate.isVisible());
  return window === undefined ? without() : withWindow(window);
}
