import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLogFile } from '../../../../main/logs/log-file.ts';
import { createProgramLog, logFileOf } from '../../../../main/logs/program-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kpoll-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const linesOf = async (file: string) => (await readFile(file, 'utf8')).trimEnd().split('\n');

const clock = () => 0;

describe('the log file', () => {
  it('begins a new file when one is full, keeps the last few, and loses no line of those', async () => {
    const log = await openLogFile({ folder, size: '1K', keep: 3, clock, onFault: (error) => expect.unreachable(error.message) });
    const count = 100;
    for (let index = 0; index < count; index += 1) log.write(`${index} ${'x'.repeat(90)}`);
    await log.stop();
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['kpoll.log', 'kpoll.log.1', 'kpoll.log.2', 'kpoll.log.3']);
    const lines = (await Promise.all([...names].reverse().map((name) => linesOf(join(folder, name))))).flat().filter((line) => line !== '');
    const numbers = lines.map((line) => Number.parseInt(line, 10));
    expect(numbers.at(-1)).toBe(count - 1);
    expect(numbers).toEqual(Array.from(numbers, (_, index) => (numbers[0] ?? 0) + index));
    for (const name of names) expect((await stat(join(folder, name))).size).toBeLessThan(1_300);
  });

  it('can be read by nobody else', async () => {
    const log = await openLogFile({ folder: join(folder, 'logs'), clock, onFault: () => undefined });
    log.write('a line');
    await log.stop();
    expect((await stat(join(folder, 'logs', 'kpoll.log'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
  });

  it('goes on where an earlier start left off', async () => {
    for (const line of ['first', 'second']) {
      const log = await openLogFile({ folder, clock, onFault: () => undefined });
      log.write(line);
      await log.stop();
    }
    expect(await linesOf(join(folder, 'kpoll.log'))).toEqual(['first', 'second']);
  });
});

describe('a log file that could not be written', () => {
  it('is tried again after half a minute, and what was wrong is told once', async () => {
    let now = 0;
    const faults: string[] = [];
    const file = join(folder, 'kpoll.log');
    await mkdir(file);
    const log = await openLogFile({ folder, clock: () => now, onFault: (error) => faults.push(error.message) });
    log.write('lost');
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    await rmdir(file);
    now = 29_000;
    log.write('lost, too');
    now = 30_000;
    log.write('there again');
    log.write('and this');
    await log.stop();
    log.write('too late');
    expect(await linesOf(file)).toEqual(['there again', 'and this']);
    expect(faults).toHaveLength(1);
  });
});

describe('the log of the program', () => {
  it('holds what was said before there was a file, and what the server says', async () => {
    const echoed: string[] = [];
    const log = createProgramLog({ echo: (line) => echoed.push(line), clock: () => 0 });
    log.logger.info('early');
    await log.openFile(folder);
    log.logger.error('late', { error: new Error('why') });
    log.takeServerLine('{"level":40,"time":1,"msg":"slow disk"}');
    log.takeServerLine('Segmentation fault');
    log.takeServerLine('');
    await log.stop();
    const lines = await linesOf(logFileOf(folder));
    expect(lines).toEqual(echoed);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { message: 'early' },
      { message: 'late', error: { message: 'why' } },
      { level: 40, msg: 'slow disk' },
      { message: 'the ingest server said', said: 'Segmentation fault' },
    ]);
  });

  it('says where no file can be written, and goes on without', async () => {
    const echoed: string[] = [];
    await writeFile(join(folder, 'logs'), 'a file in the way');
    const log = createProgramLog({ echo: (line) => echoed.push(line), clock: () => 0 });
    await log.openFile(folder);
    log.logger.info('still here');
    await log.stop();
    expect(echoed.join('\n')).toContain('cannot be written');
    expect(echoed.at(-1)).toContain('still here');
  });
});
