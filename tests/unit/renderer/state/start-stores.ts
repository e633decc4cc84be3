import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import type { FakeBridge } from '../../../fakes/fake-bridge.ts';
import { createBridgeClient } from '../../../../renderer/bridge.ts';
import type { TextFile } from '../../../../renderer/state/openings-store.ts';
import { createStores, startStores } from '../../../../renderer/state/stores.ts';

/** Stores on a fake bridge; frames are drawn and deferred calls made at once. */
export async function startOn(bridge: FakeBridge = createFakeBridge(), picked?: TextFile) {
  const notices = createFakeNotices();
  const downloads: string[] = [];
  const copied: string[] = [];
  const saved: { readonly text: string; readonly name: string }[] = [];
  const timers = createFakeTimers();
  let begunAnew = 0;
  let nextId = 1;
  const stores = createStores({
    bridge: createBridgeClient(bridge),
    clock: () => 1_700_000_000_000,
    requestFrame: (callback) => callback(),
    defer: (callback) => callback(),
    startTimer: timers.start,
    download: (url) => downloads.push(url),
    newId: () => `id-${nextId++}`,
    notices,
    pickFile: async () => picked,
    saveText: (text, name) => saved.push({ text, name }),
    copyText: async (text) => void copied.push(text),
    beginAnew: () => (begunAnew += 1),
  });
  const stop = await startStores(stores);
  return { bridge, stores, stop, downloads, notices, copied, saved, timers, begunAnew: () => begunAnew };
}

/** A browser whose person allows messages once asked. */
function createFakeNotices() {
  const shown: { readonly title: string; readonly text: string; readonly onClick: () => void }[] = [];
  let permission: 'granted' | 'default' = 'default';
  return {
    shown,
    permission: () => permission,
    ask: async () => void (permission = 'granted'),
    show: (notice: (typeof shown)[number]) => void shown.push(notice),
  };
}

/** Timers that run out when a test says so. */
function createFakeTimers() {
  const waiting = new Set<{ readonly callback: () => void; readonly ms: number }>();
  return {
    start(callback: () => void, ms: number) {
      const timer = { callback, ms };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    waitingMs: () => [...waiting].map(({ ms }) => ms),
    runOut() {
      const due = [...waiting];
      waiting.clear();
      due.forEach(({ callback }) => callback());
    },
  };
}

export const draft = {
  question: 'Tea or coffee?',
  type: 'single',
  options: [{ label: 'Tea' }, { label: 'Coffee' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
} as const;
