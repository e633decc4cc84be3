import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where `npm run package -- --target dir` leaves the program of each system, beneath its folder. */
const programs = { linux: 'kpoll', darwin: 'Kpoll.app/Contents/MacOS/Kpoll', win32: 'Kpoll.exe' } as const;
const unpacked = { linux: /^linux.*unpacked$/, darwin: /^mac/, win32: /^win.*unpacked$/ } as const;

export interface PackagedProgram {
  readonly executable: string;
  remove(): void;
}

/**
 * A copy of the packaged program that takes a debugger, or no test could look into it: of what the package forbids, this alone is
 * allowed to the copy. The package stays as it is.
 */
export async function copyForTest(folder: string): Promise<PackagedProgram> {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') throw new Error(`There are no packages for ${platform}.`);
  const found = existsSync(folder) ? readdirSync(folder).find((name) => unpacked[platform].test(name)) : undefined;
  if (found === undefined) throw new Error(`There is no packaged program in ${folder}: run "npm run package -- --target dir" first.`);
  const copy = mkdtempSync(join(tmpdir(), 'kpoll-packaged-'));
  cpSync(join(folder, found), join(copy, basename(found)), { recursive: true, verbatimSymlinks: true });
  const executable = join(copy, basename(found), programs[platform]);
  if (await hasFuses(executable)) await allowDebugger(executable);
  return { executable, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Versions of Electron before 12 have none. */
async function hasFuses(executable: string): Promise<boolean> {
  try {
    await getCurrentFuseWire(executable);
    return true;
  } catch (error) {
    if (error instanceof Error && /sentinel/.test(error.message)) return false;
    throw error;
  }
}

async function allowDebugger(executable: string): Promise<void> {
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
