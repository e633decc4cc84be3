import type { DataContent } from '../../core/contract/bridge-data.ts';

export interface BackupWish {
  readonly folder: string;
  readonly file: string;
  /** Of this Kpoll. */
  readonly version: string;
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  /** 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface MadeBackup {
  readonly manifest: { readonly createdAt: number; readonly content: DataContent };
  readonly sizeBytes: number;
}

export interface CheckedRestore {
  readonly manifest: { readonly createdAt: number; readonly version: string; readonly content: DataContent };
  readonly current: DataContent;
  /** Gives the folder where the replaced files are. Failure `data-folder-busy`. */
  restore(): Promise<string>;
  drop(): Promise<void>;
}

/** What was done to a folder of an older format. */
export interface FolderMigration {
  readonly from: number;
  readonly to: number;
  readonly backup: string | null;
}

interface FolderOfVersion {
  readonly folder: string;
  readonly version: string;
  readonly clock: () => number;
}

/** What the engine of this computer can do with a data folder as a whole; composition roots give it. */
export interface DataEngine {
  /**
   * Completes what a crash broke off, and brings a folder of an older format to today's. Undefined where nothing was to do. Failure
   * `data-folder-busy` where a server works on it, which then has done the same; `newer-format`; `backup-failed`.
   */
  prepareFolder(wish: FolderOfVersion): Promise<FolderMigration | undefined>;
  writeBackup(wish: BackupWish): Promise<MadeBackup>;
  checkBackup(wish: Omit<BackupWish, 'onProgress'>): Promise<CheckedRestore>;
  readContent(folder: string): Promise<DataContent>;
  /** 1 for a folder that does not say. */
  formatOf(folder: string): number;
  freeBytesOf(folder: string): Promise<number | undefined>;
  /** Copies all files to an empty folder and compares them, while no server works on the folder. Failure `data-folder-busy`, `backup-failed`. */
  copyFolder(wish: FolderOfVersion & { readonly to: string }): Promise<void>;
}
