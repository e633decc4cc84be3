import { createWriteStream } from 'node:fs';
import type { Snapshot } from '../../core/contract/bridge.ts';
import { createPause } from '../../main/connection/pause.ts';
import type { Sample } from '../checker/evidence.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';

/** A moderator's screen that is looked at ten times a second, and a moderator who starts the program again when it is gone. */
export interface Screen {
  /** The program as it runs now, or undefined. */
  desktop(): Dashboard | undefined;
  /** Starts it and shows the polls that are watched. */
  start(): Promise<void>;
  /** Now, or as soon as the program runs again. */
  watch(pollId: string): void;
  snapshot(pollId: string): Snapshot | undefined;
  /** Everything seen of a poll that differed from the look before. */
  samples(pollId: string): readonly Sample[];
  readonly sessions: () => number;
  /** Ends of the program that nobody ordered. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

export interface ScreenOptions {
  readonly startDesktop: () => Promise<Dashboard>;
  readonly logFile: string;
  /** Whether a fault is under way that explains why the program ends or cannot start. */
  readonly isExpected: () => boolean;
}

const lookEveryMs = 100;
const againMs = 500;
const startLimitMs = 180_000;

export function createScreen({ startDesktop, logFile, isExpected }: ScreenOptions): Screen {
  const said = createWriteStream(logFile, { flags: 'a' });
  const watched = new Set<string>();
  const samples = new Map<string, Sample[]>();
  const faults: string[] = [];
  const pause = createPause();
  let [desktop, session, stopping]: [Dashboard | undefined, number, boolean] = [undefined, 0, false];

  const sampling = setInterval(() => {
    for (const pollId of watched) {
      const snapshot = desktop?.snapshot(pollId);
      if (snapshot !== undefined) keep(samples, pollId, sampleOf(session, snapshot));
    }
  }, lookEveryMs);

  function watchAll(on: Dashboard): Promise<void> {
    return on.call('results:watch', { pollIds: [...watched] });
  }

  async function start(): Promise<void> {
    const limit = Date.now() + startLimitMs;
    while (!stopping) {
      try {
        const started = await startDesktop();
        started.child.stderr?.pipe(said, { end: false });
        started.child.stdout?.pipe(said, { end: false });
        session += 1;
        desktop = started;
        started.child.once('exit', (code, name) => {
          if (desktop === started) desktop = undefined;
          if (!stopping && !isExpected()) faults.push(`the desktop ended by itself (${code ?? name ?? ''})`);
        });
        await watchAll(started);
        return;
      } catch (error) {
        if (Date.now() > limit) throw error;
        await pause.wait(againMs);
      }
    }
  }

  return {
    ...{ start, faults, desktop: () => desktop, sessions: () => session },
    watch(pollId) {
      watched.add(pollId);
      // Where the program ends meanwhile, the next one is told.
      if (desktop !== undefined) watchAll(desktop).catch(() => undefined);
    },
    snapshot: (pollId) => desktop?.snapshot(pollId),
    samples: (pollId) => samples.get(pollId) ?? [],
    async stop() {
      stopping = true;
      pause.wake();
      clearInterval(sampling);
      await desktop?.stop();
      said.end();
    },
  };
}

function sampleOf(session: number, { voters, options, final }: Snapshot): Sample {
  return { session, at: Date.now(), voters, votes: options.map(({ votes }) => votes), final };
}

function keep(samples: Map<string, Sample[]>, pollId: string, sample: Sample): void {
  const own = samples.get(pollId) ?? [];
  const last = own.at(-1);
  const same = last !== undefined && JSON.stringify({ ...last, at: 0 }) === JSON.stringify({ ...sample, at: 0 });
  if (!same) own.push(sample);
  samples.set(pollId, own);
}
