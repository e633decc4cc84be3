import { z } from 'zod';
import { scrub } from './scrub.ts';
import { parseJson } from '../../core/domain/parse-json.ts';

/** Of a line of the log, what is ours: the sentence in the program, the kind of the error, and where in the program it arose. */
export interface LogTrouble {
  readonly time: string;
  readonly text: string;
  readonly frames: readonly string[];
}

const errorSchema = z.looseObject({
  name: z.string().optional(),
  type: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  stack: z.string().optional(),
});

/** Of the desktop (`level` in words, `message`, `error`) and of the ingest server (`level` as a number, `msg`, `err`). */
const lineSchema = z.looseObject({
  level: z.union([z.string(), z.number()]),
  time: z.union([z.string(), z.number()]),
  message: z.string().optional(),
  msg: z.string().optional(),
  error: errorSchema.optional(),
  err: errorSchema.optional(),
});

const warnLevel = 40;
const mostFrames = 3;

/** The newest warnings and errors among these lines, oldest first. Nothing but what the program itself is made of is taken over. */
export function findTroubles(lines: readonly string[], most: number): readonly LogTrouble[] {
  return lines.flatMap(troubleOf).slice(-most);
}

function troubleOf(line: string): LogTrouble[] {
  const entry = lineSchema.safeParse(parseJson(line)).data;
  if (entry === undefined || !isTrouble(entry.level)) return [];
  const error = entry.error ?? entry.err;
  const kind = [error?.name ?? error?.type, error?.code].filter((part) => part !== undefined).join(' ');
  const sentence = scrub(entry.message ?? entry.msg ?? '');
  return [{ time: timeOf(entry.time), text: kind === '' ? sentence : `${sentence} (${scrub(kind)})`, frames: framesOf(error?.stack) }];
}

function isTrouble(level: string | number): boolean {
  return typeof level === 'number' ? level >= warnLevel : level === 'error' || level === 'warn';
}

/** What this program is built into: other names in a stack may be anything. */
const ownFile = /[\\/](main|server|client|(?:[a-z]+-){1,3}thread|export|simulate)\.(c?js):(\d{1,6}):\d{1,6}\)?$/;

/** File and line of our own programs, without folders and without the error's words, which may quote anything. */
function framesOf(stack: string | undefined): string[] {
  const lines = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const frames = lines.flatMap((line) => {
    const [, name, ending, number] = ownFile.exec(line) ?? [];
    return name === undefined ? [] : [`${name}.${ending ?? ''}:${number ?? ''}`];
  });
  return frames.slice(0, mostFrames);
}

const earliest = Date.UTC(2020, 0, 1);
const latest = Date.UTC(2100, 0, 1);

function timeOf(time: string | number): string {
  const ms = new Date(time).getTime();
  return ms >= earliest && ms < latest ? new Date(ms).toISOString() : '?';
}
