import { randomBytes } from 'node:crypto';
import type { BackupJob } from '../../core/contract/bridge-data.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { DataEngine, MadeBackup } from './data-engine.ts';
import type { DataShell } from './data-shell.ts';

export interface BackupService {
  /** Returns with the running job; null where the person changed their mind. Failure `too-many-requests` while one is being made. */
  start(): Promise<BackupJob | null>;
  cancel(jobId: string): void;
  /** Failure `not-found` where there is no finished one of that id. */
  reveal(jobId: string): void;
  onChange(listener: (job: BackupJob) => void): () => void;
  /** Cancels what is under way and waits until its parts are gone. */
  stop(): Promise<void>;
}

export interface BackupServiceOptions {
  readonly engine: Pick<DataEngine, 'writeBackup'>;
  readonly shell: Pick<DataShell, 'chooseBackupFile' | 'show'>;
  readonly folder: string;
  readonly version: string;
  readonly onDone: (made: { readonly file: string; readonly at: number }) => Promise<void>;
  readonly clock: () => number;
  readonly logger: Logger;
}

const progressEveryMs = 200;

export function createBackupService(options: BackupServiceOptions): BackupService {
  const { engine, shell, folder, version, clock } = options;
  const listeners = new Set<(job: BackupJob) => void>();
  const finished = new Map<string, BackupJob>();
  let running: { job: BackupJob; readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  let isChoosing = false;

  const tell = (job: BackupJob) => listeners.forEach((listener) => listener(job));
  const run = async (begun: BackupJob, signal: AbortSignal) => {
    let toldAt = 0;
    const onProgress = (share: number) => {
      if (clock() - toldAt < progressEveryMs) return;
      toldAt = clock();
      tell({ ...begun, share });
    };
    const job = await engine
      .writeBackup({ folder, file: begun.file, version, clock, signal, onProgress })
      .then((made) => doneJob(begun, made))
      .catch((error: unknown) => brokenJob(begun, error, options.logger));
    running = undefined;
    finished.set(job.jobId, job);
    if (job.state === 'done') await remember(job.file);
    tell(job);
  };
  /** The backup is there all the same where this cannot be noted. */
  const remember = (file: string) =>
    options
      .onDone({ file, at: clock() })
      .catch((error: unknown) => options.logger.error('when the last backup was made could not be noted', { error }));
  const begin = (file: string): BackupJob => {
    const jobId = randomBytes(12).toString('hex');
    const job: BackupJob = { jobId, state: 'running', share: 0, startedAt: clock(), file, sizeBytes: null, votes: null, message: null };
    const controller = new AbortController();
    // Begins in the next turn: whoever asked hears of the job before the first change of it.
    const ended = new Promise((resolve) => setImmediate(resolve)).then(() => run(job, controller.signal));
    running = { job, controller, ended };
    return job;
  };
  return {
    async start() {
      if (running !== undefined || isChoosing) throw oneAtATime();
      isChoosing = true;
      try {
        const file = await shell.chooseBackupFile(suggestedName(clock()));
        return file === null ? null : begin(file);
      } finally {
        isChoosing = false;
      }
    },
    cancel(jobId) {
      if (running?.job.jobId === jobId) running.controller.abort();
    },
    reveal(jobId) {
      const job = finished.get(jobId);
      if (job?.state !== 'done') throw new Failure('not-found', 'There is no finished backup to show.');
      shell.show(job.file);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      running?.controller.abort();
      await running?.ended;
    },
  };
}

function doneJob(job: BackupJob, { manifest, sizeBytes }: MadeBackup): BackupJob {
  return { ...job, state: 'done', share: 1, sizeBytes, votes: manifest.content.votes };
}

function brokenJob(job: BackupJob, error: unknown, logger: Logger): BackupJob {
  if (error instanceof Failure && error.code === 'cancelled') return { ...job, state: 'cancelled' };
  if (error instanceof Failure) return { ...job, state: 'failed', message: error.message };
  logger.error('a backup failed unexpectedly', { error });
  const message = 'The backup could not be made; the log has the details. Votes are not concerned. Try again.';
  return { ...job, state: 'failed', message };
}

function suggestedName(now: number): string {
  return `kpoll-${new Date(now).toISOString().slice(0, 16).replace(':', '-').replace('T', '-')}.kpoll-backup`;
}

function oneAtATime(): Failure {
  return new Failure('too-many-requests', 'A backup is being made already. Wait for it, or cancel it, and try again.', { retriable: true });
}
