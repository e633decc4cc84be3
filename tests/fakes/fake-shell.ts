import type { ShellPort } from '../../main/shell-port.ts';

/** A shell that can do everything, does nothing, and whose people cancel every dialog. */
export function createFakeShell(changes: Partial<ShellPort> = {}): ShellPort {
  return {
    kind: 'electron',
    version: '1.0.0',
    abilities: ['notify', 'choose-file', 'choose-folder', 'show-folder', 'copy-text'],
    chooseReportFile: async () => null,
    downloadUrlOf: () => null,
    revealReport: () => undefined,
    notify: () => undefined,
    chooseFile: async () => null,
    chooseFolder: async () => null,
    showInFolder: () => undefined,
    copyText: async () => undefined,
    ...changes,
  };
}
