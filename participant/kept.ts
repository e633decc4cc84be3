import type { PendingVote } from './send-vote.ts';

/** What this tab remembers of a poll, so that a reload goes on where it was. Where storage is forbidden nothing is remembered. */
export interface Kept {
  readonly pending: PendingVote | undefined;
  /** What this device voted last, which the receipt of several options does not tell. */
  readonly choice: readonly number[] | undefined;
  keepPending(vote: PendingVote | undefined): void;
  keepChoice(options: readonly number[] | undefined): void;
}

export function createKept(pollId: string, storage: Storage | undefined): Kept {
  const read = (name: string): unknown => {
    try {
      return JSON.parse(storage?.getItem(`${name}:${pollId}`) ?? 'null') as unknown;
    } catch {
      return null; // Not ours, or damaged: as good as nothing.
    }
  };
  const write = (name: string, value: unknown): void => {
    try {
      if (value === undefined) storage?.removeItem(`${name}:${pollId}`);
      else storage?.setItem(`${name}:${pollId}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: voting works without, only a reload would begin anew.
    }
  };
  return {
    get pending() {
      const value = read('pending');
      return isPending(value, pollId) ? value : undefined;
    },
    get choice() {
      const value = read('choice');
      return isNumbers(value) ? value : undefined;
    },
    keepPending: (vote) => write('pending', vote),
    keepChoice: (options) => write('choice', options),
  };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function isPending(value: unknown, pollId: string): value is PendingVote {
  if (typeof value !== 'object' || value === null) return false;
  const vote = value as { readonly [name: string]: unknown };
  return vote['pollId'] === pollId && typeof vote['voteId'] === 'string' && isNumbers(vote['options']);
}
