import { join } from 'node:path';
import { parseJson } from '../../core/domain/parse-json.ts';
import type { Logger } from '../logger.ts';
import { createLineLogger } from '../logger.ts';
import type { LogFile } from './log-file.ts';
import { logFileName, openLogFile } from './log-file.ts';

/** Everything that this program and its ingest server say, on the terminal and in a file. */
export interface ProgramLog {
  readonly logger: Logger;
  /** A line of the ingest server: JSON as a rule, or whatever a program says that breaks down. */
  readonly takeServerLine: (line: string) => void;
  /** Begins to write into the data folder, with what was said before. Where that cannot be done, this is said and the terminal stays. */
  openFile(dataFolder: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ProgramLogOptions {
  /** The terminal. */
  readonly echo: (line: string) => void;
  readonly clock: () => number;
}

const mostWaiting = 200;

export function logFileOf(dataFolder: string): string {
  return join(dataFolder, 'logs', logFileName);
}

export function createProgramLog({ echo, clock }: ProgramLogOptions): ProgramLog {
  let file: LogFile | undefined;
  const waiting: string[] = [];
  const write = (line: string) => {
    echo(line);
    if (file !== undefined) file.write(line);
    else if (waiting.length < mostWaiting) waiting.push(line);
  };
  const logger = createLineLogger(write, clock);
  return {
    logger,
    takeServerLine(line) {
      if (isJsonObject(line)) write(line);
      else if (line.trim() !== '') logger.info('the ingest server said', { said: line });
    },
    async openFile(dataFolder) {
      const onFault = (error: unknown) => logger.error('the log cannot be written to its file', { error });
      try {
        file = await openLogFile({ folder: join(dataFolder, 'logs'), clock, onFault });
        for (const line of waiting.splice(0)) file.write(line);
      } catch (error) {
        onFault(error);
      }
    },
    async stop() {
      await file?.stop();
    },
  };
}

function isJsonObject(line: string): boolean {
  return line.startsWith('{') && typeof parseJson(line) === 'object';
}
