import type { AppInfo, Snapshot } from '../../../core/contract/bridge.ts';
import type { PollAlerts } from '../../../core/contract/bridge-alerts.ts';
import { Failure } from '../../../core/domain/failure.ts';
import type { Poll, PollState } from '../../../core/domain/poll.ts';
import type { UpdateState } from '../../../core/contract/bridge-updates.ts';
import { browserReason } from '../../../main/updates/off-reason.ts';
import { updateFailure } from '../../../main/updates/update-failure.ts';
import type { Settings } from '../../../core/domain/settings.ts';
import type { FakeBridge } from '../../fakes/fake-bridge.ts';
import type { FakeProfilesOptions } from '../../fakes/fake-profiles.ts';
import { createFakeBridge } from '../../fakes/fake-bridge.ts';
import { hallCluster, hereStatus, illStatus, someProfiles, wellStatus } from './cluster-worlds.ts';

const now = Date.now();
const zone = 'Europe/Berlin';

interface PollSketch {
  readonly id: string;
  readonly question: string;
  readonly labels: readonly string[];
  readonly state?: PollState;
  readonly runs?: number;
  readonly type?: 'single' | 'multiple';
  readonly hidden?: boolean;
  readonly minutesAgo?: number;
}

function pollOf(sketch: PollSketch, index: number): Poll {
  const { id, question, labels, state = 'closed', type = 'single', hidden = false, minutesAgo = 10 * index + 6 } = sketch;
  const count = state === 'draft' ? 0 : (sketch.runs ?? 1);
  const openedAt = now - minutesAgo * 60_000;
  const runs = Array.from({ length: count }, (_, at) => ({
    run: at + 1,
    partitions: 4,
    buckets: 1,
    fingerprint: 'f',
    openedAt: openedAt - (count - 1 - at) * 3_600_000,
    closedAt: state === 'closed' || at < count - 1 ? openedAt - (count - 1 - at) * 3_600_000 + 300_000 : null,
  }));
  const options = labels.map((label, at) => ({ number: at + 1, label }));
  return {
    id,
    code: 'ACDEFGHJKMNPQRTWXY34679'.slice(index % 17, (index % 17) + 6),
    revision: 1,
    state,
    hidden,
    createdAt: openedAt - 600_000,
    content: {
      question,
      type,
      options,
      min: 1,
      max: type === 'single' ? 1 : Math.min(3, labels.length),
      reveal: 'always',
      changes: 'none',
      timeZone: zone,
    },
    nextOption: labels.length + 1,
    runs,
  };
}

/** Shares that fall from option to option, in a shuffled order. */
function shareOf(place: number, count: number): number {
  const weight = (at: number) => 1 / (1 + ((at * 7 + 3) % count) * 0.7);
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += weight(at);
  return weight(place) / sum;
}

function snapshotOf(poll: Poll, run: number, voters: number, more: Partial<Snapshot> = {}): Snapshot {
  const { options, type } = poll.content;
  const times = type === 'multiple' ? 1.9 : 1;
  const counts = options.map((_, at) => Math.floor(voters * shareOf(at, options.length) * times));
  const rest = type === 'single' ? voters - counts.reduce((a, b) => a + b, 0) : 0;
  const isOpen = poll.state === 'open';
  const rate = isOpen ? 8 + (poll.id.length % 5) * 3 : 0;
  return {
    pollId: poll.id,
    run,
    options: options.map(({ number }, at) => ({ number, votes: (counts[at] ?? 0) + (at === 0 ? rest : 0) })),
    voters,
    duplicates: Math.floor(voters / 90),
    repeats: Math.floor(voters / 40),
    late: poll.state === 'closed' ? 3 : 0,
    invalid: 0,
    final: poll.state === 'closed',
    completeUpTo: poll.state === 'closed' ? (poll.runs[run - 1]?.closedAt ?? now) : Date.now(),
    closedPartitions: poll.state === 'closed' ? 4 : 0,
    partitions: 4,
    lagVotes: 0,
    lagSeconds: 0,
    incomplete: null,
    votesPerSecond: rate,
    spark: Array.from({ length: 60 }, (_, second) => (isOpen ? Math.max(0, rate + Math.sin(second / 4) * 6 + ((second * 13) % 5)) : 0)),
    ...more,
  };
}

