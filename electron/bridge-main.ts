import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { ipcMain } from 'electron';
import { calls } from '../core/contract/bridge.ts';
import { answer } from '../main/bridge/answer.ts';
import type { DesktopHost, Session } from '../main/host/desktop-host.ts';
import { isOwnPage } from './own-page.ts';

/** Binds the contract's calls to windows; whoever is not one of ours gets no answer. Returns how to undo that. */
export function bindBridge(host: Pick<DesktopHost, 'openSession'>) {
  const sessions = new Map<number, Session>();
  for (const channel of Object.keys(calls)) {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, args: unknown) => {
      const session = sessions.get(event.sender.id);
      if (session === undefined || !isFromOwnPage(event)) throw new Error('This page may not call Kpoll.');
      return answer(session.context, channel, args);
    });
  }
  return {
    /** Gives a window a session of its own, until it is closed. */
    addWindow(contents: WebContents): void {
      const session = host.openSession((event, payload) => {
        if (!contents.isDestroyed()) contents.send(event, payload);
      });
      sessions.set(contents.id, session);
      const { id } = contents;
      contents.once('destroyed', () => {
        sessions.delete(id);
        session.stop();
      });
    },
    stop(): void {
      Object.keys(calls).forEach((channel) => ipcMain.removeHandler(channel));
      for (const session of sessions.values()) session.stop();
      sessions.clear();
    },
  };
}

/** Frames within a page are foreign even where the page is ours. Old versions of Electron do not tell the frame. */
function isFromOwnPage({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  if (senderFrame === undefined) return isOwnPage(sender.getURL());
  return senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url);
}
