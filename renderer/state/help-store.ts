import { createStore } from 'zustand/vanilla';
import type { BridgeClient } from '../bridge.ts';
import type { AppStore } from './app-store.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface HelpState {
  /** Whether this window is on the computer that Kpoll runs on. */
  isOffered(): boolean;
  showLogs(): Promise<void>;
  copyDiagnostics(): Promise<void>;
}

export type HelpStore = ReturnType<typeof createHelpStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly app: AppStore;
  readonly toasts: ToastsStore;
  /** Rejects where the page may not use the clipboard. */
  readonly copyText: (text: string) => Promise<void>;
}

/** What a person does when somebody else is to find out what went wrong. */
export function createHelpStore({ bridge, app, toasts, copyText }: Dependencies) {
  const { add, addError } = toasts.getState();
  return createStore<HelpState>()(() => ({
    isOffered: () => (app.getState().info?.dataFolder ?? '') !== '',
    async showLogs() {
      try {
        const { path } = await bridge.call('logs:show');
        if (app.getState().info?.abilities.includes('show-folder') !== true) add({ tone: 'info', text: `The log is ${path}` });
      } catch (error) {
        addError(error);
      }
    },
    async copyDiagnostics() {
      try {
        const { text, isCopied } = await bridge.call('diagnostics:read');
        if (!isCopied) await copyText(text);
        add({ tone: 'good', text: 'Copied: versions, sizes, counts and the last errors. No votes, questions or secrets are in it.' });
      } catch (error) {
        addError(error);
      }
    },
  }));
}
