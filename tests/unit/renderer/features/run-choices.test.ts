import { describe, expect, it } from 'vitest';
import { comparableRuns, parseRunKey, runKey } from '../../../../renderer/features/history/run-choices.ts';
import { describeProgress, secondsLeft, shareDone } from '../../../../renderer/features/reports/job-progress.ts';
import { draft, startOn } from '../state/start-stores.ts';

const run = (number: number, openedAt: number) => ({
  run: number,
  partitions: 4,
  buckets: 1,
  fingerprint: 'f',
  openedAt,
  closedAt: openedAt + 1,
});

describe('run choices', () => {
  it('bring back what a key was made of', () => {
    expect(parseRunKey(runKey({ pollId: 'a:b', run: 12 }))).toEqual({ pollId: 'a:b', run: 12 });
    expect(parseRunKey('')).toBeNull();
  });

  it('offer other runs of the poll first, then other polls, never the run itself', async () => {
    const { stores } = await startOn();
    const poll = await stores.actions.getState().save(draft, undefined);
    const again = { ...poll, id: 'again', runs: [run(1, 10), run(2, 20)] };
    const other = { ...poll, id: 'other', runs: [run(1, 99)] };
    const choices = comparableRuns([other, again], { pollId: 'again', run: 2 }).map(({ value }) => value);
    expect(choices).toEqual(['again:1', 'other:1']);
  });
});

describe('job progress', () => {
  const job = {
    jobId: 'j',
    report: 'ballots',
    pollId: 'a',
    state: 'running',
    startedAt: 1000,
    file: null,
    downloadUrl: null,
    message: null,
  } as const;

  it('judges the time left by the pace so far', () => {
    expect(secondsLeft({ rows: 250, totalRows: 1000, startedAt: 1000 }, 3000)).toBe(6);
    expect(describeProgress({ ...job, rows: 250, totalRows: 1000 }, 3000)).toBe('250 of 1,000 rows, 6 s left');
  });

  it('promises nothing where the number of rows is unknown', () => {
    expect(shareDone({ rows: 250, totalRows: null })).toBeNull();
    expect(describeProgress({ ...job, rows: 250, totalRows: null }, 3000)).toBe('250 rows');
  });

  it('is done at once where there is nothing to write', () => {
    expect(shareDone({ rows: 0, totalRows: 0 })).toBe(1);
  });
});
