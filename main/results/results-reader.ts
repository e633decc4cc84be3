import type { Failure } from '../../core/domain/failure.ts';
import type { LogRecord, RecordBatch, Subscription } from '../../core/ports/event-log.ts';
import type { Connection } from '../connection/connection.ts';
import type { Logger } from '../logger.ts';

/** Reads the `results` topic from its beginning, and again from there when told to: what is read twice does no harm. */
export interface ResultsReader {
  /** Whether everything that was in the topic at the start has been read. */
  isCaughtUp(): boolean;
  /** Why nothing is read any more (for people), or null. */
  failure(): string | null;
  retry(): void;
  stop(): Promise<void>;
}

export interface ResultsReaderOptions {
  readonly readers: Connection['readers'];
  readonly onRecords: (records: readonly LogRecord[]) => void;
  readonly onCaughtUp: () => void;
  /** Reading failed or works again. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

const cannotRead = 'The results cannot be read. Votes that were recorded are safe. Retry; if it stays so, the log says more.';

export function createResultsReader({ readers, onRecords, onCaughtUp, onChange, logger }: ResultsReaderOptions): ResultsReader {
  let subscription: Subscription | undefined;
  let failure: string | null = null;
  let caughtUp = false;
  let stopped = false;

  const setFailure = (message: string | null) => {
    if (failure === message) return;
    failure = message;
    onChange();
  };
  const onBatch = ({ records }: RecordBatch) => {
    setFailure(null);
    onRecords(records);
  };
  const onFailure = (error: Failure) => {
    logger.error('the results feed failed', { error, retriable: error.retriable });
    setFailure(error.message);
  };
  const subscribe = async () => {
    const { log } = await readers;
    if (stopped) return;
    const mine = log.subscribe('results', { from: 'start', onBatch, onFailure });
    subscription = mine;
    await mine.caughtUp;
    if (subscription !== mine || caughtUp) return;
    caughtUp = true;
    onCaughtUp();
  };
  const restart = async () => {
    await subscription?.stop();
    setFailure(null);
    await subscribe();
  };
  const report = (error: unknown) => {
    logger.error('the results cannot be read', { error });
    setFailure(cannotRead);
  };

  subscribe().catch(report);
  return {
    isCaughtUp: () => caughtUp,
    failure: () => failure,
    retry: () => void restart().catch(report),
    async stop() {
      stopped = true;
      await subscription?.stop();
    },
  };
}
