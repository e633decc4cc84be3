import type { EventPayload, PollDraft } from '../../core/contract/bridge.ts';
import { messageOf } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { Logger } from '../logger.ts';
import type { PollCommands } from '../polls/poll-commands.ts';
import type { SimulationOptions, SimulationSummary } from './simulation.ts';

/** A sample poll with simulated participants who really vote over HTTP. */
export interface Demo {
  /** Makes and opens the poll and lets people come in. A demo that is running is stopped first. */
  start(): Promise<Poll>;
  /** The poll stays as it is. */
  stop(): Promise<void>;
}

export interface DemoOptions {
  readonly commands: Pick<PollCommands, 'create' | 'order'>;
  readonly serverUrl: () => string;
  readonly simulate: (options: SimulationOptions) => Promise<SimulationSummary>;
  readonly onChange: (state: EventPayload<'demo:changed'>) => void;
  readonly clock: () => number;
  readonly logger: Logger;
}

const people = { voters: 1_800, rate: 30, repeats: 20, changes: 150, concurrency: 16 } as const;

const tellEveryMs = 200;

function demoDraft(): PollDraft {
  const labels = ['The river path', 'The old railway', 'Through the forest', 'Along the ridge'];
  return {
    question: 'Which way shall we take on our outing?',
    type: 'single',
    options: labels.map((label) => ({ label })),
    reveal: 'always',
    changes: 'until-close',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

export function createDemo(options: DemoOptions): Demo {
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  const stop = async () => {
    running?.controller.abort();
    await running?.ended;
  };
  let starting: Promise<unknown> = Promise.resolve();
  const startOne = async () => {
    await stop();
    const draft = await options.commands.create(demoDraft());
    const poll = await options.commands.order(draft.id, draft.revision, 'open');
    const controller = new AbortController();
    running = { controller, ended: letPeopleVote(options, poll, controller.signal) };
    return poll;
  };
  return {
    start() {
      const started = starting.then(startOne);
      starting = started.catch(() => undefined);
      return started;
    },
    stop,
  };
}

async function letPeopleVote(
  { simulate, serverUrl, onChange, clock, logger }: DemoOptions,
  poll: Poll,
  signal: AbortSignal,
): Promise<void> {
  const counts = { sent: 0, accepted: 0 };
  let toldAt = clock();
  onChange({ running: true, ...counts, message: null });
  try {
    const summary = await simulate({
      ...people,
      urls: [serverUrl()],
      pollId: poll.id,
      seed: clock() % 2 ** 32,
      signal,
      onProgress({ sent, accepted }) {
        Object.assign(counts, { sent, accepted });
        if (clock() - toldAt < tellEveryMs) return;
        toldAt = clock();
        onChange({ running: true, ...counts, message: null });
      },
    });
    onChange({ running: false, sent: summary.sent, accepted: summary.accepted, message: null });
  } catch (error) {
    logger.error('the demo ended early', { error });
    onChange({ running: false, ...counts, message: `The simulated participants stopped voting: ${messageOf(error)}` });
  }
}
