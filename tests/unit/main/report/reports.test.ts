import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportJob } from '../../../../core/contract/bridge.ts';
import type { Poll, Run } from '../../../../core/domain/poll.ts';
import type { ReportName } from '../../../../core/domain/report-name.ts';
import { ballotHeaders, summaryHeaders, timelineHeaders } from '../../../../core/domain/report.ts';
import { resultOf } from '../../../../core/domain/result.ts';
import type { TimelineStep } from '../../../../core/domain/timeline.ts';
import type { HistoryStore } from '../../../../core/ports/history-store.ts';
import { createReportJobs } from '../../../../main/report/report-jobs.ts';
import type { ReportData } from '../../../../main/report/report-source.ts';
import { openReportSource } from '../../../../main/report/report-source.ts';
import { writeReport } from '../../../../main/report/write-report.ts';
import { createInMemoryHistoryStore } from '../../../fakes/in-memory-history-store.ts';
import { sampleContent, samplePartial, samplePoll } from '../sample-polls.ts';
import { createSilentLogger } from '../silent-logger.ts';

const openedAt = Date.parse('2026-10-25T00:59:58Z');
const run: Run = { run: 1, partitions: 2, buckets: 1, fingerprint: 'f', openedAt, closedAt: null };
const poll: Poll = samplePoll({
  runs: [run],
  content: {
    ...sampleContent,
    question: '=Evil?',
    options: [
      { number: 1, label: '=Tea' },
      { number: 2, label: 'Coffee, "black"' },
    ],
  },
});

function fillHistory(): HistoryStore {
  const history = createInMemoryHistoryStore();
  const time = openedAt + 4000;
  const point = { pollId: 'p1', run: 1, duplicates: 0 };
  void history.write({
    partials: [
      samplePartial({ partition: 0, counts: [2, 1], voters: 3, duplicates: 1, time, closedAt: 9 }),
      samplePartial({ partition: 1, counts: [0, 0], voters: 0, time, closedAt: 9 }),
    ],
    timeline: [0, 1, 4].map((after, index) => ({
      ...{
        ...point,
        partition: 0,
        second: openedAt / 1000 + after,
        offset: index,
        counts: [index, index > 1 ? 1 : 0],
        voters: index + (index > 1 ? 1 : 0),
      },
    })),
    ballots: ['b', 'a', 'c'].map((voterId, index) => ({
      ...{ pollId: 'p1', run: 1, partition: 0, bucket: 0, voterId: `voter-${voterId}`, voteId: `vote-${voterId}`, order: index },
      ...{ time: openedAt + index * 1000, choice: [index === 2 ? 2 : 1] },
    })),
  });
  return history;
}

function dataOf(history: HistoryStore): ReportData {
  const readResult = async () =>
    resultOf({ pollId: 'p1', run: 1, partitions: 2, options: [1, 2] }, await history.readPartials({ pollId: 'p1', run: 1 }), []);
  return { history, readResult };
}

