import { updatesCallNames } from '../../core/contract/bridge-updates.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Handlers } from '../bridge/answer.ts';
import type { SessionOptions } from '../host/desktop-host.ts';
import type { Updates } from './updates.ts';

export type UpdateHandlers = Pick<Handlers, (typeof updatesCallNames)[number]>;

export function createUpdateHandlers(updates: Updates, { remote }: SessionOptions): UpdateHandlers {
  if (remote) return refusedCalls();
  return {
    'updates:read': async () => updates.read(),
    'updates:check': () => updates.check(),
    'updates:download': async () => updates.download(),
  };
}

/** Somebody on another computer has a program of their own to update. */
function refusedCalls(): UpdateHandlers {
  const refuse = () =>
    Promise.reject(new Failure('unauthorized', 'Kpoll can be updated only on the computer that it is installed on. Nothing was done.'));
  return Object.fromEntries(updatesCallNames.map((name) => [name, refuse])) as unknown as UpdateHandlers;
}
