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
  /** How often each was planned and not begun, since the storm was over. */
  readonly notBegun: ReadonlyMap<string, number>;
  /** Settles when the plan is done or the signal came, and all is healed. Rejects where something could not be healed, once every lane has ended. */
  readonly ended: Promise<void>;
  /** Never resolves; rejects as `ended` does. */
  readonly failed: Promise<never>;
}

const afterglowMs = 5_000;
const endingDesktop = new Set([faultName('kill', 'desktop'), faultName('restart', 'desktop'), faultName('forget', 'server')]);

/** Lets everything happen that the plan says; what this computer cannot be made to have is skipped. Throws where a fault is unknown. */
export function runFaults(
  plan: StormPlan,
  world: Pick<StormWorld, 'faults' | 'impossible'>,
  journal: Journal,
  signal: AbortSignal,
): FaultRun {
  const startedAt = Date.now();
  const under = new Set<string>();
  const done = new Map<string, number>();
  const notBegun = new Map<string, number>();
  mustKnowAll(plan, world);
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
    count(done, name);
    if (endingDesktop.has(name)) desktopBackAt = Date.now();
    under.delete(name);
  }

  async function runLane(lane: readonly PlannedFault[]): Promise<void> {
    for (const fault of lane) {
      const early = startedAt + fault.atMs - Date.now();
      if (early > 0 && !signal.aborted) await pause.wait(early);
      if (!signal.aborted) await inflict(fault);
      else if (!world.impossible.has(fault.kind)) count(notBegun, faultName(fault.kind, fault.target));
      // Votes flow for a while before the next one, however long this one took to heal.
      if (!signal.aborted) await pause.wait(fault.restMs);
    }
  }

  const lanes = plan.lanes.map(runLane);
  const ended = Promise.allSettled(lanes).then(async () => {
    await Promise.all(lanes);
  });
  const failed = new Promise<never>((_, reject) => lanes.forEach((lane) => void lane.catch(reject)));
  for (const promise of [ended, failed]) promise.catch(() => undefined); // whoever waits for either hears of it
  return {
    ...{ done, notBegun, ended, failed },
    now: () => [...under],
    endsDesktop: () => [...under].some((name) => endingDesktop.has(name)) || Date.now() - desktopBackAt < afterglowMs,
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mustKnowAll({ lanes }: StormPlan, { faults, impossible }: Pick<StormWorld, 'faults' | 'impossible'>): void {
  for (const { kind, target } of lanes.flat()) {
    if (!impossible.has(kind) && !faults.has(faultName(kind, target))) throw new Error(`This storm knows no fault "${kind} ${target}".`);
  }
}
