import { expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { HistoryReader } from '../../../../core/ports/history-store.ts';
import { awaitHistory } from '../../../../main/report/await-history.ts';

const unreachable = (retriable: boolean) => new Failure('history-unavailable', 'no node answers', { retriable });
const signal = new AbortController().signal;

function historyThatSays(...answers: (number | Failure)[]): HistoryReader {
  const countBallots = () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return typeof answer === 'number' ? Promise.resolve(answer) : Promise.reject(answer ?? unreachable(false));
  };
  return { countBallots } as unknown as HistoryReader;
}

const wait = (history: HistoryReader) => awaitHistory({ id: { pollId: 'p', run: 1 }, history, voters: 3, signal, timeoutMs: 300 });

it('waits until every voter has a ballot, also while history cannot be asked for a moment', async () => {
  await expect(wait(historyThatSays(1, unreachable(true), 2, 3))).resolves.toBeUndefined();
});

it('says why where history cannot be asked for long, or for good', async () => {
  await expect(wait(historyThatSays(unreachable(true)))).rejects.toThrow('no node answers');
  await expect(wait(historyThatSays(unreachable(false), 3))).rejects.toThrow('no node answers');
});
