import type { ReportJob } from '../../../core/contract/bridge.ts';
import { formatCount, formatSeconds } from '../../model/format.ts';

/** 0 to 1, or null while the number of rows is unknown. */
export function shareDone(job: Pick<ReportJob, 'rows' | 'totalRows'>): number | null {
  if (job.totalRows === null) return null;
  return job.totalRows === 0 ? 1 : Math.min(1, job.rows / job.totalRows);
}

/** Judged by the pace so far; null until there is a pace. */
export function secondsLeft(job: Pick<ReportJob, 'rows' | 'totalRows' | 'startedAt'>, nowMs: number): number | null {
  const elapsed = (nowMs - job.startedAt) / 1000;
  if (job.totalRows === null || job.rows === 0 || elapsed < 0.5) return null;
  return Math.max(0, ((job.totalRows - job.rows) * elapsed) / job.rows);
}

export function describeProgress(job: ReportJob, nowMs: number): string {
  const left = secondsLeft(job, nowMs);
  const rows = job.totalRows === null ? `${formatCount(job.rows)} rows` : `${formatCount(job.rows)} of ${formatCount(job.totalRows)} rows`;
  return left === null ? rows : `${rows}, ${formatSeconds(Math.ceil(left))} left`;
}
