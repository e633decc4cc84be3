import type { AppInfo, ReportJob } from '../core/contract/bridge.ts';

/** What a shell can do for a window that the headless part cannot. */
export interface ShellPort {
  readonly kind: AppInfo['shell'];
  readonly version: string;
  /** Where a report shall be written; null where the person changed their mind. */
  chooseReportFile(suggestedName: string): Promise<string | null>;
  /** Where a finished report can be fetched from, or null where people find the file themselves. */
  downloadUrlOf(jobId: string): string | null;
  /** Shows a finished report to the person. */
  revealReport(job: ReportJob): void;
}
