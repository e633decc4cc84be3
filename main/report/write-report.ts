import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Row } from '../../core/domain/report.ts';
import { csvText } from './csv-text.ts';

/** A report ready to be written: `chunks` are read once, from front to back. */
export interface ReportSource {
  readonly headers: readonly string[];
  /** Rows to come, or null while unknown. */
  readonly totalRows: number | null;
  readonly chunks: AsyncIterable<readonly Row[]>;
}

export interface WriteReportOptions {
  readonly file: string;
  /** Whether to begin with a byte order mark, without which Excel takes UTF-8 for something else. */
  readonly bom: boolean;
  readonly source: ReportSource;
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
}

/** So many rows are turned to text at once; a longer stretch would be felt in the windows. */
const rowsAtOnce = 1000;

/**
 * Writes beside the target and renames at the end, so that a file of that name is always a whole report. Returns the
 * number of rows. Failures: `cancelled`, `report-failed`; either way nothing is left behind.
 */
export async function writeReport(options: WriteReportOptions): Promise<number> {
  const partial = `${options.file}.partial-${randomBytes(2).toString('hex')}`;
  try {
    const rows = await writePartial(partial, options);
    stopIfCancelled(options.signal);
    await rename(partial, options.file);
    return rows;
  } catch (error) {
    await rm(partial, { force: true });
    throw error instanceof Failure ? error : asFailure(error, options.file);
  }
}

async function writePartial(partial: string, { bom, source, signal, onProgress }: WriteReportOptions): Promise<number> {
  const handle = await open(partial, 'wx');
  let writing: Promise<void> = Promise.resolve();
  const write = async (text: string) => {
    await writing;
    writing = handle.writeFile(text);
    writing.catch(() => undefined); // whoever waits for it, below, is told
  };
  try {
    await write(`${bom ? '\ufeff' : ''}${csvText([source.headers])}`);
    let rows = 0;
    for await (const chunk of source.chunks) {
      for (let start = 0; start < chunk.length; start += rowsAtOnce) {
        stopIfCancelled(signal);
        const some = chunk.slice(start, start + rowsAtOnce);
        // While the next rows are read and turned to text, the disk takes these.
        await write(csvText(some));
        rows += some.length;
        onProgress(rows);
      }
    }
    await writing;
    await handle.sync();
    return rows;
  } finally {
    await Promise.allSettled([writing]);
    await handle.close();
  }
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'The report was cancelled; no file was written.');
}

function asFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Failure(
    'report-failed',
    `The report could not be written to ${file}: ${messageOf(error)}. Votes are not concerned. Choose another place and try again.`,
    {
      cause: error,
    },
  );
}
