import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BallotRow } from '../../../core/ports/history-store.ts';
import { openEmbeddedHistory } from '../../../engines/embedded/embedded-history-store.ts';
import { samplePartial, samplePoll } from '../../unit/main/sample-polls.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { makeFolder, openPoll, startIngest, vote } from '../ingest-process.ts';

const ballots = 300_000;
const atOnce = 5_000;

/** Says at its end how much memory the program had at most. */
const measured = "process.on('exit',()=>process.stderr.write('MB='+process.resourceUsage().maxRSS/1024))";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function runExport(args: readonly string[], node: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...node, 'out/commands/export.js', ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

function ballotAt(index: number): BallotRow {
  const voterId = `${((index * 2_654_435_761) % 4_294_967_296).toString(36)}-${index}`;
  const at = { pollId: 'p1', run: 1, partition: index % 2, bucket: 0, order: index, time: 1_790_000_000_000 + index };
  return { ...at, voterId, voteId: `vote-${index}`, choice: [1 + (index % 3 === 0 ? 1 : 0)] };
}

describe('the command export', () => {
  let place: ReturnType<typeof makeFolder>;
  let server: IngestProcess | undefined;
  beforeEach(() => {
    place = makeFolder();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    place.remove();
  });

  it('writes hundreds of thousands of ballots in less than 150 MB of memory', async () => {
    server = await startIngest(place.folder);
    await server.stop();
    const history = await openEmbeddedHistory({ folder: place.folder });
    const half = { voters: ballots / 2, closedAt: 5 };
    await history.write({
      polls: [samplePoll({ state: 'closed' })],
      partials: [samplePartial(half), samplePartial({ ...half, partition: 1 })],
    });
    for (let from = 0; from < ballots; from += atOnce) {
      await history.write({ ballots: Array.from({ length: atOnce }, (_value, index) => ballotAt(from + index)) });
    }
    await history.stop();
    const file = join(place.folder, 'ballots.csv');
    const args = ['--data', place.folder, '--poll', 'p1', '--report', 'ballots', '--out', file];
    const { code, err } = await runExport(args, ['--import', `data:text/javascript,${measured}`]);
    expect(code).toBe(0);
    expect(Number(/MB=([\d.]+)/.exec(err)?.[1])).toBeLessThan(150);
    const csv = readFileSync(file, 'utf8');
    expect(csv.match(/\r\n/g)).toHaveLength(ballots + 1);
    expect(csv.match(/,Coffee,0,1\r\n/g)).toHaveLength(ballots / 3);
  });

  it('says that the result of an open poll is provisional, and up to when it is complete', async () => {
    server = await startIngest(place.folder);
    const poll = await openPoll(server, { question: 'Q?', options: ['A', 'B'] });
    expect((await vote(server, poll.id, { option: 2 })).status).toBe(204);
    const file = join(place.folder, 'summary.csv');
    const summary = async () => {
      await runExport(['--data', place.folder, '--poll', poll.code, '--report', 'summary', '--out', file]);
      return parse<Record<string, string>>(readFileSync(file), { columns: true, bom: true })[1];
    };
    await expect.poll(summary, { timeout: 60_000 }).toMatchObject({ Votes: '1', Voters: '1', Result: 'provisional' });
    await expect.poll(async () => (await summary())?.['Complete up to (UTC)'], { timeout: 60_000 }).toMatch(/^\d{4}-.*Z$/);
  });

  it('says in one sentence what is wrong, and writes nothing', async () => {
    server = await startIngest(place.folder);
    const poll = await openPoll(server, { question: 'Q?', options: ['A', 'B'] });
    const before = readdirSync(place.folder).filter((name) => name.includes('csv'));
    const good = { data: place.folder, poll: poll.id, report: 'summary', out: join(place.folder, 'x.csv') };
    const wrong = [
      { ...good, data: join(place.folder, 'nowhere') },
      { ...good, poll: 'nope' },
      { ...good, report: 'everything' },
      { ...good, out: join(place.folder, 'no', 'such', 'folder', 'x.csv') },
      { ...good, run: '9' },
      { ...good, step: 'week' },
      { ...good, report: undefined },
    ];
    for (const flags of wrong) {
      const args = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
      const { code, err, out } = await runExport(args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).not.toMatch(/^\s+at /m);
    }
    expect(readdirSync(place.folder).filter((name) => name.includes('csv'))).toEqual(before);
  });
});
