import {
  encodeCloseMarker,
  encodeOpenMarker,
  encodePartial,
  encodePollCommand,
  encodeServer,
  encodeStatus,
  encodeVote,
} from '../../core/contract/topics.ts';
import type { PollCommand } from '../../core/domain/poll-command.ts';
import type { PollContent } from '../../core/domain/poll.ts';
import type { TopicName } from '../../core/ports/event-log.ts';
import { deepJson } from './hostile-values.ts';

const content: PollContent = {
  ...{ question: 'Which?', type: 'single', min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' },
  options: [
    { number: 1, label: 'A' },
    { number: 2, label: 'B' },
  ],
};
const marker = {
  rule: { type: 'single', options: [1, 2], min: 1, max: 1 },
  changes: 'none',
  partitions: 1,
  buckets: 1,
  fingerprint: 'f',
} as const;

/** Values as Kpoll writes them, of each topic and kind, to be damaged. */
export function goodRecords(pollId: string, run: number): Readonly<Record<TopicName, readonly string[]>> {
  const id = { pollId, run };
  const vote = (voterId: string) => encodeVote(0, { ...id, voterId, voteId: `vote-of-${voterId}`, stamp: 1_700_000_000_000, choice: [1] });
  const command = { v: 1, pollId, commandId: `c-${pollId}`, at: 1_700_000_000_000 } as const;
  const commands: PollCommand[] = [
    { ...command, kind: 'create', code: 'ABCDEF', content, nextOption: 3 },
    { ...command, kind: 'open', revision: 1, partitions: 1, buckets: 1, fingerprint: 'f' },
    { ...command, kind: 'opened', run },
    { ...command, kind: 'schedule', revision: 2, closing: { kind: 'after', minutes: 10 } },
    { ...command, kind: 'edit', revision: 1, content, nextOption: 3 },
  ];
  const sums = { voters: 1, duplicates: 0, repeats: 0, late: 0, invalid: 0, closedAt: null };
  const partial = {
    ...id,
    ...sums,
    foldVersion: 1,
    partition: 0,
    partitions: 1,
    offset: 3,
    time: 1_700_000_000_000,
    options: [1, 2],
    counts: [1, 0],
  };
  const status = { partition: 0, folded: 3, end: 3, time: 1_700_000_000_000, foldedTime: 1_700_000_000_000, unreadable: 0, stopped: null };
  const server = {
    id: 'host-1',
    version: '0.1.0',
    url: 'http://127.0.0.1:1',
    roles: ['http'] as const,
    startedAt: 1,
    time: 1_700_000_000_000,
    stopped: false,
    lags: [],
  };
  return {
    polls: commands.map((one) => encodePollCommand(one).value),
    votes: [encodeOpenMarker(0, { ...id, ...marker }), vote('v1'), vote('v2'), encodeCloseMarker(0, id)].map(({ value }) => value),
    results: [encodePartial(0, partial), encodeStatus(0, status), encodeServer(server)].map(({ value }) => value),
  };
}

/** What an operator, a foreign program or a newer version may leave in a topic, beside the polls that run. `key` null where the record has none. */
export interface Poison {
  readonly key: string | null;
  readonly value: string | null;
}

/** None of it may be counted, and none of it may stop a consumer. */
export function poisonFor(topic: TopicName, runKey: string): readonly Poison[] {
  const [pollId = '', run = '1'] = runKey.split(':');
  const good = goodRecords('poison', 1);
  const changed = (value: string, change: object): string => JSON.stringify({ ...(JSON.parse(value) as object), ...change });
  const ofVotes = [
    changed(good.votes[1] ?? '', { v: 2 }),
    changed(good.votes[1] ?? '', { pollId, run: Number(run), voterId: 'x'.repeat(70_000) }),
    changed(good.votes[1] ?? '', { run: 2 ** 40 }),
    changed(good.votes[1] ?? '', { pollId, run: Number(run), choice: [99] }),
    changed(good.votes[1] ?? '', { pollId, run: Number(run), stamp: -5 }),
    // Opened twice: what was opened first counts.
    changed(good.votes[0] ?? '', {
      pollId,
      run: Number(run),
      rule: { type: 'multiple', options: [7], min: 1, max: 1 },
      changes: 'until-close',
      partitions: 99,
    }),
    changed(good.votes[0] ?? '', { partitions: 2 ** 53 - 1 }),
    changed(good.votes[0] ?? '', { run: 2 ** 33 }),
    changed(good.votes[0] ?? '', { rule: { type: 'constructor', options: [1], min: 1, max: 1 } }),
    changed(good.votes[3] ?? '', { run: 12 }),
  ];
  const ofPolls = [
    changed(good.polls[0] ?? '', { pollId: 'bad"id\r\n', code: 'QQQQQQ' }),
    changed(good.polls[0] ?? '', { pollId: 'dated', code: 'RRRRRR', at: 1e300 }),
    changed(good.polls[0] ?? '', { pollId: 'halved', code: 'SSSSSS', at: 1.5 }),
    changed(good.polls[0] ?? '', { pollId: 'newer', code: 'TTTTTT', v: 2 }),
    changed(good.polls[1] ?? '', { pollId, revision: 4, partitions: 2 ** 53 - 1 }),
    changed(good.polls[2] ?? '', { pollId: 'none' }),
  ];
  const ofResults = [
    changed(good.results[0] ?? '', { pollId, time: 1e300, offset: 2 ** 53 - 1 }),
    changed(good.results[0] ?? '', { pollId, run: Number(run), partition: 5, partitions: 2 }),
    changed(good.results[0] ?? '', { pollId, run: Number(run), offset: 2 ** 53 - 1, counts: [2 ** 53 - 1, 0] }),
    changed(good.results[0] ?? '', { run: 2 ** 40 }),
    changed(good.results[0] ?? '', { v: 2 }),
    changed(good.results[1] ?? '', { partition: 2 ** 53 - 1 }),
    changed(good.results[1] ?? '', { time: -1 }),
    changed(good.results[2] ?? '', { roles: ['spy'] }),
  ];
  const ofAll = [
    '',
    'rubbish',
    '\0\u0001\u0002',
    'null',
    '7',
    '{}',
    '[]',
    '{"v":1}',
    '{"v":1,"kind":"ballot-box"}',
    '"\\ud800"',
    deepJson(100_000),
    `{"v":1,"kind":"vote","pad":"${'x'.repeat(400_000)}"}`,
  ];
  const own = { votes: ofVotes, polls: ofPolls, results: ofResults }[topic];
  return [
    ...[...ofAll, ...own].map((value) => ({ key: runKey, value })),
    { key: '', value: 'rubbish' },
    { key: null, value: 'rubbish' },
    { key: `${runKey}:gone`, value: null },
  ];
}
