import { rmSync } from 'node:fs';
import { describe } from 'vitest';
import { openEmbeddedHistory, openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import { createInMemoryHistory, createInMemoryHistoryStore } from '../fakes/in-memory-history-store.ts';
import { makeFolder } from './embedded-world.ts';
import type { HistoryWorld } from './history-store-suite.ts';
import { testHistoryStore } from './history-store-suite.ts';

async function createEmbeddedWorld(): Promise<HistoryWorld> {
  const folder = makeFolder();
  let store = await openEmbeddedHistory({ folder });
  return {
    store,
    openReader: () => openEmbeddedHistoryReader({ folder }),
    async restart() {
      await store.stop();
      store = await openEmbeddedHistory({ folder });
      return store;
    },
    async remove() {
      await store.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function createInMemoryWorld(): Promise<HistoryWorld> {
  const history = createInMemoryHistory();
  const open = async () => createInMemoryHistoryStore(history);
  return { store: await open(), openReader: open, restart: open, remove: async () => undefined };
}

describe('the embedded history store', () => testHistoryStore(createEmbeddedWorld));
describe('the history store in memory', () => testHistoryStore(createInMemoryWorld));
