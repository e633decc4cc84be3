import { rmSync } from 'node:fs';
import { describe } from 'vitest';
import { openEmbeddedTallyState } from '../../engines/embedded/embedded-tally-state-store.ts';
import type { InMemoryTallyStates } from '../fakes/in-memory-tally-state-store.ts';
import { createInMemoryTallyStateStore } from '../fakes/in-memory-tally-state-store.ts';
import { makeFolder } from './embedded-world.ts';
import type { TallyStateWorld } from './tally-state-store-suite.ts';
import { testTallyStateStore } from './tally-state-store-suite.ts';

async function createEmbeddedWorld(): Promise<TallyStateWorld> {
  const folder = makeFolder();
  let store = await openEmbeddedTallyState({ folder });
  return {
    store,
    async restart() {
      await store.stop();
      store = await openEmbeddedTallyState({ folder });
      return store;
    },
    async remove() {
      await store.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function createInMemoryWorld(): Promise<TallyStateWorld> {
  const states: InMemoryTallyStates = new Map();
  const open = async () => createInMemoryTallyStateStore(states);
  return { store: await open(), restart: open, remove: async () => undefined };
}

describe('the embedded tally state store', () => testTallyStateStore(createEmbeddedWorld));
describe('the tally state store in memory', () => testTallyStateStore(createInMemoryWorld));
