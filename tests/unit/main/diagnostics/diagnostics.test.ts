import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { PlaceHandlers } from '../../../../main/bridge/answer.ts';
import { diagnosisText } from '../../../../main/diagnostics/diagnostics.ts';
import { findTroubles } from '../../../../main/diagnostics/log-troubles.ts';
import { readDiagnosis } from '../../../../main/diagnostics/read-diagnosis.ts';
import { scrub, shortenHome } from '../../../../main/diagnostics/scrub.ts';

/** What must never come out, each as it might stand in a log by mistake. */
const planted = [
  'q3Zs81xTt0aYd2vKpL9m', // a voter's id
  'c0ffee00c0ffee00c0ffee00c0ffee00', // a key
  'Bearer-9fK2LmQx77Tz',
  'K7Q2MA', // a join code
  'anna.meier@example.org',
  '192.168.1.77',
  'fe80::1ff:fe23:4567:890a',
  'https://votes.example.org/polls/x?token=s3cr3t',
  '“Shall we sell the town hall?”',
  "'Candidate Müller'",
  '"hunter2"',
  '4711',
];

describe('what is told to whoever helps', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-diagnostics-'));
    await mkdir(join(folder, 'logs'));
    await writeFile(join(folder, 'log.db'), 'x'.repeat(2_500_000));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const place = {
    'polls:list': async () => [{ state: 'open', content: { question: planted[8] } }, { state: 'closed' }, { state: 'closed' }],
    'feed:read': async () => ({ state: 'live', message: planted[7] }),
  } as unknown as PlaceHandlers;

  async function tell(lines: readonly object[], from: PlaceHandlers = place): Promise<string> {
    await writeFile(join(folder, 'logs', 'kpoll.log'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const about = { version: '1.2.3', shell: 'electron' as const, profileKind: 'this-computer', clock: () => 0 };
    return diagnosisText(await readDiagnosis({ ...about, dataFolder: folder, place: from }));
  }

  it('tells versions, sizes, counts and the last errors', async () => {
    const stack =
      'Error: no\n    at openLog (/opt/Kpoll/resources/app.asar/out/electron/main.cjs:70290:17)\n    at next (node:internal/x:1:2)';
    const text = await tell([
      { time: '2026-01-02T03:04:05.000Z', level: 'info', message: 'all is well' },
      {
        time: '2026-01-02T03:04:06.000Z',
        level: 'error',
        message: 'the log cannot be read',
        error: { name: 'Failure', code: 'EIO', stack },
      },
      { time: 1_767_323_047_000, level: 40, msg: 'the disk is slow' },
    ]);
    expect(text).toContain('Kpoll 1.2.3 (window)');
    expect(text).toContain(`Node ${process.versions.node}`);
    expect(text).toContain('log.db: 2.5 MB');
    expect(text).toContain('Polls: 1 open, 2 closed');
    expect(text).toContain('results live');
    expect(text).toContain('2026-01-02T03:04:06.000Z the log cannot be read (Failure EIO) at main.cjs:70290');
    expect(text).toContain('2026-01-02T03:04:07.000Z the disk is slow');
    expect(text).not.toContain('all is well');
  });

  it('lets nothing out that was planted in any field of the log', async () => {
    const lines = planted.flatMap((secret) => [
      { time: 0, level: 'error', message: `the vote of ${secret} for option ${secret} failed`, voterId: secret, choice: [secret] },
      {
        time: 0,
        level: 'error',
        message: 'a call failed',
        error: { name: 'Error', message: secret, stack: `Error: ${secret}\n    at x (${secret}.js:1:1)` },
      },
      { time: 0, level: 50, msg: secret, err: { type: secret, code: secret, stack: secret }, req: { headers: { cookie: secret } } },
      { time: secret, level: 'error', message: 'at a strange time' },
    ]);
    const text = await tell(lines);
    for (const secret of planted) expect(text, secret).not.toContain(secret);
    for (const part of ['Müller', 'town hall', 'hunter', 'meier', 'example.org', 's3cr3t']) expect(text, part).not.toContain(part);
    expect(text).toContain('a strange time');
  });

  it('answers where the place does not', async () => {
    const silent = {
      'polls:list': () => Promise.reject(new Failure('server-unreachable', String(planted[7]))),
      'feed:read': () => Promise.reject(new Failure('server-unreachable', 'no')),
    } as unknown as PlaceHandlers;
    const text = await tell([], silent);
    expect(text).toContain('Polls: cannot be asked just now');
    expect(text).toContain('No warnings and errors in the log.');
    expect(text).not.toContain('example.org');
  });

  it('does not name the account', () => {
    expect(shortenHome('/home/ada/Kpoll', '/home/ada/')).toBe('~/Kpoll');
    expect(shortenHome('/home/adamina/Kpoll', '/home/ada')).toBe('/home/adamina/Kpoll');
    expect(shortenHome('C:\\Users\\Ada\\AppData', 'C:\\Users\\Ada')).toBe('~\\AppData');
    expect(shortenHome(homedir(), homedir())).toBe('~');
  });

  it('takes out whatever looks like an id or a code, wherever it stands', () => {
    const code = fc.stringMatching(/^[A-Z]{2}[0-9][A-Z0-9]{3}$/);
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{24,40}$/);
    const words = fc.constantFrom('the vote of', 'poll', 'could not be read:', '(', '=', ',');
    fc.assert(
      fc.property(fc.oneof(code, id), words, words, (secret, before, after) => {
        expect(scrub(`${before} ${secret} ${after}`)).not.toContain(secret);
      }),
    );
  });

  it('never breaks down over a line, whatever it holds', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => Array.isArray(findTroubles(lines, 5))));
  });
});
