import type { ReportWish } from './report-source.ts';

/** A file name that says what is inside and is allowed on every system. */
export function reportFileName({ poll, run, report }: Pick<ReportWish, 'poll' | 'run' | 'report'>): string {
  const words = poll.content.question
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const title = Array.from(words).slice(0, 60).join('').replace(/-+$/, '') || 'poll';
  return `${title}-run-${run.run}-${report}.csv`;
}
