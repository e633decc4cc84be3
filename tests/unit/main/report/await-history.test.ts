import { expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { HistoryReader } from '../../../../core/ports/history-store.ts';
import { awaitHistory } from '../../../../main/report/await-history.ts';

const unreachable = (retriable: boolean) => new Failure('history-unavailable', 'no node answers', { retriable });
const signal = new AbortController().signal;

/** `closings`: by answer, how many of the two partitions are written to their close. */
function historyThatSays(answers: (number | Failure)[], closings: number[] = [2]): HistoryReader {
  const countBallots = () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return typeof answer === 'number' ? Promise.resolve(answer) : Promise.reject(answer ?? unreachable(false));
  };
  const readPartials = async () => {
    const closed = (closings.length > 1 ? closings.shift() : closings[0]) ?? 0;
    return [0, 1].map((partition) => ({ partition, closedAt: partition < closed ? 9 : null }));
  };
  return { countBallots, readPartials } as unknown as HistoryReader;
}

const wait = (history: HistoryReader) =>
  awaitHistory({ history, run: { partitions: 2 }, result: { pollId: 'p', run: 1, voters: 3 }, signal, timeoutMs: 300 });

it('waits until every voter has a ballot, also while history cannot be asked for a moment', async () => {
  await expect(wait(historyThatSays([1, unreachable(true), 2, 3]))).resolves.toBeUndefined();
});

it('says why where history cannot be asked for long, or for good', async () => {
  await expect(wait(historyThatSays([unreachable(true)]))).rejects.toThrow('no node answers');
  await expect(wait(historyThatSays([unreachable(false), 3]))).rejects.toThrow('no node answers');
});

it('waits for the end of the timeline too, and says which of both is missing', async () => {
  const closings = [0, 1, 2];
  await expect(wait(historyThatSays([3], closings))).resolves.toBeUndefined();
  expect(closings).toEqual([2]);
  await expect(wait(historyThatSays([3], [1]))).rejects.toThrow('History lacks the end of the timeline so far');
  await expect(wait(historyThatSays([2], [2]))).rejects.toThrow('History holds 2 ballots of 3 so far');
});
