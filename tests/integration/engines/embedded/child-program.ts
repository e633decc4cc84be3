import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const outdir = join(import.meta.dirname, '../../../../out/tests/programs');

export interface ChildProgram {
  /** Lines of its output so far. */
  readonly lines: readonly string[];
  /** Resolves when there are at least so many lines. */
  untilLines(count: number): Promise<void>;
  /** Writes to its input. */
  write(text: string): void;
  /** kill -9; resolves when it has ended and all its output is read. */
  kill(): Promise<void>;
}

const bundles = new Map<string, Promise<unknown>>();

/** Once for each program: a bundle that is being written again would be read half by one that starts. */
function bundle(name: string): Promise<unknown> {
  const entry = join(import.meta.dirname, 'programs', `${name}.ts`);
  const made =
    bundles.get(name) ?? build({ entryPoints: [entry], outdir, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  bundles.set(name, made);
  return made;
}

/** Bundles and starts a program of the folder `programs/` in a process of its own, which ends with the test at the latest. */
export async function startProgram(name: string, args: readonly string[]): Promise<ChildProgram> {
  await bundle(name);
  const child = spawn(process.execPath, [join(outdir, `${name}.js`), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  const closed = once(output, 'close');
  // Only once all its output is read: a program may end right after its last line.
  const ended = closed.then(() => {
    throw new Error(`${name} has ended`);
  });
  ended.catch(() => undefined); // of interest only to whoever waits for a line
  const kill = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  onTestFinished(kill);
  return {
    lines,
    kill,
    write: (text) => void child.stdin.write(text),
    async untilLines(count) {
      while (lines.length < count) await Promise.race([once(output, 'line'), ended]);
    },
  };
}
