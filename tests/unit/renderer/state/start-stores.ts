import { createFakeBridge } from '../../../fakes/fake-bridge.ts';
import type { FakeBridge } from '../../../fakes/fake-bridge.ts';
import { createBridgeClient } from '../../../../renderer/bridge.ts';
import { createStores, startStores } from '../../../../renderer/state/stores.ts';

/** Stores on a fake bridge; frames are drawn and deferred calls made at once. */
export async function startOn(bridge: FakeBridge = createFakeBridge()) {
  const downloads: string[] = [];
  const stores = createStores({
    bridge: createBridgeClient(bridge),
    clock: () => 1_700_000_000_000,
    requestFrame: (callback) => callback(),
    defer: (callback) => callback(),
    download: (url) => downloads.push(url),
  });
  const stop = await startStores(stores);
  return { bridge, stores, stop, downloads };
}

export const draft = {
  question: 'Tea or coffee?',
  type: 'single',
  options: [{ label: 'Tea' }, { label: 'Coffee' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
} as const;