/** How the numbers came to be: a slow start, a rush, a trickle. */
function timelineOf(poll: Poll, run: number, final: Snapshot) {
  const { openedAt, closedAt } = poll.runs[run - 1] ?? { openedAt: now - 300_000, closedAt: null };
  const from = Math.floor(openedAt / 1000) + 2;
  const to = Math.floor((closedAt ?? Date.now()) / 1000);
  const rows = [];
  for (let second = from; second <= to; second += 1) {
    const x = (second - from) / Math.max(1, to - from);
    const part = (at: number) => Math.min(1, (1 - (1 - x) ** (2 + (at % 3))) * (0.9 + 0.1 * x));
    const counts = final.options.map(({ votes }, at) => Math.floor(votes * part(at)));
    const voters = poll.content.type === 'single' ? counts.reduce((a, b) => a + b, 0) : Math.floor(final.voters * part(1));
    rows.push({ second, counts, voters, duplicates: Math.floor(final.duplicates * x) });
  }
  return rows;
}

const sketches: readonly PollSketch[] = [
  {
    id: 'talk',
    question: 'Which talk shall be the keynote?',
    labels: ['Small boats, long journeys', 'The archive that forgot', 'Listening at scale', 'A city without maps', 'What the tide told us'],
    state: 'open',
    minutesAgo: 7,
  },
  {
    id: 'break',
    question: 'How long should the break be?',
    labels: ['15 minutes', '20 minutes', '30 minutes'],
    state: 'open',
    minutesAgo: 3,
  },
  { id: 'budget', question: 'Do you accept the budget for 2027?', labels: ['Yes', 'No', 'Abstain'], state: 'paused', minutesAgo: 20 },
  {
    id: 'topics',
    question: 'Which topics shall we discuss? Choose up to three.',
    labels: ['Housing', 'Transport', 'Energy', 'Schools', 'Parks', 'Safety'],
    state: 'draft',
    type: 'multiple',
  },
  {
    id: 'place',
    question: 'Where shall we meet next year?',
    labels: ['Lisbon', 'Gdańsk', 'Utrecht', 'مدينة فاس القديمة'],
    state: 'closed',
    runs: 2,
    minutesAgo: 90,
  },
  {
    id: 'lunch',
    question: 'What shall we have for lunch?',
    labels: ['Pasta', 'Curry', 'Salad'],
    state: 'closed',
    type: 'multiple',
    minutesAgo: 200,
  },
  { id: 'warmup', question: 'Can you hear us at the back?', labels: ['Yes', 'No'], state: 'closed', minutesAgo: 260 },
  { id: 'trial', question: 'A trial of the microphones', labels: ['One', 'Two'], state: 'closed', hidden: true, minutesAgo: 400 },
];

const voters: Record<string, number> = { talk: 412, break: 96, budget: 287, place: 1204, lunch: 388, warmup: 311, trial: 2 };

interface Script {
  readonly polls: readonly Poll[];
  readonly voters?: (poll: Poll) => number;
  readonly settings?: Partial<Settings>;
  readonly more?: (poll: Poll) => Partial<Snapshot>;
  readonly info?: Partial<AppInfo>;
  readonly profiles?: FakeProfilesOptions;
  readonly alerts?: readonly PollAlerts[];
}

function bridgeOf(script: Script): FakeBridge {
  const { polls, voters: votersOf = (poll: Poll) => voters[poll.id] ?? 0, settings, more = () => ({}), info, profiles, alerts } = script;
  const snapshots = polls.flatMap((poll) =>
    poll.runs.map(({ run }) => snapshotOf(poll, run, Math.round(votersOf(poll) * (run === 1 ? 1 : 1.13)), more(poll))),
  );
  const bridge = createFakeBridge({
    polls,
    snapshots,
    ...(settings && { settings }),
    ...(info && { info }),
    ...(profiles && { profiles }),
    ...(alerts && { alerts }),
  });
  bridge.answer('history:timeline', async ({ pollId, run, step, fromMs, toMs }) => {
    const poll = bridge.poll(pollId);
    const snapshot = snapshots.find((known) => known.pollId === pollId && known.run === run);
    const all = poll === undefined || snapshot === undefined ? [] : timelineOf(poll, run, snapshot);
    const rows = all.filter(({ second }) => second * 1000 >= (fromMs ?? 0) && second * 1000 <= (toMs ?? Infinity)).slice(-2000);
    return { step, options: poll?.content.options ?? [], rows };
  });
  return bridge;
}

