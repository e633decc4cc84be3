import type { MessageBoxOptions } from 'electron';
import { app, BrowserWindow, dialog } from 'electron';
import { messageOf } from '../core/domain/failure.ts';
import type { LeavingState, QuitAnswer } from '../main/background/leaving.ts';
import { quitQuestion, toldAboutTray, whatClosingDoes, wouldStopVoting } from '../main/background/leaving.ts';
import type { Logger } from '../main/logger.ts';
import type { SettingsStore } from '../main/settings/settings-store.ts';

export interface LeavingOptions {
  readonly state: () => LeavingState;
  readonly hasTray: () => boolean;
  readonly closePolls: () => Promise<void>;
  readonly settings: Pick<SettingsStore, 'read' | 'write'>;
  readonly logger: Logger;
}

/** Ends the program, or its window, without surprising anybody who is voting. */
export interface Leaving {
  /** For a window that is about to close: true where it must stay, hidden or asked about. */
  keepsWindow(window: BrowserWindow): boolean;
  /** Resolves to whether the program may end now. Asks where votes would have nobody to take them. */
  mayQuit(): Promise<boolean>;
}

export function createLeaving({ state, hasTray, closePolls, settings, logger }: LeavingOptions): Leaving {
  let asking: Promise<boolean> | undefined;
  const act = async (answer: QuitAnswer): Promise<boolean> => {
    if (answer !== 'close-polls') return answer === 'quit';
    try {
      await closePolls();
      return true;
    } catch (error) {
      logger.error('the polls could not be closed before the end', { error });
      await say({ type: 'error', message: 'The polls were not closed, and Kpoll keeps running.', detail: messageOf(error) });
      return false;
    }
  };
  const ask = async (): Promise<boolean> => {
    const { message, detail, buttons } = quitQuestion(state().running);
    const labels = buttons.map(({ label }) => label);
    const { response } = await say({ type: 'warning', message, detail, buttons: labels, defaultId: 0, cancelId: 0, noLink: true });
    return act(buttons[response]?.answer ?? 'stay');
  };
  const mayQuit = async () => {
    if (!wouldStopVoting(state())) return true;
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
  const hide = async (window: BrowserWindow) => {
    if (!settings.read().toldAboutTray) {
      await settings.write({ toldAboutTray: true });
      await say({ type: 'info', ...toldAboutTray, buttons: ['OK'] });
    }
    if (!window.isDestroyed()) hideWindow(window);
  };
  const complain = (error: unknown) => logger.error('the window could not be left in order', { error });
  return {
    keepsWindow(window) {
      const effect = whatClosingDoes({ ...state(), hasTray: hasTray() });
      // Quitting asks by itself.
      if (effect === 'ask') app.quit();
      if (effect === 'hide') hide(window).catch(complain);
      return effect !== 'close';
    },
    mayQuit,
  };
}

/** A window that fills the screen would leave a black screen behind on macOS. */
function hideWindow(window: BrowserWindow): void {
  if (process.platform !== 'darwin' || !window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

/** At the window where it is to be seen, else on its own. */
function say(options: MessageBoxOptions) {
  const window = BrowserWindow.getAllWindows().find((candidate) => candidate.isVisible());
  const named = { title: 'Kpoll', ...options };
  return window === undefined ? dialog.showMessageBox(named) : dialog.showMessageBox(window, named);
}
