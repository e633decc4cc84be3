import { encodePollCommand } from '../../../core/contract/topics.ts';
import type { Poll, PollState } from '../../../core/domain/poll.ts';
import type { PollCommand } from '../../../core/domain/poll-command.ts';
import type { RunPartial, TallyStatus } from '../../../core/domain/result.ts';
import type { NewRecord } from '../../../core/ports/event-log.ts';

export const sampleContent: Poll['content'] = {
  question: 'Tea or coffee?',
  type: 'single',
  options: [
    { number: 1, label: 'Tea' },
    { number: 2, label: 'Coffee' },
  ],
  min: 1,
  max: 1,
  reveal: 'always',
  changes: 'none',
  timeZone: 'Europe/Berlin',
};

export function samplePoll(changes: Partial<Poll> = {}): Poll {
  return {
    id: 'p1',
    code: 'ACDEFG',
    revision: 2,
    state: 'open',
    hidden: false,
    createdAt: 1000,
    content: sampleContent,
    nextOption: 3,
    runs: [{ run: 1, partitions: 2, buckets: 1, fingerprint: 'f', openedAt: 1000, closedAt: null }],
    ...changes,
  };
}

/** The commands that bring a poll into a state. */
export function commandsTo(state: PollState, pollId = 'p1'): NewRecord[] {
  const common = { v: 1 as const, pollId, at: 1000 };
  const open = { partitions: 2, buckets: 1, fingerprint: 'f' };
  const steps: PollCommand[] = [
    { ...common, commandId: `${pollId}-1`, kind: 'create', code: `CODE-${pollId}`, content: sampleContent, nextOption: 3 },
    { ...common, commandId: `${pollId}-2`, kind: 'open', revision: 1, ...open },
    { ...common, commandId: `${pollId}-3`, kind: 'opened', run: 1 },
    { ...common, commandId: `${pollId}-4`, kind: 'close', revision: 2 },
    { ...common, commandId: `${pollId}-5`, kind: 'closed', run: 1 },
  ];
  const count = { draft: 1, opening: 2, open: 3, paused: 3, closing: 4, closed: 5 }[state];
  return steps.slice(0, count).map(encodePollCommand);
}

export function samplePartial(changes: Partial<RunPartial> = {}): RunPartial {
  return {
    foldVersion: 1,
    pollId: 'p1',
    run: 1,
    partition: 0,
    partitions: 2,
    offset: 10,
    time: 1000,
    options: [1, 2],
    counts: [0, 0],
    voters: 0,
    duplicates: 0,
    repeats: 0,
    late: 0,
    invalid: 0,
    closedAt: null,
    ...changes,
  };
}

export function sampleStatus(changes: Partial<TallyStatus> = {}): TallyStatus {
  return { partition: 0, folded: 10, end: 10, time: 1000, foldedTime: 1000, unreadable: 0, stopped: null, ...changes };
}
