import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { createBridgeClient, readBridge } from './bridge.ts';
import { createPageNotices } from './page-notices.ts';
import { createStores, startStores } from './state/stores.ts';
import { pickFile } from './ui/pick-file.ts';
import { saveBlob } from './ui/save-file.ts';
import { followTheme } from './state/follow-theme.ts';

/** The composition root of the window. */
function main(root: HTMLElement): void {
  // Our content security policy forbids code made from text, which zod would otherwise try.
  z.config({ jitless: true });
  const bridge = readBridge(window);
  if (bridge === undefined) {
    root.textContent = 'This page is a part of Kpoll. Start Kpoll and use the link it prints.';
    return;
  }
  const stores = createStores({
    bridge: createBridgeClient(bridge),
    clock: () => Date.now(),
    requestFrame: (callback) => requestAnimationFrame(callback),
    defer: (callback) => setTimeout(callback, 50),
    startTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    download,
    newId,
    notices: createPageNotices(window),
    pickFile,
    saveText: (text, name) => saveBlob(new Blob([text], { type: 'application/json' }), name),
    copyText: (text) => navigator.clipboard.writeText(text),
    beginAnew: () => location.reload(),
  });
  reportBugs(stores.toasts.getState().add);
  followTheme(stores.settings, window);
  const keyName = /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl';
  createRoot(root).render(
    <StrictMode>
      <App stores={stores} keyName={keyName} />
    </StrictMode>,
  );
  void startStores(stores);
}

function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A bug is said once in general words; its stack stands in the console. */
function reportBugs(add: (toast: { tone: 'bad'; text: string }) => void): void {
  const text = 'Something in this window went wrong. Votes are not touched by it; reload the window if it does not go on.';
  window.addEventListener('error', () => add({ tone: 'bad', text }));
  window.addEventListener('unhandledrejection', () => add({ tone: 'bad', text }));
}

const root = document.getElementById('root');
if (root !== null) main(root);
