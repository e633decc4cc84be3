import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../core/domain/failure.ts';
import type { ShellPort } from '../main/shell-port.ts';

export interface DownloadShellOptions {
  readonly version: string;
  /** Where reports lie until they are fetched; whoever made it removes it. */
  readonly reportFolder: string;
}

/** In a browser tab, reports are downloads: each is written to a folder of its own, so that names never clash. */
export function createDownloadShell({ version, reportFolder }: DownloadShellOptions): ShellPort {
  return {
    kind: 'browser',
    version,
    abilities: [],
    async chooseReportFile(suggestedName) {
      const folder = join(reportFolder, randomBytes(8).toString('hex'));
      await mkdir(folder, { recursive: true });
      return join(folder, suggestedName);
    },
    downloadUrlOf: (jobId) => `/reports/${jobId}`,
    // The tab fetches the report by its address; there is no folder to show.
    revealReport: () => undefined,
    notify: () => undefined,
    chooseFile: refuse,
    chooseFolder: refuse,
    showInFolder: () => undefined,
    copyText: refuse,
  };
}

const refuse = () => Promise.reject(new Failure('wrong-state', 'A browser tab cannot do this; use the window of the installed Kpoll.'));
