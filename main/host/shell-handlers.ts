import { shellCalls } from '../../core/contract/bridge-shell.ts';
import { pollFileExtension } from '../../core/contract/poll-file.ts';
import type { HostHandlers } from '../bridge/answer.ts';
import type { Openings } from '../openings/openings.ts';
import { openPollFile } from '../openings/openings.ts';
import { logFileOf } from '../logs/program-log.ts';
import type { ShellPort } from '../shell-port.ts';
import type { SessionOptions } from './desktop-host.ts';
import { refusedCalls } from './refused-calls.ts';

/** What windows ask of the computer they are on. */
export interface ShellServices {
  readonly shell: Pick<ShellPort, 'abilities' | 'chooseFile' | 'showInFolder' | 'copyText'>;
  readonly openings: Pick<Openings, 'take'>;
  readonly dataFolder: string;
  readonly diagnose: () => Promise<string>;
}

export type ShellHandlers = Pick<HostHandlers, keyof typeof shellCalls>;

export function createShellHandlers({ shell, dataFolder, diagnose, openings }: ShellServices, { remote }: SessionOptions): ShellHandlers {
  if (remote) return refusedCalls(names, notHere);
  return {
    'opening:take': async () => openings.take(),
    'pollfile:open': async () => {
      const path = await shell.chooseFile({
        title: 'Open a poll',
        kind: 'open',
        fileType: { name: 'Kpoll poll', extensions: [pollFileExtension] },
      });
      return path === null ? null : openPollFile(path);
    },
    'logs:show': async () => {
      const path = logFileOf(dataFolder);
      if (shell.abilities.includes('show-folder')) shell.showInFolder(path);
      return { path };
    },
    'diagnostics:read': async () => {
      const text = await diagnose();
      const isCopied = shell.abilities.includes('copy-text');
      if (isCopied) await shell.copyText(text);
      return { text, isCopied };
    },
  };
}

/** Somebody on another computer has a program of their own to look after. */
const notHere = 'This can be done only on the computer that runs this dashboard. Nothing was done.';
const names = Object.keys(shellCalls) as (keyof typeof shellCalls)[];
