import { describe } from 'vitest';
import { createInMemoryEventLog, createInMemoryLogStore } from '../fakes/in-memory-event-log.ts';
import { createEmbeddedWorld } from './embedded-world.ts';
import type { EventLogWorld, EventLogWorldOptions } from './event-log-suite.ts';
import { testEventLog } from './event-log-suite.ts';

async function createInMemoryWorld({ plan, maxQueuedRecords = 20_000 }: EventLogWorldOptions): Promise<EventLogWorld> {
  const store = createInMemoryLogStore(plan);
  const open = () => createInMemoryEventLog({ store, maxQueuedRecords });
  let log = open();
  return {
    log,
    openSecondWriter: async () => open(),
    openReader: async () => open(),
    async restart() {
      await log.stop();
      log = open();
      return log;
    },
    remove: () => log.stop(),
  };
}

describe('the embedded event log', () => testEventLog(createEmbeddedWorld));
describe('the event log in memory', () => testEventLog(createInMemoryWorld));