const polls = sketches.map(pollOf);
const open = (openPollId: string, view: Settings['view'] = 'live'): Partial<Settings> => ({ openPollId, view });

/** Votes that keep coming in on every open poll, twenty times a second. */
function flood(bridge: FakeBridge, all: readonly Poll[], votesPerSecond: number): void {
  const counted = new Map(all.map((poll) => [poll.id, voters[poll.id] ?? 50]));
  setInterval(() => {
    const changed = all
      .filter((poll) => poll.state === 'open')
      .map((poll) => {
        const next = (counted.get(poll.id) ?? 0) + Math.ceil((votesPerSecond / 20) * Math.random() * 2);
        counted.set(poll.id, next);
        const spark = Array.from({ length: 60 }, () => votesPerSecond * (0.5 + Math.random()));
        return snapshotOf(poll, 1, next, { votesPerSecond, spark });
      });
    bridge.emit('results:changed', changed);
  }, 50);
}

function busyPolls(count: number, state: (index: number) => PollState): Poll[] {
  return Array.from({ length: count }, (_, index) =>
    pollOf(
      {
        id: `poll${index}`,
        question: `Question ${index + 1} of the general assembly`,
        labels: ['Yes', 'No', 'Abstain'],
        state: state(index),
        minutesAgo: 5 + index,
      },
      index,
    ),
  );
}

const longQuestion =
  'Considering the report of the finance committee, the comments of the members from the northern districts and the two counter-proposals handed in before the deadline, shall the assembly adopt the revised statutes in the wording of annex C, with effect from the first of January, and instruct the board to publish them?';

const places = ['Ålesund', 'Bergen', 'Córdoba', 'Dubrovnik', 'Évora', 'Faro', 'Göteborg', 'Haarlem', 'Innsbruck', 'Jönköping'];

const hugePoll = pollOf(
  {
    id: 'huge',
    question: longQuestion,
    labels: Array.from({ length: 40 }, (_, at) =>
      at === 3
        ? 'بلدية وهران الكبرى والضواحي الغربية'
        : at === 5
          ? 'A candidate whose name and the name of whose list together do not fit on any ballot paper printed so far in this town'
          : `${places[at % 10]} ${at + 1}`,
    ),
    state: 'open',
  },
  0,
);

const clusterLost =
  'None of the Kafka brokers kafka1.assembly.example.org:9093, kafka2.assembly.example.org:9093 and kafka3.assembly.example.org:9093 answers, so no results can be read. Phones that the ingest servers still reach are told to try again; nothing that was confirmed is lost. Check the network, then “Brokers” in the connection profile.';

const atHall = { profileId: 'hall', profileKind: 'cluster', profile: 'Assembly hall' } as const;

/** A desk that works on a cluster and knows other places. */
const nextVersion = {
  version: '1.2.0',
  notes: `Added\n${Array.from({ length: 12 }, (_item, index) => `• ${index % 3 === 1 ? 'A closing time can be moved while people vote, from the window and from the big screen' : 'Polls as files'}`).join('\n')}`,
};

function updatesOf(update: UpdateState): FakeBridge {
  const bridge = bridgeOf({ polls, settings: open('talk') });
  bridge.answer('updates:read', async () => update);
  bridge.answer('updates:check', async () => update);
  return bridge;
}

function hallOf(settings: Partial<Settings> = {}, secretStore: 'keychain' | 'file' = 'keychain'): FakeBridge {
  const bridge = bridgeOf({
    polls,
    settings: { ...open('talk'), ...settings },
    info: atHall,
    profiles: { active: 'hall', entries: someProfiles, secretStore },
  });
  bridge.answer('cluster:status', async () => wellStatus());
  bridge.answer('profile:test', async () => ({
    parts: [
      { part: 'kafka', ok: true, message: 'Reached 3 of 3 brokers; the topics polls, votes and results are there, 12 partitions each.' },
      { part: 'cassandra', ok: true, message: 'Reached Cassandra 5.0.9, data center dc1, 3 nodes, schema version 4.' },
      { part: 'author-api', ok: true, message: 'The token is accepted; Kpoll 0.1.0 answers.' },
      { part: 'join', ok: true, message: 'Opens as participants will see it.' },
    ],
  }));
  return bridge;
}

