import type { Ability } from '../core/contract/bridge-shell.ts';
import type { AppInfo, ReportJob } from '../core/contract/bridge.ts';

/** A file that is asked for with the system's dialog. */
export interface FileWish {
  readonly title: string;
  readonly kind: 'open' | 'save';
  /** What it is to be called, where it is saved. */
  readonly suggestedName?: string;
  readonly fileType: { readonly name: string; readonly extensions: readonly string[] };
}

/** What a shell can do for a window that the headless part cannot. */
export interface ShellPort {
  readonly kind: AppInfo['shell'];
  readonly version: string;
  /** Which of the optional members below do what they say; the others reject, or do nothing. */
  readonly abilities: readonly Ability[];
  /** Where a report shall be written; null where the person changed their mind. */
  chooseReportFile(suggestedName: string): Promise<string | null>;
  /** Where a finished report can be fetched from, or null where people find the file themselves. */
  downloadUrlOf(jobId: string): string | null;
  /** Shows a finished report to the person. */
  revealReport(job: ReportJob): void;
  /** With `notify`: a message of the desktop, outside of the window. A click on it shows the window, then does what is asked besides. */
  notify(notice: { readonly title: string; readonly text: string; readonly onClick?: () => void }): void;
  /** With `choose-file`: a path, or null where the person changed their mind. */
  chooseFile(wish: FileWish): Promise<string | null>;
  /** With `choose-folder`: a path, or null where the person changed their mind. */
  chooseFolder(title: string): Promise<string | null>;
  /** With `show-folder`: opens the folder of a file, or the folder above a folder, with it selected. */
  showInFolder(path: string): void;
  /** With `copy-text`. */
  copyText(text: string): Promise<void>;
}
