import { app } from 'electron';
import type { Logger } from '../main/logger.ts';

/** How the program ends: asked first, then in order. */
export interface Quitting {
  /** From now on this is asked before anything is stopped. */
  askFirst(mayQuit: () => Promise<boolean>): void;
  /** Ends without asking, as the system wants it (Ctrl+C, SIGTERM, the end of the session). */
  force(): void;
  /** Nothing can keep the windows any more. */
  isUnderWay(): boolean;
}

export interface QuittingOptions {
  readonly closeWindows: () => Promise<void>;
  readonly stopAll: () => Promise<void>;
  readonly logger: Logger;
}

/** Everything is stopped before the program ends, so that the server can close its files. */
export function createQuitting({ closeWindows, stopAll, logger }: QuittingOptions): Quitting {
  let state: 'running' | 'asking' | 'stopping' | 'stopped' = 'running';
  let isForced = false;
  let mayQuit = async () => true;

  const stop = async () => {
    if (state === 'stopping') return;
    state = 'stopping';
    try {
      await closeWindows();
      await stopAll();
    } catch (error) {
      logger.error('stopping failed', { error });
    }
    state = 'stopped';
    app.quit();
  };
  const ask = async () => {
    state = 'asking';
    const wanted = await mayQuit().catch((error: unknown) => {
      logger.error('it could not be asked whether to quit', { error });
      return true;
    });
    // Somebody else may have ended the program while the question stood there.
    if (state !== 'asking') return;
    state = 'running';
    if (wanted) await stop();
  };
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (isForced) void stop();
    else if (state === 'running') void ask();
  });
  return {
    askFirst(ask) {
      mayQuit = ask;
    },
    force() {
      isForced = true;
      app.quit();
    },
    isUnderWay: () => state === 'stopping' || state === 'stopped',
  };
}