/** Polls that close by themselves: one in minutes, one in seconds, one so long after its opening. */
function timedPolls(): readonly Poll[] {
  const at: Record<string, number> = { talk: Date.now() + 250_000, break: Date.now() + 42_000 };
  return polls.map((poll) => {
    const closesAt = at[poll.id];
    if (poll.id === 'topics') return { ...poll, closing: { kind: 'after', minutes: 10 }, timing: 1 };
    return closesAt === undefined ? poll : { ...poll, timing: 1, runs: poll.runs.map((run) => ({ ...run, closesAt })) };
  });
}

const someAlerts: PollAlerts = {
  pollId: 'talk',
  alerts: [
    { rule: { kind: 'votes', at: 500 }, firedAt: null },
    { rule: { kind: 'turnout', percent: 50, of: 800 }, firedAt: now - 90_000 },
    { rule: { kind: 'silence', minutes: 2 }, firedAt: null },
    { rule: { kind: 'lag', seconds: 10 }, firedAt: null },
    { rule: { kind: 'closing', minutes: 5 }, firedAt: null },
  ],
  isMine: true,
};

const worlds: Record<string, () => FakeBridge> = {
  empty: () => createFakeBridge(),
  new: () => createFakeBridge({ settings: { tour: 'new' } }),
  start: () => bridgeOf({ polls }),
  busy: () => {
    const bridge = bridgeOf({ polls, settings: open('talk') });
    flood(bridge, polls, 40);
    return bridge;
  },
  still: () => bridgeOf({ polls, settings: open('talk') }),
  draft: () => bridgeOf({ polls, settings: open('topics') }),
  'update-available': () => updatesOf({ kind: 'available', ...nextVersion }),
  'update-downloading': () => updatesOf({ kind: 'downloading', percent: 42, ...nextVersion }),
  'update-ready': () => updatesOf({ kind: 'ready', ...nextVersion }),
  'update-failed': () => updatesOf({ kind: 'failed', message: updateFailure({ code: 'ECONNREFUSED' }).message }),
  'update-off': () => updatesOf({ kind: 'off', reason: browserReason }),
  openings: () => {
    const bridge = bridgeOf({ polls, settings: open('talk') });
    bridge.answer('opening:take', async () => [
      { kind: 'problem', message: '“lunch.kpoll” is not a poll file of Kpoll, or it is damaged. Nothing was opened.' },
      { kind: 'problem', message: 'This link leads to no poll. Nothing was opened.' },
    ]);
    return bridge;
  },
  editor: () => bridgeOf({ polls, settings: open('topics', 'editor') }),
  timed: () => bridgeOf({ polls: timedPolls(), settings: { ...open('talk'), sidePanel: 'details' } }),
  'timed-soon': () => bridgeOf({ polls: timedPolls(), settings: open('break') }),
  'timed-draft': () => bridgeOf({ polls: timedPolls(), settings: open('topics') }),
  'timed-editor': () => bridgeOf({ polls: timedPolls(), settings: open('topics', 'editor') }),
  alerts: () =>
    bridgeOf({
      polls: timedPolls(),
      settings: { ...open('talk'), sidePanel: 'activity' },
      alerts: [someAlerts],
      info: { abilities: ['notify'] },
    }),
  'alerts-page': () => bridgeOf({ polls, settings: open('talk'), info: { shell: 'browser', abilities: [] } }),
  'alerts-foreign': () => bridgeOf({ polls, settings: open('talk'), alerts: [{ ...someAlerts, isMine: false }], info: { abilities: [] } }),
  paused: () => bridgeOf({ polls, settings: open('budget') }),
  closing: () => {
    const [talk, ...others] = polls;
    const closing = talk === undefined ? [] : [{ ...talk, state: 'closing' as const, revision: 9 }];
    return bridgeOf({
      polls: [...closing, ...others],
      settings: open('talk'),
      more: (poll) => (poll.id === 'talk' ? { closedPartitions: 3 } : {}),
    });
  },
  closed: () => bridgeOf({ polls, settings: open('place') }),
  history: () => bridgeOf({ polls, settings: open('place', 'history') }),
  health: () => bridgeOf({ polls, settings: { ...open('talk'), sidePanel: 'health' } }),
  details: () => bridgeOf({ polls, settings: { ...open('talk'), sidePanel: 'details' } }),
  zero: () => bridgeOf({ polls, settings: open('talk'), voters: () => 0 }),
  huge: () =>
    bridgeOf({ polls: [hugePoll, ...polls.slice(1)], settings: { ...open('huge'), resultOrder: 'votes' }, voters: () => 12_345_678 }),
  many: () => {
    const all = busyPolls(500, (index) => (index < 50 ? 'open' : 'closed'));
    const bridge = bridgeOf({ polls: all, settings: open('poll0'), voters: () => 120 });
    flood(bridge, all, 40);
    return bridge;
  },
  failing: () => {
    const bridge = bridgeOf({ polls, settings: open('talk') });
    const message =
      'The ingest server does not answer. Phones are told to try again and keep their votes; nothing that was confirmed is lost.';
    bridge.answer('feed:read', async () => ({ state: 'failed', since: now - 42_000, lagVotes: 0, lagSeconds: 0, message }));
    return bridge;
  },
  behind: () => {
    const more = { lagVotes: 1240, lagSeconds: 3.2 };
    const bridge = bridgeOf({ polls, settings: open('talk'), more: () => more });
    bridge.answer('feed:read', async () => ({ state: 'behind', since: now, ...more, message: null }));
    return bridge;
  },
  incomplete: () =>
    bridgeOf({
      polls,
      settings: open('talk'),
      more: (poll) =>
        poll.id === 'talk'
          ? {
              incomplete:
                'Votes partition 2 has a hole at offset 4,812: votes after it are not counted. Keep the data folder as it is and restore log.db.',
            }
          : {},
    }),
  broken: () => {
    const bridge = createFakeBridge();
    bridge.fail('polls:list', {
      code: 'server-unreachable',
      message: 'The ingest server on this computer does not answer. Votes are not taken while it is down. Try again, or start Kpoll anew.',
    });
    return bridge;
  },
  loading: () => {
    const bridge = createFakeBridge();
    bridge.answer('polls:list', () => new Promise(() => undefined));
    return bridge;
  },
  loopback: () => {
    const bridge = bridgeOf({ polls, settings: open('talk') });
    bridge.answer('app:info', async () => ({
      version: '0.1.0',
      shell: 'browser',
      dataFolder: '/tmp/kpoll',
      profileId: 'this-computer',
      profileKind: 'this-computer',
      profile: 'This computer',
      placeId: 'place-1',
      joinAddresses: [{ url: 'http://127.0.0.1:7300', label: 'This computer only', loopback: true }],
      abilities: [],
    }));
    return bridge;
  },
  demo: () => {
    const bridge = hallOf();
    setInterval(() => bridge.emit('demo:changed', { running: true, sent: 1204, accepted: 1202, message: null }), 250);
    return bridge;
  },
  hall: () => hallOf(),
  'hall-file': () => hallOf({}, 'file'),
  'test-failing': () => {
    const bridge = hallOf();
    bridge.answer('profile:test', async () => ({
      parts: [
        {
          part: 'kafka',
          ok: false,
          message:
            'Kafka at kafka1.assembly.example.org:9093 refuses the user “moderators”. Check the user name, the password and the mechanism under Sign-in.',
        },
        {
          part: 'cassandra',
          ok: false,
          message: 'Cassandra knows no data center “dc1”; it has “datacenter1”. Correct the field Data center.',
        },
        { part: 'author-api', ok: true, message: 'The token is accepted; Kpoll 0.1.0 answers.' },
        { part: 'join', ok: true, message: 'Opens as participants will see it.' },
      ],
    }));
    return bridge;
  },
  'test-running': () => {
    const bridge = hallOf();
    bridge.answer('profile:test', () => new Promise(() => undefined));
    return bridge;
  },
  switching: () => {
    const bridge = hallOf();
    bridge.answer('profile:switch', () => new Promise(() => undefined));
    return bridge;
  },
  'switch-failed': () => {
    const bridge = hallOf();
    const message = 'The settings file of this desktop cannot be written, so the profile was not switched. Free some space and try again.';
    bridge.fail('profile:switch', { code: 'settings-invalid', message });
    return bridge;
  },
  'no-profiles': () => {
    const bridge = bridgeOf({ polls, settings: open('talk') });
    bridge.fail('profiles:list', {
      code: 'unexpected',
      message: 'The file profiles.json cannot be read. Mend or remove it; votes are not touched by it.',
    });
    return bridge;
  },
  cluster: () => hallOf({ sidePanel: 'cluster' }),
  'cluster-start': () => hallOf({ sidePanel: 'cluster', view: 'start' }),
  'cluster-ill': () => {
    const bridge = hallOf({ sidePanel: 'cluster' });
    bridge.answer('cluster:status', async () => illStatus());
    return bridge;
  },
  'cluster-skipped': () => {
    const bridge = hallOf({ sidePanel: 'cluster' });
    const skipped = [
      { topic: 'votes' as const, records: 3 },
      { topic: 'polls' as const, records: 1 },
    ];
    bridge.answer('cluster:status', async () => ({ ...wellStatus(), skipped }));
    return bridge;
  },
  'cluster-stale': () => {
    const bridge = hallOf({ sidePanel: 'cluster' });
    bridge.answer('cluster:status', async () => {
      if (Date.now() > now + 1500) throw new Failure('log-unavailable', 'None of the Kafka brokers answers.');
      return wellStatus();
    });
    return bridge;
  },
  'cluster-unknown': () => {
    const bridge = hallOf({ sidePanel: 'cluster' });
    bridge.fail('cluster:status', { code: 'log-unavailable', message: clusterLost });
    return bridge;
  },
  here: () => {
    const bridge = bridgeOf({ polls, settings: { ...open('talk'), sidePanel: 'cluster' } });
    bridge.answer('cluster:status', async () => hereStatus());
    return bridge;
  },
  'cluster-lost': () => {
    const bridge = bridgeOf({ polls: [], info: atHall, profiles: { active: 'hall', entries: [hallCluster] } });
    bridge.fail('polls:list', { code: 'log-unavailable', message: clusterLost });
    bridge.answer('feed:read', async () => ({ state: 'failed', since: now - 42_000, lagVotes: 0, lagSeconds: 0, message: clusterLost }));
    return bridge;
  },
  'cluster-failing': () => {
    const bridge = hallOf();
    bridge.answer('feed:read', async () => ({ state: 'failed', since: now - 42_000, lagVotes: 0, lagSeconds: 0, message: clusterLost }));
    return bridge;
  },
  connecting: () => {
    const bridge = hallOf();
    const message = 'Kafka at kafka1.assembly.example.org:9093 does not answer yet. Trying again every few seconds.';
    bridge.answer('feed:read', async () => ({ state: 'connecting', since: now - 9000, lagVotes: 0, lagSeconds: 0, message }));
    return bridge;
  },
  export: () => {
    const bridge = bridgeOf({ polls, settings: open('place') });
    bridge.answer('report:start', async ({ pollId, report }) => {
      const job = {
        jobId: 'job-1',
        report,
        pollId,
        state: 'running' as const,
        rows: 0,
        totalRows: 1_000_000,
        startedAt: Date.now(),
        file: null,
        downloadUrl: null,
        message: null,
      };
      let rows = 0;
      const timer = setInterval(() => {
        rows += 31_000;
        const done = rows >= 1_000_000;
        if (done) clearInterval(timer);
        bridge.emit('report:changed', {
          ...job,
          rows: Math.min(rows, 1_000_000),
          state: done ? 'done' : 'running',
          file: done ? '/home/ada/place-ballots.csv' : null,
        });
      }, 200);
      bridge.answer('report:cancel', async () => {
        clearInterval(timer);
        bridge.emit('report:changed', { ...job, rows, state: 'cancelled' });
      });
      return job;
    });
    return bridge;
  },
};

export function findWorld(name: string): FakeBridge {
  const make = worlds[name];
  if (make === undefined) throw new Error(`no world "${name}"; there are ${Object.keys(worlds).join(', ')}`);
  return make();
}
