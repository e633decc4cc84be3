import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogReader } from '../../core/ports/event-log.ts';
import { createRandom } from '../../main/simulate/random.ts';
import { createPause } from '../../main/connection/pause.ts';
import { checkRun, isSettled } from '../checker/check-run.ts';
import type { Finding } from '../checker/evidence.ts';
import { faultsInStorm } from './check-storm.ts';
import { createCrowd } from './crowd.ts';
import { openClusterWorld } from './cluster-world.ts';
import { openEmbeddedWorld } from './embedded-world.ts';
import type { FaultRun } from './faults.ts';
import { runFaults } from './faults.ts';
import type { WholeLog } from './gather.ts';
import { exportBallots, readBallots, readWholeLog } from './gather.ts';
import type { JournalAccount } from './journal.ts';
import { createJournal, readJournal } from './journal.ts';
import type { RunPoll } from './moderator.ts';
import { moderate } from './moderator.ts';
import type { StormPlan } from './plan.ts';
import type { Screen } from './screen.ts';
import { createScreen } from './screen.ts';
import { until } from './until.ts';
import type { StormWorld } from './world.ts';

export interface StormOutcome {
  readonly plan: StormPlan;
  readonly describe: string;
  readonly leftOut: readonly string[];
  readonly faultsDone: ReadonlyMap<string, number>;
  readonly desktops: number;
  readonly journal: JournalAccount;
  readonly records: number;
  readonly polls: readonly RunPoll[];
  readonly known: Finding['known'];
  /** Sentences; none where all is well. */
  readonly faults: readonly string[];
  readonly seconds: number;
}

const progressEveryMs = 10_000;
const lastPatienceMs = 60_000;
const finalLimitMs = 300_000;
const settleLimitMs = 120_000;
const settleAgainMs = 500;

/** Plays the plan on the real programs, heals everything, waits until all is counted, and checks. `folder` keeps logs and journal; `stop` breaks off. */
export async function runStorm(plan: StormPlan, folder: string, say: (line: string) => void, stop: AbortSignal): Promise<StormOutcome> {
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  const journal = createJournal(join(folder, 'journal.ndjson'), Date.now);
  const parts: { screen?: Screen; faults?: FaultRun } = {};
  const theScreen = () => {
    if (parts.screen === undefined) throw new Error('there is no screen yet');
    return parts.screen;
  };
  const world = await openWorld(plan, folder, theScreen);
  const screen = createScreen({
    startDesktop: world.startDesktop,
    logFile: join(folder, 'desktop.log'),
    isExpected: () => parts.faults?.endsDesktop() ?? false,
  });
  parts.screen = screen;
  try {
    await screen.start();
    const polls = await rage({ plan, world, screen, journal, say, parts, stop });
    await journal.close();
    const drained = await Promise.race([drain(screen, polls), brokenOff(stop)]);
    const account = await readJournal(join(folder, 'journal.ndjson'));
    const evidence = await Promise.race([gather(world, screen, polls, account), brokenOff(stop)]);
    const { done = new Map<string, number>(), notBegun = new Map<string, number>() } = parts.faults ?? {};
    const enough = faultsInStorm({ plan, journal: account, done, notBegun, impossible: world.impossible });
    return {
      ...{ plan, polls, ...evidence, describe: world.describe, desktops: screen.sessions(), faultsDone: done },
      leftOut: [
        ...[...world.impossible].map((entry) => entry.join(': ')),
        ...[...notBegun].map(([name, times]) => `${name} ${times} (too late)`),
      ],
      faults: [...enough, ...screen.faults, ...world.faultsFound(), ...drained, ...evidence.faults],
      seconds: Math.round((Date.now() - began) / 1000),
    };
  } finally {
    await Promise.allSettled([screen.stop()]);
    await world.stop();
  }
}

/** Never resolves. */
function brokenOff(stop: AbortSignal): Promise<never> {
  const reason = new Error('The storm was broken off by a signal.');
  return new Promise((_, reject) => {
    if (stop.aborted) reject(reason);
    else stop.addEventListener('abort', () => reject(reason), { once: true });
  });
}

function openWorld(plan: StormPlan, folder: string, screen: () => Screen): Promise<StormWorld> {
  return plan.engine === 'cluster' ? openClusterWorld(folder, screen) : openEmbeddedWorld(folder, screen);
}

