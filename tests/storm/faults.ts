import { createPause } from '../../main/connection/pause.ts';
import type { Journal } from './journal.ts';
import type { PlannedFault, StormPlan } from './plan.ts';
import type { StormWorld } from './world.ts';
import { faultName } from './world.ts';

export interface FaultRun {
  /** Faults under way. */
  now(): readonly string[];
  /** A fault that ends the desktop is under way, or has been healed a moment ago. */
  endsDesktop(): boolean;
  /** How often each was done. */
  readonly done: ReadonlyMap<string, number>;
  /** Resolves when the plan is done or the signal came, and all is healed. Rejects where something could not be healed. */
  readonly ended: Promise<void>;
  /** Never resolves; rejects as `ended` does. */
  readonly failed: Promise<never>;
}

const afterglowMs = 5_000;
const endingDesktop = new Set([faultName('kill', 'desktop'), faultName('restart', 'desktop'), faultName('forget', 'server')]);

/** Lets everything happen that the plan says; what this computer cannot be made to have is skipped. */
export function runFaults(plan: StormPlan, world: Pick<StormWorld, 'faults'>, journal: Journal, signal: AbortSignal): FaultRun {
  const startedAt = Date.now();
  const under = new Set<string>();
  const done = new Map<string, number>();
  let desktopBackAt = 0;
  const pause = createPause();
  signal.addEventListener('abort', () => pause.wake());

  async function inflict({ kind, target, lastsMs }: PlannedFault): Promise<void> {
    const name = faultName(kind, target);
    const begin = world.faults.get(name);
    if (begin === undefined) return;
    under.add(name);
    journal.note(`begins: ${name}`);
    const heal = await begin();
    if (!signal.aborted) await pause.wait(lastsMs);
    await heal();
    journal.note(`healed: ${name}`);
    done.set(name, (done.get(name) ?? 0) + 1);
    if (endingDesktop.has(name)) desktopBackAt = Date.now();
    under.delete(name);
  }

  async function runLane(lane: readonly PlannedFault[]): Promise<void> {
    for (const fault of lane) {
      const early = startedAt + fault.atMs - Date.now();
      if (early > 0 && !signal.aborted) await pause.wait(early);
      if (signal.aborted) return;
      await inflict(fault);
    }
  }

  const ended = Promise.all(plan.lanes.map(runLane)).then(() => undefined);
  const failed = new Promise<never>((_, reject) => void ended.catch(reject));
  failed.catch(() => undefined); // whoever waits for either hears of it
  return {
    ...{ done, ended, failed },
    now: () => [...under],
    endsDesktop: () => [...under].some((name) => endingDesktop.has(name)) || Date.now() - desktopBackAt < afterglowMs,
  };
}
