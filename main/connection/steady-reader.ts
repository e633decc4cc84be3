import { Failure } from '../../core/domain/failure.ts';
import type { LogReader, SubscribeOptions, Subscription, TopicName } from '../../core/ports/event-log.ts';
import type { Logger } from '../logger.ts';
import { createPause } from './pause.ts';

/** A subscription has ended, or is being rebuilt by itself. */
export interface ReadingTrouble {
  /** For people. */
  readonly message: string;
  /** It goes on by itself as soon as it can, without anything being begun anew. */
  readonly passing: boolean;
}

/** Reads a topic for good: a subscription that ends is begun anew, now and then or when told to. */
export interface SteadyReader {
  /** Whether everything that was in the topic at the start has been read. */
  isCaughtUp(): boolean;
  /** Why nothing is read just now, or null. */
  trouble(): ReadingTrouble | null;
  retry(): void;
  stop(): Promise<void>;
}

export interface SteadyReaderOptions extends Pick<SubscribeOptions, 'onBatch'> {
  readonly log: Promise<LogReader>;
  readonly topic: TopicName;
  /** A function is asked at each beginning. */
  readonly from: SubscribeOptions['from'];
  /** Called once. */
  readonly onCaughtUp: () => void;
  /** Reading has failed or works again. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** What was wrong may be mended elsewhere: a right granted, a topic made again. */
const beginAgainMs = 10_000;

export function keepReading({ log, topic, from, onBatch, onCaughtUp, onChange, logger }: SteadyReaderOptions): SteadyReader {
  const pause = createPause();
  let subscription: Subscription | undefined;
  let trouble: ReadingTrouble | null = null;
  let caughtUp = false;
  /** Whatever belongs to an earlier beginning is over. */
  let beginning = 0;

  const setTrouble = (next: ReadingTrouble | null) => {
    if (trouble?.message === next?.message && trouble?.passing === next?.passing) return;
    trouble = next;
    onChange();
  };
  const fail = (mine: number, failure: Failure) => {
    if (mine !== beginning) return;
    if (trouble?.message !== failure.message)
      logger.error('a topic cannot be read', { topic, error: failure, retriable: failure.retriable });
    setTrouble({ message: failure.message, passing: failure.retriable });
    if (failure.retriable) return;
    void pause.wait(beginAgainMs).then(() => (mine === beginning ? begin() : undefined));
  };
  const read = async (mine: number) => {
    await subscription?.stop();
    const reader = await log;
    if (mine !== beginning) return;
    subscription = reader.subscribe(topic, {
      from,
      onBatch(batch) {
        setTrouble(null);
        return onBatch(batch);
      },
      onFailure: (failure) => fail(mine, failure),
    });
    await subscription.caughtUp;
    if (mine !== beginning) return;
    setTrouble(null);
    if (caughtUp) return;
    caughtUp = true;
    onCaughtUp();
  };
  const begin = () => {
    const mine = (beginning += 1);
    read(mine).catch((error: unknown) => fail(mine, error instanceof Failure ? error : unexpected(topic, error)));
  };

  begin();
  return {
    isCaughtUp: () => caughtUp,
    trouble: () => trouble,
    retry: begin,
    async stop() {
      beginning += 1;
      pause.wake();
      await subscription?.stop();
    },
  };
}

function unexpected(topic: TopicName, cause: unknown): Failure {
  const what = topic === 'polls' ? 'The list of polls' : 'The results';
  return new Failure('unexpected', `${what} cannot be read. Votes that were recorded are safe. Retry; if it stays so, the log says more.`, {
    cause,
  });
}
