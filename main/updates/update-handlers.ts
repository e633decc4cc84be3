import { updatesCallNames } from '../../core/contract/bridge-updates.ts';
import type { Handlers } from '../bridge/answer.ts';
import type { SessionOptions } from '../host/desktop-host.ts';
import { refusedCalls } from '../host/refused-calls.ts';
import type { Updates } from './updates.ts';

export type UpdateHandlers = Pick<Handlers, (typeof updatesCallNames)[number]>;

export function createUpdateHandlers(updates: Updates, { remote }: SessionOptions): UpdateHandlers {
  if (remote) return refusedCalls(updatesCallNames, notHere);
  return {
    'updates:read': async () => updates.read(),
    'updates:check': () => updates.check(),
    'updates:download': async () => updates.download(),
  };
}

/** Somebody on another computer has a program of their own to update. */
const notHere = 'Kpoll can be updated only on the computer that it is installed on. Nothing was done.';