describe('reports', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-report-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(report: ReportName, step: TimelineStep = 'second', bom = true): Promise<string> {
    const file = join(folder, `${report}.csv`);
    const source = await openReportSource({ poll, run, report, step }, dataOf(fillHistory()));
    await writeReport({ file, bom, source, signal: new AbortController().signal, onProgress: () => undefined });
    return readFile(file, 'utf8');
  }
  const read = (csv: string) => parse<Record<string, string>>(csv, { columns: true, bom: true });

  it('writes a summary with one row an option, percentages of voters, state and time', async () => {
    const rows = read(await write('summary'));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      ...{ 'Poll id': 'p1', 'Join code': 'ACDEFG', Question: "'=Evil?", Run: '1', 'Option number': '1', Option: "'=Tea", Votes: '2' },
      ...{ 'Percent of voters': '66.67', Voters: '3', Duplicates: '1', Repeats: '0', Late: '0', Invalid: '0', Result: 'final' },
      ...{
        'Complete up to (UTC)': '2026-10-25T01:00:02Z',
        'Complete up to, local time (Europe/Berlin)': '2026-10-25T02:00:02+01:00',
        'Incomplete because': '',
      },
    });
  });

  it('writes a timeline of totals with UTC and the poll’s zone across the end of summer time', async () => {
    const rows = read(await write('timeline'));
    expect(rows.map((row) => row['Time (UTC)'])).toEqual(['2026-10-25T00:59:58Z', '2026-10-25T00:59:59Z', '2026-10-25T01:00:02Z']);
    expect(rows.map((row) => row['Local time (Europe/Berlin)'])).toEqual([
      '2026-10-25T02:59:58+02:00',
      '2026-10-25T02:59:59+02:00',
      '2026-10-25T02:00:02+01:00',
    ]);
    expect(rows.map((row) => [row['1. =Tea'], row['2. Coffee, "black"'], row['Voters']])).toEqual([
      ['0', '0', '0'],
      ['1', '0', '1'],
      ['2', '1', '3'],
    ]);
  });

  it.each([
    ['minute', 2],
    ['hour', 2],
  ] as const)('sums the timeline up per %s', async (step, count) => {
    expect(read(await write('timeline', step))).toHaveLength(count);
  });

  it('writes ballots without identities, times to the minute, options as columns', async () => {
    const csv = await write('ballots');
    const rows = read(csv);
    expect(rows.map((row) => [row['Ballot'], row['Choice'], row['1. =Tea'], row['2. Coffee, "black"']])).toEqual([
      ['1', "'=Tea", '1', '0'],
      ['2', "'=Tea", '1', '0'],
      ['3', 'Coffee, "black"', '0', '1'],
    ]);
    expect(rows[0]?.['Received (UTC, to the minute)']).toBe('2026-10-25T00:59Z');
    expect(csv).not.toContain('voter-');
    expect(csv).not.toContain('vote-');
  });

  it('never has two columns of the same name, be it that the zone is UTC or two options have one label', () => {
    const [option] = poll.content.options;
    const twice = option === undefined ? [] : [option, { ...option, number: 2 }];
    const odd = { ...poll, content: { ...poll.content, timeZone: 'UTC', options: twice } };
    for (const headers of [summaryHeaders(odd), timelineHeaders(odd), ballotHeaders(odd)])
      expect(new Set(headers).size).toBe(headers.length);
  });

  it('begins with a byte order mark unless told otherwise', async () => {
    expect((await write('summary')).codePointAt(0)).toBe(0xfeff);
    expect((await write('summary', 'second', false)).startsWith('Poll id')).toBe(true);
  });

  it('writes headers alone for a run of which history knows nothing', async () => {
    for (const report of ['timeline', 'ballots'] as const) {
      const source = await openReportSource({ poll, run, report, step: 'second' }, dataOf(createInMemoryHistoryStore()));
      const file = join(folder, 'empty.csv');
      expect(await writeReport({ file, bom: false, source, signal: new AbortController().signal, onProgress: () => undefined })).toBe(0);
    }
  });

  it('leaves no file behind and the old one whole when it is cancelled in the middle', async () => {
    const file = join(folder, 'old.csv');
    await writeFile(file, 'old');
    const controller = new AbortController();
    const chunks = (async function* () {
      for (;;) yield await Promise.resolve([['row']]);
    })();
    const source = { headers: ['h'], totalRows: null, chunks };
    const onProgress = (rows: number) => {
      if (rows === 5) controller.abort();
    };
    await expect(writeReport({ file, bom: true, source, signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(folder)).toEqual(['old.csv']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('leaves no file behind when reading fails in the middle', async () => {
    const chunks = (async function* () {
      yield await Promise.resolve([['row']]);
      throw new Error('disk on fire');
    })();
    const file = join(folder, 'new.csv');
    const source = { headers: ['h'], totalRows: null, chunks };
    const writing = writeReport({ file, bom: true, source, signal: new AbortController().signal, onProgress: () => undefined });
    await expect(writing).rejects.toThrow('disk on fire');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says clearly that a place cannot be written to', async () => {
    const source = await openReportSource({ poll, run, report: 'summary', step: 'second' }, dataOf(fillHistory()));
    const file = join(folder, 'no', 'such', 'folder.csv');
    const writing = writeReport({ file, bom: true, source, signal: new AbortController().signal, onProgress: () => undefined });
    await expect(writing).rejects.toMatchObject({ code: 'report-failed', message: expect.stringContaining(file) as unknown });
  });

  it('tells how a job goes on, and where the file is at the end', async () => {
    const changes: ReportJob[] = [];
    const jobs = createReportJobs({
      openData: async () => dataOf(fillHistory()),
      downloadUrlOf: (jobId) => `/reports/${jobId}`,
      onChange: (job) => changes.push(job),
      clock: () => 5,
      logger: createSilentLogger(),
    });
    const file = join(folder, 'job.csv');
    const job = jobs.start({ poll, run, report: 'ballots', step: 'second' }, { file, bom: true });
    expect(job).toMatchObject({ state: 'running', rows: 0, totalRows: null, startedAt: 5 });
    await expect.poll(() => jobs.find(job.jobId)?.state).toBe('done');
    expect(changes.at(-1)).toMatchObject({ state: 'done', rows: 3, totalRows: 3, file, downloadUrl: `/reports/${job.jobId}` });
    await jobs.stop();
  });

  it('cancels what is running when it is stopped', async () => {
    const jobs = createReportJobs({
      openData: async (_wish, signal) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        return dataOf(fillHistory());
      },
      ...{ downloadUrlOf: () => null, onChange: () => undefined, clock: () => 5, logger: createSilentLogger() },
    });
    const { jobId } = jobs.start({ poll, run, report: 'ballots', step: 'second' }, { file: join(folder, 'job.csv'), bom: true });
    await new Promise((resolve) => setImmediate(resolve));
    await jobs.stop();
    expect(jobs.find(jobId)?.state).toBe('cancelled');
    expect(await readdir(folder)).toEqual([]);
  });
});
