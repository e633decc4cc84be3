import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, runKeyOf } from '../../core/domain/poll.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { Connection } from '../connection/connection.ts';
import { reachHistory } from '../connection/connection.ts';
import type { Logger } from '../logger.ts';
import type { ResultsBoard } from './results-board.ts';

/** What history knows of results, put onto the board: the first number is there however long the log is. */
export interface KnownResults {
  /** Puts a run onto the board; rejects where history cannot be read. */
  load(poll: Poll, run: Run): Promise<void>;
  /** The same for the current run of a poll on screen, once, as soon as history can be read. */
  loadSoon(poll: Poll | undefined): void;
}

export interface KnownResultsOptions {
  readonly connection: Pick<Connection, 'history' | 'historyState'>;
  readonly board: Pick<ResultsBoard, 'knows' | 'merge'>;
  /** Once the log has been read to its end, what it told of a run is all there is. */
  readonly isCaughtUp: () => boolean;
  readonly onLoaded: (pollId: string) => void;
  readonly logger: Logger;
}

export function createKnownResults({ connection, board, isCaughtUp, onLoaded, logger }: KnownResultsOptions): KnownResults {
  const asked = new Set<string>();
  const isComplete = (runKey: string) => isCaughtUp() && board.knows(runKey);
  const read = async (history: HistoryReader, pollId: string, run: number) => board.merge(await history.readPartials({ pollId, run }));
  return {
    async load(poll, { run }) {
      if (!isComplete(runKeyOf(poll.id, run))) await read(await reachHistory(connection), poll.id, run);
    },
    loadSoon(poll) {
      const run = poll === undefined ? undefined : currentRun(poll);
      if (poll === undefined || run === undefined) return;
      const runKey = runKeyOf(poll.id, run.run);
      if (asked.has(runKey) || isComplete(runKey)) return;
      asked.add(runKey);
      connection.history
        .then((history) => read(history, poll.id, run.run))
        .then(() => onLoaded(poll.id))
        .catch((error: unknown) => {
          asked.delete(runKey);
          logger.error('history could not be read', { pollId: poll.id, error });
        });
    },
  };
}
