import { createPause } from '../../main/connection/pause.ts';
import type { Random } from '../../main/simulate/random.ts';
import { sample, wholeBelow } from '../../main/simulate/random.ts';
import { createVoteClient } from '../../main/simulate/vote-client.ts';
import type { Journal } from './journal.ts';
import type { PlannedPoll } from './plan.ts';
import type { Voter } from './voter.ts';
import { createVoter } from './voter.ts';

/** A poll that people vote in just now. */
export interface OpenPoll extends Pick<PlannedPoll, 'type' | 'changes'> {
  readonly id: string;
  /** While it closes, people come in so many times faster. */
  haste: number;
}

export interface Crowd {
  /** Polls that people are sent to. */
  readonly polls: Set<OpenPoll>;
  /** Votes that are not answered for good yet. */
  waiting(): number;
  /** Lets people come in until the signal. */
  comeIn(signal: AbortSignal): Promise<void>;
  /** Waits until all have been answered, or given up after the limit. */
  goHome(limitMs: number): Promise<void>;
}

export interface CrowdOptions {
  readonly urls: readonly string[];
  readonly journal: Journal;
  readonly random: Random;
  readonly votesPerSecond: number;
}

export const optionCount = 4;
const connections = 256;
const answerLimitMs = 8_000;
const beatMs = 20;
/** Of those who come in: share of newcomers; the others vote once more. */
const newcomers = 0.8;
const inCopies = 0.1;
const invalid = 0.01;
/** Where so many stand in line already, people turn away at the door: two cores must not drown in tries. */
const longestLine = 2_000;
const sameAgain = 0.3;
const choiceOutOfRange: readonly number[] = [optionCount + 7];

export function createCrowd({ urls, journal, random, votesPerSecond }: CrowdOptions): Crowd {
  const clients = urls.map((url) => createVoteClient({ url, connections: connections / urls.length, timeoutMs: answerLimitMs }));
  const pause = createPause();
  const polls = new Set<OpenPoll>();
  const idle = new Map<string, Voter[]>();
  const busy = new Set<Promise<void>>();
  let patientUntil = Infinity;
  let voters = 0;
  const options = { clients, journal, pause, random, mayTryAgain: () => Date.now() < patientUntil };

  function choose({ type }: OpenPoll): readonly number[] {
    if (random() < invalid) return choiceOutOfRange;
    const count = type === 'single' ? 1 : 1 + wholeBelow(random, optionCount - 1);
    return sample(random, count, optionCount)
      .map((index) => index + 1)
      .sort((a, b) => a - b);
  }

  /** Only who has a vote accepted votes again: then all know which one came first. */
  function comeBack(poll: OpenPoll): Voter | undefined {
    const known = idle.get(poll.id) ?? [];
    const index = wholeBelow(random, known.length);
    const [found, last] = [known[index], known.pop()];
    if (last !== undefined && last !== found) known[index] = last;
    return found;
  }

  async function cast(poll: OpenPoll): Promise<void> {
    const known = random() < newcomers ? undefined : comeBack(poll);
    const voter = known ?? createVoter(options, (voters += 1), poll.id);
    const choice = known !== undefined && random() < sameAgain ? known.lastChoice : choose(poll);
    const copies = random() < inCopies ? 2 + wholeBelow(random, 4) : 1;
    if ((await voter.vote(choice, copies)) !== 'accepted') return;
    const own = idle.get(poll.id);
    if (own === undefined) idle.set(poll.id, [voter]);
    else own.push(voter);
  }

  function start(poll: OpenPoll): void {
    const casting = cast(poll).finally(() => busy.delete(casting));
    busy.add(casting);
  }

  return {
    polls,
    waiting: () => busy.size,
    async comeIn(signal) {
      let due = 0;
      for (let before = performance.now(); !signal.aborted;) {
        await pause.wait(beatMs);
        const now = performance.now();
        for (const poll of polls) {
          due += ((now - before) / 1000) * (votesPerSecond / 2) * poll.haste;
          for (; due >= 1; due -= 1) if (busy.size < longestLine) start(poll);
        }
        before = now;
      }
    },
    async goHome(limitMs) {
      patientUntil = Date.now() + limitMs;
      pause.wake();
      while (busy.size > 0) await Promise.all(busy);
      for (const client of clients) client.stop();
    },
  };
}