interface Raging {
  readonly plan: StormPlan;
  readonly world: StormWorld;
  readonly screen: Screen;
  readonly journal: ReturnType<typeof createJournal>;
  readonly say: (line: string) => void;
  readonly parts: { faults?: FaultRun };
  readonly stop: AbortSignal;
}

/** The storm itself; resolves when the last poll is closed, all is healed, and every voter has an answer or has given up. */
async function rage({ plan, world, screen, journal, say, parts, stop }: Raging): Promise<readonly RunPoll[]> {
  const controller = new AbortController();
  const crowd = createCrowd({ urls: world.voteUrls, journal, random: createRandom(plan.seed + 1), votesPerSecond: plan.votesPerSecond });
  const startedAt = Date.now();
  const calm = new AbortController();
  const faults = runFaults(plan, world, journal, calm.signal);
  parts.faults = faults;
  const reporting = setInterval(() => {
    const { sent, accepted } = journal.counts;
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const now = faults.now().join(', ') || 'nothing';
    say(
      `${seconds} s: ${sent} requests, ${accepted} accepted, ${crowd.waiting()} waiting; ${crowd.polls.size} polls open; broken now: ${now}`,
    );
  }, progressEveryMs);
  const coming = crowd.comeIn(controller.signal);
  try {
    // What cannot be healed ends the storm at once.
    const polls = await Promise.race([moderate(plan.polls, { world, crowd, screen, journal, startedAt }), faults.failed, brokenOff(stop)]);
    controller.abort();
    calm.abort();
    await faults.ended;
    return polls;
  } finally {
    controller.abort();
    calm.abort();
    await Promise.allSettled([faults.ended, coming]);
    await crowd.goHome(stop.aborted ? 0 : lastPatienceMs);
    clearInterval(reporting);
  }
}

/** Waits until the screen says of every poll that its result is final. */
async function drain(screen: Screen, polls: readonly RunPoll[]): Promise<string[]> {
  const open = () => polls.filter(({ id }) => screen.snapshot(id)?.final !== true);
  try {
    await until('all results are final on the screen', async () => open().length === 0, finalLimitMs);
    return [];
  } catch {
    return open().map(({ id, name }) => `poll ${id} (${name}) is not final: ${JSON.stringify(screen.snapshot(id) ?? 'nothing on screen')}`);
  }
}

async function gather(world: StormWorld, screen: Screen, polls: readonly RunPoll[], journal: JournalAccount) {
  const desktop = screen.desktop();
  if (desktop === undefined) throw new Error('The desktop is gone, although everything was healed.');
  const [log, history] = [await world.openLog(), await world.openHistory()];
  try {
    const { runs, records, faults: ofOrder } = await readSettled(log, screen, polls);
    const faults = [...journal.faults, ...ofOrder];
    const known = { lateYetCounted: 0, overtaken: 0 };
    for (const { id, changes } of polls) {
      const snapshot = screen.snapshot(id);
      const finding = checkRun({
        ...{ pollId: id, changes, sent: journal.sent.get(id) ?? new Map(), log: runs.get(id) ?? [] },
        csv: await exportBallots(desktop, id),
        ballots: await readBallots(history, id),
        screen: snapshot?.final === true ? snapshot : undefined,
        samples: screen.samples(id),
      });
      faults.push(...finding.faults);
      known.lateYetCounted += finding.known.lateYetCounted;
      known.overtaken += finding.known.overtaken;
    }
    return { journal, records, known, faults };
  } finally {
    await log.stop();
    await history.stop();
  }
}

/** Late votes can still be counted after a result is final: reads until nothing is added and the screen has it all, or the time is up. */
async function readSettled(log: LogReader, screen: Screen, polls: readonly RunPoll[]): Promise<WholeLog> {
  const limit = Date.now() + settleLimitMs;
  const pause = createPause();
  const ids = polls.map(({ id }) => id);
  for (;;) {
    const before = await log.ends('votes');
    const whole = await readWholeLog(log, ids);
    const shown = polls.every(({ id, changes }) => isSettled({ changes, log: whole.runs.get(id) ?? [], screen: screen.snapshot(id) }));
    const after = await log.ends('votes');
    if ((shown && before.join() === after.join()) || Date.now() > limit) return whole;
    await pause.wait(settleAgainMs);
  }
}
