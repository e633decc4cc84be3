import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Benchmark } from '../../../bench/benchmark.ts';
import { renderPage } from '../../../bench/report/render-page.ts';
import type { Entry } from '../../../bench/report/results-file.ts';
import { readResults, withEntry, writeResults } from '../../../bench/report/results-file.ts';

const entry: Entry = {
  ...{ date: '2026-01-02T03:04:05.000Z', command: 'npm run bench', seconds: 12.3 },
  machine: { cpu: 'A processor', cores: 2, memoryGb: 8, system: 'Linux 6' },
  versions: { 'Node.js': '20.20.2', commit: 'abc1234' },
  rows: [{ what: 'write | read', unit: '/s', values: [1, 2, 3] }],
  tables: [{ title: 'legs', unit: 'ms', columns: ['p50'], rows: [{ what: 'vote → 204', cells: [[4, 5, 6]] }] }],
  notes: ['A sentence.'],
};
const empty = { v: 1, benchmarks: {} } as const;
const benchmark: Benchmark = { name: 'kafka', title: 'Kafka', about: 'What it does.', run: async () => ({ rows: [] }) };

describe('the file of results', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kpoll-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('comes back as it was written', () => {
    const results = withEntry(empty, 'kafka', 'full', entry);
    writeResults(join(folder, 'r.json'), results);
    expect(readResults(join(folder, 'r.json'))).toEqual(results);
  });

  it('is empty where there is none, and never taken for empty where it cannot be read', () => {
    expect(readResults(join(folder, 'r.json'))).toEqual(empty);
    writeFileSync(join(folder, 'r.json'), '{"v":2}');
    expect(() => readResults(join(folder, 'r.json'))).toThrow();
  });

  it('keeps full numbers when a quick run comes, and those of other benchmarks', () => {
    const before = withEntry(withEntry(empty, 'kafka', 'full', entry), 'ingest', 'full', entry);
    const quick = { ...entry, command: 'npm run bench -- --quick' };
    expect(withEntry(before, 'kafka', 'quick', quick).benchmarks).toEqual({ kafka: { full: entry, quick }, ingest: { full: entry } });
  });
});

describe('the page', () => {
  it('tells of each run its command, date, machine, versions, figures and notes', () => {
    const page = renderPage(withEntry(empty, 'kafka', 'full', entry), [benchmark]);
    expect(page).toContain('## Kafka\n\nWhat it does.\n\n`npm run bench`, 2026-01-02 03:04 UTC, 12 s.');
    expect(page).toContain('A processor, 2 cores, 8 GB, Linux 6; Node.js 20.20.2, commit abc1234.');
    expect(page).toContain('| write \\| read | 2 /s | 1 – 3 |');
    expect(page).toContain('| legs | p50, ms |\n| --- | --- |\n| vote → 204 | 5 (4 – 6) |');
    expect(page).toContain('- A sentence.');
    expect(page).not.toContain('quick\n');
  });

  it('has quick numbers below the full ones, under a heading of their own', () => {
    const quick = { ...entry, command: 'npm run bench -- --quick' };
    const page = renderPage(withEntry(withEntry(empty, 'kafka', 'full', entry), 'kafka', 'quick', quick), [benchmark]);
    expect(page.indexOf('`npm run bench`, ')).toBeLessThan(page.indexOf('### Kafka: quick'));
    expect(page.indexOf('### Kafka: quick')).toBeLessThan(page.indexOf('`npm run bench -- --quick`, '));
  });

  it('says which have not run', () => {
    expect(renderPage(empty, [benchmark])).toContain('Not run yet: `npm run bench -- --only kafka`.');
  });
});
