import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no small disk can be had on this computer, or undefined. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'a small disk is a tmpfs, which is Linux only';
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-disk-try-'));
  const mounted = mount(folder, 1);
  if (mounted) unmount(folder);
  rmdirSync(folder);
  return mounted ? undefined : 'a small disk cannot be mounted here';
}

/** A real disk of a few megabytes. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the space that is left. */
  fill(): void;
  free(): void;
  remove(): void;
}

export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-disk-'));
  if (!mount(folder, megabytes)) throw new Error('the small disk was not mounted');
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // Somebody else took some of it meanwhile: it is full all the same.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      unmount(folder);
      rmdirSync(folder);
    },
  };
}

function mount(folder: string, megabytes: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
}
