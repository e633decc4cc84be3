import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectEmbeddedLog, openEmbeddedLog, openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import type { EventLogWorld, EventLogWorldOptions } from './event-log-suite.ts';

/** Bundled before the tests run; see tests/bundle-setup.ts. */
export const writerThread = pathToFileURL(join(import.meta.dirname, '../../out/ingest-server/log-writer-thread.js'));

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kpoll-test-'));
}

/** An embedded log in a folder of its own. */
export async function createEmbeddedWorld({ plan, maxQueuedRecords = 20_000 }: EventLogWorldOptions): Promise<EventLogWorld> {
  const folder = makeFolder();
  const open = (ofPlan = plan) => openEmbeddedLog({ folder, plan: ofPlan, writerThread, maxQueuedRecords });
  let log = await open();
  const stops = [() => log.stop()];
  const world = {
    log,
    openSecondWriter: () => keep(connectEmbeddedLog({ folder, port: log.connect() })),
    openReader: () => keep(openEmbeddedLogReader({ folder })),
    async restart(ofPlan = plan) {
      await log.stop();
      log = await open(ofPlan);
      return log;
    },
    async remove() {
      for (const stop of stops.reverse()) await stop();
      rmSync(folder, { recursive: true });
    },
  };
  async function keep<T extends { stop(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    stops.push(() => opened.stop());
    return opened;
  }
  return world;
}
